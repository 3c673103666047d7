"""Nothing of a file is neither imported nor reported, whatever the file."""

from __future__ import annotations

import json
import time
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from problems.errors import ExchangeError
from problems.exchange.gift_reader import from_gift
from problems.exchange.html_reader import read_html
from problems.exchange.moodle_reader import from_moodle
from problems.exchange.qti_reader import from_qti
from problems.exchange.question_import import ImportResult
from problems.exchange.slugs import slugs
from problems.reading.writer import write_problems
from tests.problems.question_corpus import Corpus, Question

_AT_EASE = settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
_READERS: dict[str, Callable[[int], tuple[ImportResult, list[Question]]]] = {
    "gift": lambda seed: _pair(from_gift, Corpus(seed).gift(40)),
    "moodle": lambda seed: _pair(from_moodle, Corpus(seed).moodle(40)),
    "qti": lambda seed: _pair(from_qti, Corpus(seed).qti(20)),
}


def _pair(
    read: Callable[..., ImportResult], made: tuple[object, list[Question]]
) -> tuple[ImportResult, list[Question]]:
    return read(made[0]), made[1]


@pytest.mark.slow
@pytest.mark.parametrize("reader", _READERS.values(), ids=_READERS)
@pytest.mark.parametrize("seed", range(12))
def test_every_question_of_a_corpus_is_a_problem_or_an_omission(
    reader: Callable[[int], tuple[ImportResult, list[Question]]], seed: int
) -> None:
    result, questions = reader(seed)
    assert result.questions == len(questions) == len(result.problems) + len(result.omissions)
    assert result.problems
    assert result.omissions
    assert all(loss.what and loss.location for loss in result.losses)
    ids = [problem["id"] for problem in result.problems]
    assert len(set(ids)) == len(ids)


@pytest.mark.slow
@pytest.mark.parametrize("reader", _READERS.values(), ids=_READERS)
@pytest.mark.parametrize("seed", range(12))
def test_every_text_of_an_imported_question_is_in_its_problem_or_its_loss_is_told(
    reader: Callable[[int], tuple[ImportResult, list[Question]]], seed: int
) -> None:
    result, questions = reader(seed)
    problems = [json.dumps(problem) for problem in result.problems]
    titles = [problem["title"] for problem in result.problems]
    imported = 0
    for question in questions:
        at = next((at for at, problem in enumerate(problems) if question.asked[0] in problem), None)
        if at is None:
            assert any(mark in loss.problem for loss in result.omissions for mark in question.asked)
            continue
        imported += 1
        missing = [mark for mark in question.asked if mark not in problems[at]]
        assert missing == [], question.text
        if any(mark not in problems[at] for mark in question.beside):
            assert [loss for loss in result.losses if loss.problem in titles[at]], question.text
    assert imported == len(problems)


@_AT_EASE
@given(text=st.text(st.sampled_from("ab=~#{}:\\%->[]<>/&\n$T1. *`|"), max_size=120))
@pytest.mark.slow
def test_no_text_stops_the_reader_of_gift(text: str) -> None:
    try:
        result = from_gift(text)
    except ExchangeError:
        return
    assert result.questions == len(result.problems) + len(result.omissions)
    write_problems(result.problems)


_TAGS = [
    "p",
    "b",
    "pre",
    "br",
    "li",
    "ol",
    "ul",
    "table",
    "tr",
    "td",
    "th",
    "sup",
    "a href='http://x'",
    "img",
    "code",
]
_TAGS += ["div style='white-space: pre-wrap'", "script", "svg", "h1", "input"]
_pieces = st.sampled_from(
    [f"<{tag}>" for tag in _TAGS]
    + [f"</{tag.split()[0]}>" for tag in _TAGS]
    + ["<![if x]>", "<![", "<!--", "-->", "&amp;", "&#0;", "<", ">", "word", " ", "\n", "**", "`", "|", "- "]
)


@_AT_EASE
@given(pieces=st.lists(_pieces, max_size=30))
@pytest.mark.slow
def test_no_html_stops_its_reader(pieces: list[str]) -> None:
    content = read_html("".join(pieces))
    assert all(block.text.strip() for block in content.blocks)


@pytest.mark.parametrize("content", [b"", b"PK", b"PK\x03\x04" + b"\0" * 40, b"no zip"])
def test_what_is_no_package_is_refused(content: bytes) -> None:
    with pytest.raises(ExchangeError):
        from_qti(content)


@pytest.mark.slow
@pytest.mark.quiet
@pytest.mark.parametrize("title", ["Question {}", "Always the same"])
def test_eight_times_the_questions_take_about_eight_times_as_long(title: str) -> None:
    def seconds(count: int) -> float:
        text = "\n\n".join(f"::{title.format(at)}::Which {at}? {{=a ~b ~c}}" for at in range(count))
        started = time.process_time()
        assert len(from_gift(text).problems) == count
        return time.process_time() - started

    seconds(200)
    assert seconds(8_000) / min(seconds(1_000) for _ in range(3)) < 16


def test_ids_of_one_stem_are_made_without_looking_for_a_free_one() -> None:
    ids = slugs(["same"] * 20_000, "item")
    assert (ids[1], ids[-1], len(set(ids))) == ("same-2", "same-20000", 20_000)
