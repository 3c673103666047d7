"""When what was missed comes back: a card for each fact, scheduled by FSRS from what is stored of attempts.

A fact is a family of problems, or a problem that has none. Its card follows from the answers to its
problems, so nothing of the schedule is stored a second time, and a regrade changes it too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from fsrs import Card, Rating, Scheduler

from grader.rules.attempt import Item

# `again`: not known. `hard`: known after a hint or at a later try. `good`: known at once.
RecallGrade = Literal["again", "hard", "good"]
_RATINGS: Mapping[RecallGrade, Rating] = {"again": Rating.Again, "hard": Rating.Hard, "good": Rating.Good}

# What a day asks for at most: about ten minutes.
MOST_A_DAY = 12
_RETENTION = 0.9


@dataclass(frozen=True, slots=True)
class GradedAnswer:
    """How a problem was answered: the `fact` it asked for, when it was closed (aware), and how it went."""

    fact: str
    problem: str
    at: datetime
    grade: RecallGrade


@dataclass(frozen=True, slots=True)
class ReviewCard:
    """A fact to be asked again at `due`; `problem` is the one that was met last, `answers` how many count.

    `stability` is the number of days after which FSRS expects nine in ten to know it.
    """

    fact: str
    problem: str
    due: datetime
    answered_at: datetime
    stability: float
    answers: int


def grade_of(item: Item) -> RecallGrade | None:
    """How a closed problem went; None where it says nothing of its learner."""
    if not item.scorable or item.revealed_at is None:
        return None
    if not item.right:
        return "again"
    return "good" if item.mastery_evidence else "hard"


def review_cards(answers: Iterable[GradedAnswer]) -> dict[str, ReviewCard]:
    """The card of every fact that was missed, hinted at or known late once, by fact.

    Of several answers on one day (UTC) the first counts: many of one day would stretch the next interval.
    """
    cards: dict[str, ReviewCard] = {}
    states: dict[str, Card] = {}
    scheduler = Scheduler(
        desired_retention=_RETENTION, learning_steps=(), relearning_steps=(), enable_fuzzing=False
    )
    for answer in sorted(answers, key=lambda one: one.at):
        known = cards.get(answer.fact)
        if known is None and answer.grade == "good":
            continue
        if known is not None and known.answered_at.date() == answer.at.date():
            continue
        before = states.get(answer.fact) or Card(card_id=0, due=answer.at)
        state, _ = scheduler.review_card(before, _RATINGS[answer.grade], answer.at)
        states[answer.fact] = state
        cards[answer.fact] = ReviewCard(
            fact=answer.fact,
            problem=answer.problem,
            due=state.due,
            answered_at=answer.at,
            stability=state.stability or 0.0,
            answers=1 + (known.answers if known else 0),
        )
    return cards


def due_cards(cards: Iterable[ReviewCard], now: datetime) -> list[ReviewCard]:
    """The cards to ask for today (UTC), the longest overdue first, so many as are left of `MOST_A_DAY`."""
    every = list(cards)
    # A first answer is none of the review's own: what was missed today adds nothing to today's load.
    asked = sum(card.answers > 1 and card.answered_at.date() == now.date() for card in every)
    due = sorted(
        (card for card in every if card.due.date() <= now.date()), key=lambda one: (one.due, one.fact)
    )
    return due[: max(0, MOST_A_DAY - asked)]


def next_due(cards: Iterable[ReviewCard], now: datetime) -> datetime | None:
    """When the next card comes after today; None without one. What today has no time for comes tomorrow."""
    every = list(cards)
    today = {card.fact for card in due_cards(every, now)}
    tomorrow = now + timedelta(days=1)
    return min((max(card.due, tomorrow) for card in every if card.fact not in today), default=None)
