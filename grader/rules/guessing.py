"""How far guessing alone would come, so that neither a badge nor a mastery claims more than it shows."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import assert_never

from problems.model import BlanksProblem, ChoiceProblem, ChoicesProblem, OrderProblem, Problem


def guess_chance(problem: Problem) -> float:
    """The probability, in (0, 1), that one blind but complete answer is right.

    1/k for a choice of k, 1/2^k for several of k, (valid orders)/n! for an ordering. Distractor steps and
    spare chips widen what there is to guess: ordered selections of n out of all that is offered.
    """
    match problem:
        case ChoiceProblem():
            return 1 / len(problem.options)
        case ChoicesProblem():
            return 0.5 ** len(problem.options)
        case OrderProblem():
            steps = len(problem.steps)
            return count_orders(problem.edges()) / math.perm(steps + len(problem.distractors), steps)
        case BlanksProblem():
            right = _count_fillings([blank.accepts for blank in problem.blanks], frozenset())
            return right / math.perm(len(problem.chips), len(problem.blanks))
        case _:
            assert_never(problem)


def chance_of_all(problems: Iterable[tuple[float, int]]) -> float:
    """The probability of every problem right by guessing, from pairs (chance of one guess, tries taken).

    Nobody guesses the same thing twice, so t tries are t times as likely to hit as one: exact where one
    answer is right, an upper bound elsewhere.
    """
    return math.prod(min(1.0, chance * tries) for chance, tries in problems)


def count_orders(edges: Mapping[str, Sequence[str]]) -> int:
    """How many orders of at most 10 steps respect every edge; `edges` as in `OrderProblem.edges`."""

    @cache
    def count(placed: frozenset[str]) -> int:
        if len(placed) == len(edges):
            return 1
        free = (step for step, before in edges.items() if step not in placed and placed.issuperset(before))
        return sum(count(placed | {step}) for step in free)

    return count(frozenset())


def _count_fillings(accepts: Sequence[Sequence[str]], used: frozenset[str]) -> int:
    if not accepts:
        return 1
    return sum(_count_fillings(accepts[1:], used | {chip}) for chip in accepts[0] if chip not in used)
