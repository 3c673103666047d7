"""A bank in figures, for its author."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import fmean

from problems.bank import Bank
from problems.lint.bank_rules import Demand, demands
from problems.lint.binomial import at_least
from problems.lint.target import Subject
from problems.lint.testwiseness import is_longest
from problems.model import ChoiceProblem


@dataclass(frozen=True, slots=True)
class LongestKeys:
    """In how many of the `choices` the key is the longest option; `p` that chance alone gives as many."""

    longest: int
    choices: int
    expected: float
    p: float


@dataclass(frozen=True, slots=True)
class Facts:
    """Counts of problems; `positions` is where in its list the key of a choice stands, from 1."""

    by_difficulty: Mapping[tuple[str, str], int]
    by_skill: Mapping[tuple[str, str], int]
    kinds: Mapping[str, int]
    positions: Mapping[int, int]
    longest: LongestKeys | None
    demands: tuple[Demand, ...]


def facts(bank: Bank) -> Facts:
    """The figures of a bank. Keys of the two tables are (category or skill, difficulty)."""
    problems = list(bank.problems.values())
    choices = [Subject(one) for one in problems if isinstance(one, ChoiceProblem)]
    return Facts(
        by_difficulty=Counter((one.category, one.difficulty) for one in problems),
        by_skill=Counter((one.skill, one.difficulty) for one in problems),
        kinds=Counter(one.kind for one in problems),
        positions=Counter(1 + [option.right for option in one.options].index(True) for one in choices),
        longest=_longest(choices),
        demands=tuple(demands(bank)),
    )


def _longest(choices: list[Subject]) -> LongestKeys | None:
    if not choices:
        return None
    chance = fmean(1 / len(one.options) for one in choices)
    found = sum(map(is_longest, choices))
    return LongestKeys(found, len(choices), chance * len(choices), at_least(found, len(choices), chance))
