"""Rationales: why each option, step or chip is right or wrong, and which of them may be seen when."""

from __future__ import annotations

from typing import assert_never

from grader.views.attempts import Rationale
from problems.answer import Answer, BlanksAnswer, ChoiceAnswer, ChoicesAnswer, OrderAnswer
from problems.model import BlanksProblem, ChoiceProblem, ChoicesProblem, Option, OrderProblem, Problem


def all_rationales(problem: Problem) -> tuple[Rationale, ...]:
    """Every option, step or chip with its rationale, in the author's order."""
    match problem:
        case ChoiceProblem() | ChoicesProblem():
            return tuple(_of_option(option) for option in problem.options)
        case OrderProblem():
            steps = [Rationale(step.id, step.text, False, True, step.why) for step in problem.steps]
            return (
                *steps,
                *(Rationale(one.id, one.text, False, False, one.why) for one in problem.distractors),
            )
        case BlanksProblem():
            accepted = {chip for blank in problem.blanks for chip in blank.accepts}
            return tuple(
                Rationale(chip.id, chip.text, True, chip.id in accepted, chip.why) for chip in problem.chips
            )
        case _:
            assert_never(problem)


def rationales_of(problem: Problem, answer: Answer) -> tuple[Rationale, ...]:
    """The rationales of what was chosen; a chip counts as right only where it was put."""
    match problem, answer:
        case BlanksProblem(), BlanksAnswer(chips):
            accepts = {blank.id: blank.accepts for blank in problem.blanks}
            of_chip = {chip.id: chip for chip in problem.chips}
            return tuple(
                Rationale(chip, of_chip[chip].text, True, chip in accepts[blank], of_chip[chip].why)
                for blank, chip in chips
            )
        case _:
            return tuple(one for one in all_rationales(problem) if one.id in _chosen(answer))


def rationales_while_open(problem: Problem, answer: Answer) -> tuple[Rationale, ...]:
    """Only what was wrongly chosen: the rest would tell the key to who may still try.

    A step that belongs says nothing of its place, so an ordering explains its distractors only.
    """
    return tuple(one for one in rationales_of(problem, answer) if not one.correct)


def _of_option(option: Option) -> Rationale:
    if option.code is not None:
        return Rationale(option.id, option.code.text, True, option.correct, option.why)
    return Rationale(option.id, option.text or "", False, option.correct, option.why)


def _chosen(answer: Answer) -> tuple[str, ...]:
    match answer:
        case ChoiceAnswer(option):
            return (option,)
        case ChoicesAnswer(options):
            return options
        case OrderAnswer(steps):
            return steps
        case BlanksAnswer(chips):
            return tuple(chip for _, chip in chips)
        case _:
            assert_never(answer)
