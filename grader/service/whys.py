"""The rationales of a problem's pieces, as views: all of them, or those of what was chosen."""

from __future__ import annotations

from typing import assert_never

from grader.rules.marking import right_answer
from grader.views.views import SolutionView, Why
from problems.answer import Answer, BlanksAnswer, ChoiceAnswer, ChoicesAnswer, OrderAnswer, to_raw
from problems.model import BlanksProblem, ChoiceProblem, ChoicesProblem, Option, OrderProblem, Problem


def solution_view(problem: Problem) -> SolutionView:
    """Everything that a closed problem has to teach."""
    return SolutionView(
        key=to_raw(right_answer(problem)),
        whys=all_whys(problem),
        steps=problem.solution.steps,
        takeaway=problem.solution.takeaway,
        mistakes=problem.solution.mistakes,
        source=problem.source,
    )


def all_whys(problem: Problem) -> tuple[Why, ...]:
    """Every option, step or chip with its why, in the author's order."""
    match problem:
        case ChoiceProblem() | ChoicesProblem():
            return tuple(_of_option(option) for option in problem.options)
        case OrderProblem():
            steps = [Why(step.id, step.text, False, True, step.why) for step in problem.steps]
            return (*steps, *(Why(one.id, one.text, False, False, one.why) for one in problem.distractors))
        case BlanksProblem():
            accepted = {chip for blank in problem.blanks for chip in blank.accepts}
            return tuple(
                Why(chip.id, chip.text, True, chip.id in accepted, chip.why) for chip in problem.chips
            )
        case _:
            assert_never(problem)


def whys_of(problem: Problem, answer: Answer) -> tuple[Why, ...]:
    """The whys of what was chosen; a chip counts as right only where it was put."""
    match problem, answer:
        case BlanksProblem(), BlanksAnswer(chips):
            accepts = {blank.id: blank.accepts for blank in problem.blanks}
            of_chip = {chip.id: chip for chip in problem.chips}
            return tuple(
                Why(chip, of_chip[chip].text, True, chip in accepts[blank], of_chip[chip].why)
                for blank, chip in chips
            )
        case _:
            return tuple(why for why in all_whys(problem) if why.id in _chosen(answer))


def whys_while_open(problem: Problem, answer: Answer) -> tuple[Why, ...]:
    """Only what was wrongly chosen: the rest would tell the key to who may still try.

    A step that belongs says nothing of its place, so an ordering explains its distractors only.
    """
    return tuple(why for why in whys_of(problem, answer) if not why.correct)


def _of_option(option: Option) -> Why:
    if option.code is not None:
        return Why(option.id, option.code.text, True, option.correct, option.why)
    return Why(option.id, option.text or "", False, option.correct, option.why)


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
