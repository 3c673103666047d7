"""Writes GIFT, Moodle's text format: https://docs.moodle.org/en/GIFT_format.

A `choice` becomes a multiple choice, a `choices` one whose weights give the same partial credit as here,
an `order` and a `blanks` a matching (step to position, gap to chip).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import assert_never

from problems.exchange.gift_reader import NOT_A_STEP, from_gift
from problems.exchange.html_writer import code_html, line_html, option_html, prose_html, solution_html
from problems.exchange.loss_report import ExportResult, Loss, losses_between, omission
from problems.exchange.question_import import ImportResult
from problems.exchange.raw_problem import has_twins, only_order
from problems.exchange.tags import kind_tag, to_tags
from problems.model import BlanksProblem, ChoiceProblem, ChoicesProblem, Code, Option, OrderProblem, Problem

_REASONS = {
    "hints": "GIFT has no hints",
    "tries_reason": "GIFT has no field for it",
    "proof": "a proof belongs to the bank",
    "options.id": "answers have no names in GIFT; reading makes them anew",
    "steps.id": "answers have no names in GIFT; reading makes them anew",
    "distractors.id": "answers have no names in GIFT; reading makes them anew",
    "chips.id": "answers have no names in GIFT; reading makes them anew",
    "images": "GIFT holds no files",
    "picture": "a picture is drawn by Cutover",
    "steps.why": "a matching has no feedback for each pair",
    "distractors.why": "a matching has no feedback for each pair",
    "chips.why": "a matching has no feedback for each pair",
    "skill": "a tag holds 50 characters",
    "lab": "a tag holds 50 characters",
}


def to_gift(problems: Iterable[Problem]) -> ExportResult:
    """The problems as one GIFT file, UTF-8, with what did not come back when it was read again."""
    written: list[str] = []
    losses: list[Loss] = []
    for problem in problems:
        reason = _omission_reason(problem)
        if reason:
            losses.append(omission(problem.id, reason))
            continue
        question = _question(problem)
        found = _losses(problem, from_gift(question))
        losses += found
        if not any(loss.left_out for loss in found):
            written.append(question)
    return ExportResult("\n\n".join([*written, ""]).encode(), tuple(losses))


def _omission_reason(problem: Problem) -> str | None:
    match problem:
        case _ if has_twins(problem):
            return "two of its pieces look alike"
        case OrderProblem() if only_order(problem) is None:
            return "several orders are right, and GIFT keys one"
        case BlanksProblem() if any(len(blank.accepts) > 1 for blank in problem.blanks):
            return "a gap accepts several chips, and GIFT keys one"
        case BlanksProblem() if len(problem.blanks) < 2:
            return "a matching wants two gaps or more"
    return None


def _losses(problem: Problem, back: ImportResult) -> tuple[Loss, ...]:
    if not back.problems:
        return (omission(problem.id, f"it can't be read back: {back.omissions[0].what}"),)
    return losses_between(problem, back.problems[0], _REASONS)


def _question(problem: Problem) -> str:
    tags = "".join(f" [tag:{tag}]" for tag in (kind_tag(problem), *to_tags(problem)))
    stem = prose_html(problem.prompt) + "".join(code_html(code) for code in _codes(problem))
    answers = "\n".join(_answers(problem))
    general = _escape(solution_html(problem.solution, problem.source))
    title = _escape(problem.title)
    return f"// [id:{problem.id}]{tags}\n::{title}::[html]{_escape(stem)}{{\n{answers}\n####{general}\n}}"


def _codes(problem: Problem) -> Iterator[Code]:
    if problem.code:
        yield problem.code
    if isinstance(problem, BlanksProblem):
        yield problem.template


def _answers(problem: Problem) -> Iterator[str]:
    match problem:
        case ChoiceProblem():
            for option in problem.options:
                sign = "=" if option.correct else "~"
                yield f"{sign}{_option(option)}#{_escape(line_html(option.why))}"
        case ChoicesProblem():
            share = f"{100 / sum(option.correct for option in problem.options):.7g}"
            for option in problem.options:
                weight = share if option.correct else f"-{share}"
                yield f"~%{weight}%{_option(option)}#{_escape(line_html(option.why))}"
        case OrderProblem():
            position = {step: at for at, step in enumerate(only_order(problem) or (), 1)}
            for step in problem.steps:
                yield f"={_escape(line_html(step.text))} -> {position[step.id]}"
            for stray in problem.distractors:
                yield f"={_escape(line_html(stray.text))} -> {NOT_A_STEP}"
        case BlanksProblem():
            yield from _gap_answers(problem)
        case _:
            assert_never(problem)


def _gap_answers(problem: BlanksProblem) -> Iterator[str]:
    chips = {chip.id: chip.text for chip in problem.chips}
    for blank in problem.blanks:
        yield f"={_escape('{{' + blank.id + '}}')} -> {_escape(chips.pop(blank.accepts[0]))}"
    for text in chips.values():
        yield f"= -> {_escape(text)}"


def _option(option: Option) -> str:
    """An option's HTML; a percent sign in front of it would be read as its weight."""
    return _escape(re.sub("^%", "&#37;", option_html(option)))


def _escape(text: str) -> str:
    return re.sub(r"[\\~=#{}:]", r"\\\g<0>", text).replace("\n", "\\n")
