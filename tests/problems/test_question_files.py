"""Files as other systems and people write them: each is imported as it is meant, or says why not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from problems.exchange.gift_reader import from_gift
from problems.exchange.moodle_reader import from_moodle
from problems.exchange.question_import import ImportResult

_FILES = Path(__file__).parent / "question_files"


def _read(name: str) -> ImportResult:
    path = _FILES / name
    return from_moodle(path.read_bytes()) if path.suffix == ".xml" else from_gift(path.read_text())


def _only(name: str) -> Any:
    (problem,) = _read(name).problems
    return problem


def _reasons(name: str) -> list[str]:
    return [loss.what for loss in _read(name).losses]


def _key(problem: Any) -> list[str]:
    return [option["text"] for option in problem["options"] if option.get("correct")]


@pytest.mark.parametrize("path", sorted(_FILES.iterdir()), ids=lambda path: path.name)
def test_every_question_is_a_problem_or_an_omission(path: Path) -> None:
    result = _read(path.name)
    assert result.questions == len(result.problems) + len(result.omissions) >= 1
    assert all(loss.what and loss.location for loss in result.losses)


def test_a_blank_line_among_the_answers_parts_nothing() -> None:
    first, second = _read("01-blank-line.gift").problems
    assert [option["text"] for option in first["options"]] == ["8080", "80", "443"]
    assert second["title"] == "Colour"


def test_a_description_is_named_with_its_line() -> None:
    (loss,) = _read("02-description.gift").omissions
    assert (loss.problem, loss.location) == ("Read this first", "line 1")


def test_only_the_first_title_is_a_title() -> None:
    assert "std::vector::iterator" in _only("03-double-colon.gift")["prompt"]


def test_a_heading_in_the_stem_is_no_feedback() -> None:
    problem = _only("04-heading.gift")
    assert problem["prompt"] == "**The situation**\n\nBlue is live. Which colour is next?"
    assert problem["solution"] == {"steps": ["Look at the selector."]}


def test_weights_that_become_equal_shares_are_told() -> None:
    assert _key(_only("06-weights.gift")) == ["a Service with the label", "the pod's own address"]
    assert any("75, 25, -50, 0" in reason for reason in _reasons("06-weights.gift"))


def test_two_groups_of_answers_are_left_out() -> None:
    (loss,) = _read("08-two-groups.gift").omissions
    assert "several groups" in loss.what


def test_a_category_on_the_next_line_closes_the_question_and_is_told() -> None:
    assert [problem["title"] for problem in _read("09-category-close.gift").problems] == [
        "Colour",
        "Port",
    ]
    (loss,) = _read("09-category-close.gift").losses
    assert (loss.problem, loss.field) == ("$course$/top/Week 2", "category")


def test_feedback_of_pairs_is_kept_with_the_chips() -> None:
    assert [chip["why"] for chip in _only("10-pair-feedback.gift")["chips"]] == [
        "Right, by label.",
        "Right.",
        "Right.",
    ]


@pytest.mark.parametrize("text", ["Which?{=green ~blue ~red ~}", "Which?{~=green ~blue ~red}"])
def test_an_empty_answer_is_left_out_and_told(text: str) -> None:
    result = from_gift(text)
    assert _key(result.problems[0]) == ["green"]
    assert [loss.what for loss in result.losses] == ["an empty answer is left out"]


def test_a_matching_to_numbers_is_no_ordering() -> None:
    assert _only("16-match-numbers.gift")["kind"] == "blanks"


def test_left_sides_show_no_tags() -> None:
    lines = _only("17-match-html.gift")["template"]["text"].splitlines()
    assert lines == ["It selects pods.: {{gap-1}}", "It makes pods.: {{gap-2}}", "It asks pods.: {{gap-3}}"]


def test_left_sides_in_paragraphs_stand_beside_their_gaps() -> None:
    problem = _only("20-matching-paragraphs.xml")
    assert problem["prompt"] == "What belongs together?"
    assert problem["template"]["text"] == "Service {{gap-1}}\nDeployment {{gap-2}}\nProbe {{gap-3}}"


def test_raised_and_lowered_signs_are_kept() -> None:
    problem = _only("21-sup.xml")
    assert "2¹⁰, and H₂O" in problem["prompt"]
    assert [option["text"] for option in problem["options"]] == ["2¹⁰", "210", "22¹⁰"]


@pytest.mark.parametrize("name", ["22-image.xml", "22b-image-in-question.xml"])
def test_a_question_whose_image_is_damaged_is_left_out(name: str) -> None:
    (loss,) = _read(name).omissions
    assert loss.what.startswith("it shows the image switch.png: ")


def test_one_answer_is_right_where_the_file_does_not_say() -> None:
    assert _only("23-no-single.xml")["kind"] == "choice"


def test_lines_of_a_listing_stay_lines() -> None:
    assert _only("24-pre-br.xml")["code"]["text"] == "for i in 1 2; do\n  echo $i\ndone"


def test_a_table_stays_a_table() -> None:
    table = "| minute | failed |\n| --- | --- |\n| 1 | 20 |\n| 2 | 40 |"
    assert _only("25-table.xml")["prompt"] == f"What is the rate?\n\n{table}"


def test_a_penalty_for_a_wrong_answer_is_told() -> None:
    assert _reasons("27-penalty.xml") == ["a wrong answer costs no more than its try"]


def test_an_answer_that_belongs_to_two_lines_leaves_the_question_out() -> None:
    (loss,) = _read("29-matching-same.xml").omissions
    assert "`unsafe` belongs into several gaps" in loss.what


def test_stars_and_backticks_are_kept_as_they_are() -> None:
    problem = _only("31-stars.xml")
    assert problem["prompt"] == "What does f(*args, **kwargs) take, and what is 2 ** 3 ** 2?"
    assert problem["options"][0]["text"] == r"any \`names\`"


def test_nested_and_empty_marks_leave_no_stars() -> None:
    problem = _only("32-nested-marks.xml")
    assert problem["prompt"].splitlines()[0] == "**Which** `label` **is live?**"
    assert [option["text"] for option in problem["options"]] == ["green", "**blue**", "red"]


def test_what_a_question_says_of_itself_in_moodle_is_told() -> None:
    fields = {loss.field for loss in _read("34-combined-feedback.xml").losses}
    assert fields == {"defaultgrade", "hidden", "shuffleanswers", "correctfeedback", "incorrectfeedback"}


def test_an_answer_of_prose_and_a_listing_leaves_the_question_out() -> None:
    (loss,) = _read("36-pre-in-option.xml").omissions
    assert "a block of code" in loss.what


def test_lines_of_plain_text_stay_lines() -> None:
    assert _only("37-auto-format.xml")["prompt"].splitlines()[2:] == [
        "1: kind: Service",
        "",
        "2: kind: Sevice",
        "",
        "3: kind: Pod",
    ]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Which? {=a ~%5.0.0%b ~c}", "`5.0.0`, which is no number"),
        ("Which? {=a ~b ~c", "braces don't match"),
        ("Which? =a ~b ~c}", "braces don't match"),
        ("Match. {=a -> 1 =b}", "no `->`"),
        ("Who? {=Ann}", "typed"),
        ("True? {TRUE#yes}", "true or false"),
        ("How many? {#3:1}", "number"),
        ("Say. {}", "essay"),
        ("Which? {=a ~b ~b ~a}", "look alike"),
        ("Look: <img src='x.png'> {=a ~b ~c}", "the image x.png, which is not in the file"),
        ("Look: [html]<video src='x'></video> {=a ~b ~c}", "a film"),
    ],
)
def test_what_gift_can_say_and_a_problem_cannot_has_a_reason(text: str, reason: str) -> None:
    result = from_gift(f"{text}\n\nOther? {{=x ~y ~z}}")
    assert [loss.what for loss in result.omissions if reason in loss.what], result.losses
    assert result.problems[-1]["title"] == "Other?"


@pytest.mark.parametrize("weight", ["nan", "inf", "half", "1e999"])
def test_a_weight_that_is_no_number_leaves_the_question_out(weight: str) -> None:
    question = f'<question type="multichoice"><answer fraction="{weight}"><text>a</text></answer></question>'
    (loss,) = from_moodle(f"<quiz>{question}</quiz>".encode()).omissions
    assert "no number" in loss.what


def test_an_element_that_nobody_knows_is_told() -> None:
    answers = "".join(f'<answer fraction="{at}"><text>{at}</text></answer>' for at in (100, 0, -0.0001))
    question = f'<question type="multichoice"><weather>fine</weather>{answers}</question>'
    fields = {loss.field for loss in from_moodle(f"<quiz>{question}</quiz>".encode()).losses}
    assert "weather" in fields
