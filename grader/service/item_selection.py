"""Which problems an attempt asks: drawn by `problems.form_assembly`, never one that is open elsewhere."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from grader.errors import Refused
from grader.rules.attempt import Attempt, Item, tries_allowed
from grader.rules.guessing import guess_chance
from grader.rules.mastery import Posterior, Question, most_informative
from grader.rules.modes import MODES, Mode
from grader.service.reviews import due_problems
from problems.bank import Bank
from problems.errors import NotEnoughProblems
from problems.fingerprint import fingerprint
from problems.form_assembly import are_related, draw_challenge, draw_practice, draw_test
from problems.model import DIFFICULTIES, Problem

# An undecided test goes on by so many questions.
EXTENSION = 5
_OPEN_ELSEWHERE = (
    "There are too few problems left that are not open elsewhere. Finish what you have begun first."
)


def draw(
    bank: Bank, mode: Mode, seed: int, history: Sequence[Attempt], *, skill: str | None, now: datetime
) -> tuple[str, ...]:
    """The ids of a new attempt's problems, given everything that the learner has done.

    Raises Refused when the bank has too few problems that are not open elsewhere, or when nothing is due.
    """
    avoid, last_times = open_elsewhere(history), last_seen(history)
    try:
        match MODES[mode].assembly:
            case "by-category":
                return draw_challenge(bank, seed, avoid, last_times)
            case "by-difficulty":
                return draw_test(bank, seed, avoid, last_times)
            case "by-skill":
                return draw_practice(
                    bank, seed, avoid, last_times, skill=skill, count=_count(bank, avoid, skill)
                )
            case "due":
                return _draw_due(bank, seed, history, now, avoid)
    except NotEnoughProblems as error:
        raise Refused(_OPEN_ELSEWHERE if avoid else str(error)) from error


def _draw_due(
    bank: Bank, seed: int, history: Sequence[Attempt], now: datetime, avoid: Collection[str]
) -> tuple[str, ...]:
    """What is due, in any order: facts that look alike are told apart best when they are mixed."""
    of_bank = [one for one in history if one.bank == bank.id]
    due = [problem.id for problem in due_problems(bank, of_bank, now, avoid)]
    if not due:
        raise Refused("Nothing is due today. What you miss comes back here on another day.")
    random.Random(seed).shuffle(due)  # noqa: S311 - an order, not a secret
    return tuple(due)


def open_elsewhere(history: Iterable[Attempt]) -> set[str]:
    """The problems of attempts that reveal nothing yet: shown in practice, one would be given away."""
    hidden = (one for one in history if one.finished_at is None or one.withholds_solutions)
    return {item.problem for one in hidden for item in one.items}


def last_seen(history: Iterable[Attempt]) -> dict[str, datetime]:
    """When each problem was last met."""
    met = ((item.problem, item.started_at) for one in history for item in one.items)
    return dict(sorted(((name, at) for name, at in met if at is not None), key=lambda pair: pair[1]))


def draw_extension(
    bank: Bank, history: Sequence[Attempt], attempt: Attempt, belief: Posterior
) -> tuple[str, ...]:
    """The problems that would tell most about an undecided test, unseen ones first; all five or none.

    None of them answers another, or one that the attempt has already.
    """
    taken = open_elsewhere(history) | {item.problem for item in attempt.items}
    last_times = last_seen(history)
    left = [problem for name, problem in bank.problems.items() if name not in taken]
    random.Random(attempt.seed + len(attempt.items)).shuffle(left)  # noqa: S311 - an order, not a secret
    fresh = most_informative(_questions(one for one in left if one.id not in last_times), belief, len(left))
    known = most_informative(_questions(one for one in left if one.id in last_times), belief, len(left))
    asked = [bank.problems[item.problem] for item in attempt.items if item.problem in bank.problems]
    drawn = _keep_apart((bank.problems[name] for name in (*fresh, *known)), asked)[:EXTENSION]
    return tuple(one.id for one in drawn) if len(drawn) == EXTENSION else ()


def _keep_apart(candidates: Iterable[Problem], asked: Sequence[Problem]) -> list[Problem]:
    """The candidates in their order, without those that are related to one before them or to one asked."""
    apart: list[Problem] = []
    for one in candidates:
        if not any(are_related(one, other) for other in (*asked, *apart)):
            apart.append(one)
    return apart


def draw_sibling(bank: Bank, history: Sequence[Attempt], item: Item) -> str:
    """The problem to do for one that was missed: of its skill and kind, the one met longest ago or never.

    Showing the same options again would train their words. Raises Refused when the bank has nothing left.
    """
    taken, last_times = open_elsewhere(history), last_seen(history)
    missed = bank.problems.get(item.problem)
    left = [one for one in bank.problems.values() if one.skill == item.skill and one.id not in taken]
    if not left:
        raise Refused(_OPEN_ELSEWHERE)

    def distance(one: Problem) -> tuple[bool, bool, float, int]:
        met = last_times.get(one.id)
        other_kind = missed is not None and one.kind != missed.kind
        steps = abs(DIFFICULTIES.index(one.difficulty) - DIFFICULTIES.index(item.difficulty))
        return one.id == item.problem, other_kind, met.timestamp() if met else 0.0, steps

    return min(left, key=distance).id


def new_item(mode: Mode, seed: int, position: int, problem: Problem) -> Item:
    """The problem at its place in an attempt; the attempt's seed decides the order of its pieces."""
    shuffler = random.Random(f"{seed}/{position}")  # noqa: S311 - an order, not a secret
    return Item(
        position=position,
        problem=problem.id,
        fingerprint=fingerprint(problem),
        seed=shuffler.getrandbits(31),
        skill=problem.skill,
        difficulty=problem.difficulty,
        guess=guess_chance(problem),
        tries_allowed=tries_allowed(MODES[mode], problem.tries),
    )


def _count(bank: Bank, avoid: Collection[str], skill: str | None) -> int | None:
    """How many problems a practice of one skill has: one at least, and no more than there are."""
    if skill is None:
        return None
    left = sum(one.skill == skill and name not in avoid for name, one in bank.problems.items())
    return max(1, min(bank.manifest.practice, left))


def _questions(problems: Iterable[Problem]) -> list[tuple[str, Question]]:
    return [(one.id, Question(one.difficulty, guess_chance(one))) for one in problems]
