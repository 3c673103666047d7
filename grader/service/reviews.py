"""Reviews: the facts that are due for a learner, and a problem that asks for each."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from math import ceil

from grader.rules.attempt import Attempt
from grader.rules.review_schedule import GradedAnswer, ReviewCard, due_cards, grade_of, next_due, review_cards
from grader.views.progress import ReviewView
from problems.bank import Bank
from problems.model import Problem


def review_view(bank: Bank, done: Sequence[Attempt], now: datetime, avoid: Collection[str]) -> ReviewView:
    """How much is due today, how long it takes, and when the next is due."""
    problems = due_problems(bank, done, now, avoid)
    # Who met a fact before needs about half of its problem's time.
    time = sum((problem.time_limit for problem in problems), timedelta()) / 2
    cards = review_cards(graded_answers(bank, done)).values()
    return ReviewView(len(problems), ceil(time / timedelta(minutes=1)), next_due(cards, now))


def due_problems(
    bank: Bank, done: Sequence[Attempt], now: datetime, avoid: Collection[str]
) -> tuple[Problem, ...]:
    """A problem for each fact that is due today and of which one is not in `avoid`."""
    cards = due_cards(review_cards(graded_answers(bank, done)).values(), now)
    last = _last_met(done)
    found = (_sibling(bank, card, avoid, last) for card in cards)
    return tuple(problem for problem in found if problem is not None)


def graded_answers(bank: Bank, done: Iterable[Attempt]) -> Iterator[GradedAnswer]:
    """Every closed problem that the bank still has, under the fact that it asks for."""
    for attempt in done:
        for item in attempt.items:
            problem, grade = bank.problems.get(item.problem), grade_of(item)
            if problem is not None and grade is not None and item.closed_at is not None:
                yield GradedAnswer(fact_of(problem), problem.id, item.closed_at, grade)


def fact_of(problem: Problem) -> str:
    """The family's name, or the id of a problem that has none; the two cannot be the same."""
    return f"family {problem.family}" if problem.family else problem.id


def _sibling(
    bank: Bank, card: ReviewCard, avoid: Collection[str], last: dict[str, datetime]
) -> Problem | None:
    """Of the problems that ask for the fact, one never met, or else the one met longest ago."""
    candidates = [one for one in bank.problems.values() if fact_of(one) == card.fact and one.id not in avoid]
    if not candidates:
        return None
    never = card.answered_at - timedelta(days=36_500)
    return min(candidates, key=lambda one: (last.get(one.id, never), one.id))


def _last_met(done: Iterable[Attempt]) -> dict[str, datetime]:
    met = [(item.started_at, item.problem) for one in done for item in one.items if item.started_at]
    return {problem: at for at, problem in sorted(met)}
