"""What goes out to GIFT and Moodle comes back, or the report says that it did not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from problems.exchange.gift_reader import from_gift
from problems.exchange.gift_writer import to_gift
from problems.exchange.loss_report import ExportResult, losses_between
from problems.exchange.moodle_reader import from_moodle
from problems.exchange.moodle_writer import to_moodle
from problems.exchange.question_import import ImportResult
from problems.exchange.raw_problem import only_order
from problems.markup import parse_line
from problems.model import (
    Blank,
    BlanksProblem,
    Chip,
    ChoiceProblem,
    ChoicesProblem,
    Code,
    OrderProblem,
    Problem,
    Solution,
)
from tests.problems.strategies import problems

_AT_EASE = settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
# What each target is known not to carry. Whatever else is lost makes the property fail.
_GIFT_LOSES = {
    "hints",
    "tries_reason",
    "options.id",
    "steps.id",
    "distractors.id",
    "chips.id",
    "skill",
    "lab",
}
_GIFT_LOSES |= {"steps.why", "distractors.why", "chips.why"}
_MOODLE_LOSES = {"tries_reason", "options.id", "steps.id", "chips.id", "blanks.id", "skill", "lab"}
_MOODLE_LOSES |= {"steps.why", "chips.why", "distractors"}
# An imported title is one line, in which spaces that follow each other are one.
_GIFT_LOSES |= {"title"}
_MOODLE_LOSES |= {"title"}


def _gift_back(exported: ExportResult) -> ImportResult:
    return from_gift(exported.content.decode())


def _moodle_back(exported: ExportResult) -> ImportResult:
    return from_moodle(exported.content)


@_AT_EASE
@given(problem=problems)
@pytest.mark.slow
@pytest.mark.parametrize(
    ("export", "back", "known"),
    [(to_gift, _gift_back, _GIFT_LOSES), (to_moodle, _moodle_back, _MOODLE_LOSES)],
    ids=["gift", "moodle"],
)
def test_a_problem_comes_back_but_for_what_the_report_names(
    problem: Problem,
    export: Callable[[list[Problem]], ExportResult],
    back: Callable[[ExportResult], ImportResult],
    known: set[str],
) -> None:
    exported = export([problem])
    if any(loss.left_out for loss in exported.losses):
        assert _has_no_honest_form(problem)
        return
    (raw,) = back(exported).problems
    reported = {loss.field for loss in exported.losses}
    assert {loss.field for loss in losses_between(problem, raw, {})} == reported
    assert reported <= known
    assert _key(raw) == _key_of(problem)


def test_a_blank_that_is_called_as_a_chip_is_keeps_what_it_accepts() -> None:
    chips = tuple(Chip(id=name, text=f"chip {name}", why="w") for name in "abc")
    problem = BlanksProblem(
        id="p",
        kind="blanks",
        title="Two gaps",
        category="workflow",
        difficulty="easy",
        skill="s",
        time_limit=timedelta(minutes=1),
        tries=1,
        prompt="p",
        template=Code(language="shell", text="{{a}} then {{b}}"),
        blanks=(Blank(id="a", accepts=("b",)), Blank(id="b", accepts=("c",))),
        chips=chips,
        solution=Solution(steps=("s",), takeaway="t", mistakes=("m",)),
    )
    assert "blanks.accepts" not in {loss.field for loss in to_moodle([problem]).losses}


def _has_no_honest_form(problem: Problem) -> bool:
    if _two_pieces_look_alike(problem):
        return True
    match problem:
        case OrderProblem():
            return only_order(problem) is None
        case BlanksProblem():
            return len(problem.blanks) == 1 or any(len(blank.accepts) > 1 for blank in problem.blanks)
    return False


def _two_pieces_look_alike(problem: Problem) -> bool:
    pieces = [(piece.text, getattr(piece, "code", None)) for piece in _pieces(problem)]
    shown = [(text and parse_line(text), code and (code.language, code.text)) for text, code in pieces]
    return len(set(shown)) < len(shown)


def _pieces(problem: Problem) -> tuple[Any, ...]:
    match problem:
        case ChoiceProblem() | ChoicesProblem():
            return problem.options
        case OrderProblem():
            return (*problem.steps, *problem.distractors)
        case BlanksProblem():
            return problem.chips
    raise AssertionError(problem)


def _key(raw: dict[str, Any]) -> Any:
    match raw["kind"]:
        case "choice" | "choices":
            return [option.get("correct", False) for option in raw["options"]]
        case "order":
            return [parse_line(step["text"]) for step in raw["steps"]]
    chips = {chip["id"]: parse_line(chip["text"]) for chip in raw["chips"]}
    return [chips[blank["accepts"][0]] for blank in raw["blanks"]]


def _key_of(problem: Problem) -> Any:
    match problem:
        case ChoiceProblem() | ChoicesProblem():
            return [option.correct for option in problem.options]
        case OrderProblem():
            texts = {step.id: parse_line(step.text) for step in problem.steps}
            return [texts[step] for step in only_order(problem) or ()]
        case BlanksProblem():
            chips = {chip.id: parse_line(chip.text) for chip in problem.chips}
            return [chips[blank.accepts[0]] for blank in problem.blanks]
