"""Questions of other people's: read as far as they go, refused where they would do harm."""

from __future__ import annotations

from typing import Any

import pytest

from problems.errors import ExchangeError
from problems.exchange.gift_reader import from_gift
from problems.exchange.gift_writer import to_gift
from problems.exchange.moodle_reader import from_moodle
from problems.exchange.moodle_writer import to_moodle
from problems.exchange.slugs import slugs
from problems.fields import parse_duration
from problems.model import ChoiceProblem, Code, Option, Solution


def _moodle(question: str) -> Any:
    return from_moodle(f'<?xml version="1.0"?><quiz>{question}</quiz>'.encode())


def test_a_moodle_question_without_our_tags_keeps_what_it_has() -> None:
    imported = _moodle(
        '<question type="category"><category><text>top/Week 3</text></category></question>'
        '<question type="multichoice"><name><text>Live colour</text></name>'
        '<questiontext format="html"><text><![CDATA[<p>Which <b>colour</b> is<br>live?</p>'
        "<pre>version: green</pre><script>alert(1)</script>]]></text></questiontext>"
        "<single>true</single>"
        '<answer fraction="100"><text>green</text>'
        "<feedback><text>The selector says so.</text></feedback></answer>"
        '<answer fraction="0"><text>blue</text></answer><answer fraction="50"><text>both</text></answer>'
        "</question>"
    )
    (problem,) = imported.problems
    assert problem["id"] == "live-colour"
    assert problem["prompt"] == "Which **colour** is\n\nlive?"
    assert problem["code"] == {"language": "text", "text": "version: green"}
    assert problem["options"] == [
        {"id": "green", "text": "green", "correct": True, "why": "The selector says so."},
        {"id": "blue", "text": "blue"},
        {"id": "both", "text": "both"},
    ]
    assert [str(loss) for loss in imported.losses] == [
        "top/Week 3 (question 1): category: a category is not carried; each problem names its skill",
        "Live colour (question 2): options.correct: a partly right answer counts as wrong",
    ]


def test_a_gapselect_becomes_blanks() -> None:
    imported = _moodle(
        '<question type="gapselect"><name><text>Patch</text></name><questiontext format="html"><text>'
        "<![CDATA[<p>Fill it.</p><pre>kubectl [[1]] svc model -p [[2]]</pre>]]></text></questiontext>"
        + "".join(f"<selectoption><text>{word}</text></selectoption>" for word in ("patch", "'{}'", "apply"))
        + "</question>"
    )
    (problem,) = imported.problems
    assert problem["prompt"] == "Fill it."
    assert problem["template"] == {"language": "text", "text": "kubectl {{gap-1}} svc model -p {{gap-2}}"}
    assert [blank["accepts"] for blank in problem["blanks"]] == [["patch"], ["chip"]]


def test_a_moodle_matching_becomes_blanks_with_a_line_for_each_pair() -> None:
    pairs = "".join(
        f'<subquestion format="html"><text>{left}</text><answer><text>{right}</text></answer></subquestion>'
        for left, right in (("a typo", "no endpoints"), ("keep-alive", "old pods"), ("", "nothing"))
    )
    imported = _moodle(
        '<question type="matching"><name><text>Causes</text></name>'
        f'<questiontext format="html"><text>What follows?</text></questiontext>{pairs}</question>'
    )
    (problem,) = imported.problems
    assert problem["template"]["text"] == "a typo {{gap-1}}\nkeep-alive {{gap-2}}"
    assert [chip["text"] for chip in problem["chips"]] == ["no endpoints", "old pods", "nothing"]


@pytest.mark.parametrize("kind", ["essay", "shortanswer", "numerical", "cloze", "truefalse"])
def test_what_no_kind_of_problem_can_hold_is_left_out_with_the_reason(kind: str) -> None:
    imported = _moodle(f'<question type="{kind}"><name><text>Q</text></name></question>')
    assert imported.problems == ()
    assert [loss.left_out for loss in imported.losses] == [True]
    assert kind in imported.losses[0].what


@pytest.mark.parametrize(
    "content",
    [
        b'<!DOCTYPE q [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><quiz>&b;</quiz>',
        b'<!DOCTYPE q SYSTEM "http://127.0.0.1/q.dtd"><quiz/>',
        b'<!DOCTYPE q [<!ENTITY x SYSTEM "file:///etc/passwd">]><quiz>&x;</quiz>',
        b"<quiz><question></quiz>",
        b"<html/>",
        b"",
    ],
)
def test_a_file_that_is_not_safe_or_not_moodle_is_refused(content: bytes) -> None:
    with pytest.raises(ExchangeError):
        from_moodle(content)


def test_gift_as_it_is_written_by_hand_is_read() -> None:
    imported = from_gift(
        "$CATEGORY: week 3\n\n"
        "// a note\n::Live colour:: Which colour is live\\: {\r\n"
        "=green #It is selected.\r\n~blue\r\n~%50%both\r\n}\r\n\r\n"
        "A switch is {~%50%one patch ~%50%one apply ~%-100%one delete} at most.\n\n"
        "Match. {=typo -> no endpoints =keep-alive -> old pods}\n\n"
        "True? {T}\n\nHow many? {#3:1}\n\nWho {=Ann =Bob}\n\nEssay {}\n"
    )
    first, second, third = imported.problems
    assert first["title"] == "Live colour"
    assert first["prompt"] == "Which colour is live:"
    assert [option["text"] for option in first["options"]] == ["green", "blue", "both"]
    assert first["options"][0]["why"] == "It is selected."
    assert (second["kind"], second["prompt"]) == ("choices", "A switch is _____ at most.")
    assert third["template"]["text"] == "typo: {{gap-1}}\nkeep-alive: {{gap-2}}"
    assert [loss.left_out for loss in imported.losses] == [False, False, False, True, True, True, True]


@pytest.mark.parametrize("text", ["", "Just a sentence.", "{" * 10_000, "}" * 10_000])
def test_text_that_is_no_gift_is_refused(text: str) -> None:
    with pytest.raises(ExchangeError):
        from_gift(text)


def test_ids_made_of_texts_never_collide() -> None:
    assert slugs(["Patch it", "patch IT", "中", "中"], "option") == [
        "patch-it",
        "patch-it-2",
        "option",
        "option-2",
    ]


def test_a_no_break_space_comes_back_as_a_space_and_the_report_says_so() -> None:
    problem = _problem("version:\u00a0green")
    for exported in (to_gift([problem]), to_moodle([problem])):
        assert "options.text" in {loss.field for loss in exported.losses}


def test_output_in_columns_keeps_its_spaces() -> None:
    problem = _problem("NAME    READY   green-1   1/1")
    (raw,) = from_moodle(to_moodle([problem]).content).problems
    assert raw["options"][0]["text"] == "NAME    READY   green-1   1/1"


def _problem(text: str) -> ChoiceProblem:
    return ChoiceProblem(
        id="live-colour",
        kind="choice",
        title="Live colour",
        category="conceptual",
        difficulty="easy",
        skill="selectors",
        time_limit=parse_duration("1m"),
        tries=2,
        prompt="Which one?",
        options=(
            Option(id="right", text=text, correct=True, why="So it is."),
            Option(id="wrong", text="b", why="No."),
            Option(id="code", code=Code(language="shell", text="ls\n"), why="No."),
        ),
        solution=Solution(steps=("Look.",), takeaway="Look.", mistakes=("Not looking.",)),
    )
