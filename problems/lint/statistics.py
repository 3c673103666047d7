"""A bank in figures, for its author."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import fmean

from problems.bank import Bank
from problems.lint.bank_rules import FormRequirement, binomial_tail, form_requirements
from problems.lint.style_guessing import StyleGuess, guess_by_style
from problems.lint.target import LintTarget
from problems.lint.testwiseness import is_longest
from problems.model import ChoiceProblem, named_misconceptions


@dataclass(frozen=True, slots=True)
class LongestKeys:
    """In how many of the `choices` the key is the longest option; `p` that chance alone gives as many."""

    longest: int
    choices: int
    expected: float
    p: float


@dataclass(frozen=True, slots=True)
class BankStatistics:
    """Counts of problems; `positions` is where in its list the key of a choice stands, from 1."""

    by_difficulty: Mapping[tuple[str, str], int]
    by_skill: Mapping[tuple[str, str], int]
    kinds: Mapping[str, int]
    positions: Mapping[int, int]
    longest: LongestKeys | None
    style: StyleGuess | None
    misconceptions: Mapping[str, int]
    requirements: tuple[FormRequirement, ...]


def bank_statistics(bank: Bank) -> BankStatistics:
    """The figures of a bank. Keys of the two tables are (category or skill, difficulty)."""
    problems = list(bank.problems.values())
    choices = [LintTarget(problem) for problem in problems if isinstance(problem, ChoiceProblem)]
    return BankStatistics(
        by_difficulty=Counter((problem.category, problem.difficulty) for problem in problems),
        by_skill=Counter((problem.skill, problem.difficulty) for problem in problems),
        kinds=Counter(problem.kind for problem in problems),
        positions=Counter(1 + [option.right for option in choice.options].index(True) for choice in choices),
        longest=_longest(choices),
        style=guess_by_style(choices),
        misconceptions=_misconceptions(bank),
        requirements=tuple(form_requirements(bank)),
    )


def _misconceptions(bank: Bank) -> Mapping[str, int]:
    """How many options, steps and chips name each misconception, in the manifest's order."""
    named = Counter(
        name for problem in bank.problems.values() for _, _, name in named_misconceptions(problem)
    )
    return {name: named[name] for name in bank.misconceptions}


def _longest(choices: list[LintTarget]) -> LongestKeys | None:
    if not choices:
        return None
    chance = fmean(1 / len(choice.options) for choice in choices)
    found = sum(map(is_longest, choices))
    return LongestKeys(found, len(choices), chance * len(choices), binomial_tail(found, len(choices), chance))
