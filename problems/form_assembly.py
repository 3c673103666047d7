"""A form: which problems are asked, in which order, drawn from one seed.

What a learner has open elsewhere is never drawn. A problem of the same family as one that was drawn, or an
enemy of it, comes last, and never into a test. Then what they never saw comes first, then what they saw
longest ago; among equals the skills are spread and the seed decides.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from problems.bank import Bank
from problems.errors import NotEnoughProblems
from problems.model import DIFFICULTIES, Difficulty, Problem

LastTimes = Mapping[str, datetime]
_NEVER = datetime.min.replace(tzinfo=UTC)


def draw_challenge(
    bank: Bank, seed: int, avoid: Collection[str] = (), last_times: LastTimes | None = None
) -> tuple[str, ...]:
    """One problem of each category that the manifest names, in its order, rising from easy to expert.

    `last_times` says when the learner last saw a problem (aware). Raises NotEnoughProblems.
    """
    draw = _Draw(_pool(bank, avoid), seed, last_times or {})
    categories = bank.manifest.challenge
    for at, category in enumerate(categories):
        draw.take(f"{category} problems", _of_category(category), at / max(1, len(categories) - 1) * 3)
    return draw.ids()


def draw_practice(
    bank: Bank,
    seed: int,
    avoid: Collection[str] = (),
    last_times: LastTimes | None = None,
    *,
    skill: str | None = None,
    count: int | None = None,
) -> tuple[str, ...]:
    """Problems from easy to hard, of one skill or of all; as many as the manifest says, or `count`.

    Raises NotEnoughProblems.
    """
    draw = _Draw(_pool(bank, avoid), seed, last_times or {})
    wanted = bank.manifest.practice if count is None else count
    what = f"problems on {skill}" if skill else "problems"
    for at in range(wanted):
        draw.take(what, lambda one: skill in (None, one.skill), at / max(1, wanted - 1) * 2, needed=wanted)
    return draw.ids(rising=True)


def draw_test(
    bank: Bank, seed: int, avoid: Collection[str] = (), last_times: LastTimes | None = None
) -> tuple[str, ...]:
    """The manifest's quota of each difficulty, easy ones first, over as many skills as there are.

    Raises NotEnoughProblems.
    """
    draw = _Draw(_pool(bank, avoid), seed, last_times or {})
    for difficulty in DIFFICULTIES:
        needed = bank.manifest.test.get(difficulty, 0)
        what = f"{difficulty} problems"
        for _ in range(needed):
            draw.take(what, draw.apart_at(difficulty), needed=needed)
    return draw.ids()


@dataclass
class _Draw:
    """A form in the making: `pool` is what may still be taken."""

    pool: list[Problem]
    seed: int
    last_times: LastTimes
    taken: list[Problem] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.pool.sort(key=lambda one: one.id)
        random.Random(self.seed).shuffle(self.pool)  # noqa: S311 - a form, not a secret

    def take(
        self, what: str, fits: Callable[[Problem], bool], level: float | None = None, needed: int = 1
    ) -> None:
        """Move the best that fits from the pool into the form; `level` is a difficulty from 0, easy."""
        candidates = [one for one in self.pool if fits(one)]
        if not candidates:
            raise NotEnoughProblems(what, needed, sum(map(fits, self.taken)))
        skills = Counter(one.skill for one in self.taken)

        def worth(one: Problem) -> tuple[bool, datetime, bool, float, int]:
            falls = level is not None and bool(self.taken) and _level(one) < _level(self.taken[-1])
            distance = 0.0 if level is None else abs(_level(one) - level)
            return (
                not self.is_apart(one),
                self.last_times.get(one.id, _NEVER),
                falls,
                distance,
                skills[one.skill],
            )

        best = min(candidates, key=worth)
        self.pool.remove(best)
        self.taken.append(best)

    def is_apart(self, problem: Problem) -> bool:
        """Whether no problem of the form answers this one or is answered by it."""
        return not any(are_related(problem, other) for other in self.taken)

    def apart_at(self, difficulty: Difficulty) -> Callable[[Problem], bool]:
        """Fits problems of the difficulty that are apart from all of the form."""
        return lambda problem: problem.difficulty == difficulty and self.is_apart(problem)

    def ids(self, *, rising: bool = False) -> tuple[str, ...]:
        taken: Iterable[Problem] = sorted(self.taken, key=_level) if rising else self.taken
        return tuple(one.id for one in taken)


def _pool(bank: Bank, avoid: Collection[str]) -> list[Problem]:
    return [problem for name, problem in bank.problems.items() if name not in avoid]


def _level(problem: Problem) -> int:
    return DIFFICULTIES.index(problem.difficulty)


def are_related(one: Problem, other: Problem) -> bool:
    """Whether two problems ask for one fact, or one gives the other's key away."""
    same_family = one.family is not None and one.family == other.family
    return same_family or one.id in other.enemies or other.id in one.enemies


def _of_category(category: str) -> Callable[[Problem], bool]:
    return lambda problem: problem.category == category
