"""When what was missed comes back: a card for each fact, scheduled by FSRS from what is stored of attempts.

A fact is a family of problems, or a problem that has none. Its card follows from the meetings with it, so
nothing of the schedule is stored a second time, and a regrade changes it too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from fsrs import Card, Rating, Scheduler

from grader.rules.attempt import Item

# `again`: not known. `hard`: known after a hint or at a later try. `good`: known at once.
Grade = Literal["again", "hard", "good"]
_RATINGS: Mapping[Grade, Rating] = {"again": Rating.Again, "hard": Rating.Hard, "good": Rating.Good}

# What a day asks for at most: about ten minutes.
MOST_A_DAY = 12
_RETENTION = 0.9


@dataclass(frozen=True, slots=True)
class Meeting:
    """A closed problem: the `fact` it asked for, when it was closed (aware), and how it went."""

    fact: str
    problem: str
    at: datetime
    grade: Grade


@dataclass(frozen=True, slots=True)
class ReviewCard:
    """A fact to be asked again at `due`; `problem` is the one that was met last, `meetings` how many count.

    `stability` is the number of days after which FSRS expects nine in ten to know it.
    """

    fact: str
    problem: str
    due: datetime
    met_at: datetime
    stability: float
    meetings: int


def grade_of(item: Item) -> Grade | None:
    """How a closed problem went; None where it says nothing of its learner."""
    if not item.scorable or item.revealed_at is None:
        return None
    if not item.right:
        return "again"
    return "good" if item.mastery_evidence else "hard"


def review_cards(meetings: Iterable[Meeting]) -> dict[str, ReviewCard]:
    """The card of every fact that was missed, hinted at or known late once, by fact.

    Of several meetings on one day (UTC) the first counts: many on one day would stretch the next interval.
    """
    cards: dict[str, ReviewCard] = {}
    states: dict[str, Card] = {}
    scheduler = Scheduler(
        desired_retention=_RETENTION, learning_steps=(), relearning_steps=(), enable_fuzzing=False
    )
    for meeting in sorted(meetings, key=lambda one: one.at):
        known = cards.get(meeting.fact)
        if known is None and meeting.grade == "good":
            continue
        if known is not None and known.met_at.date() == meeting.at.date():
            continue
        before = states.get(meeting.fact) or Card(card_id=0, due=meeting.at)
        state, _ = scheduler.review_card(before, _RATINGS[meeting.grade], meeting.at)
        states[meeting.fact] = state
        cards[meeting.fact] = ReviewCard(
            fact=meeting.fact,
            problem=meeting.problem,
            due=state.due,
            met_at=meeting.at,
            stability=state.stability or 0.0,
            meetings=1 + (known.meetings if known else 0),
        )
    return cards


def due_cards(cards: Iterable[ReviewCard], now: datetime) -> list[ReviewCard]:
    """The cards to ask for today (UTC), the longest overdue first, so many as are left of `MOST_A_DAY`."""
    every = list(cards)
    # A first meeting is none of the review's own: what was missed today adds nothing to today's load.
    asked = sum(card.meetings > 1 and card.met_at.date() == now.date() for card in every)
    due = sorted(
        (card for card in every if card.due.date() <= now.date()), key=lambda one: (one.due, one.fact)
    )
    return due[: max(0, MOST_A_DAY - asked)]


def next_due(cards: Iterable[ReviewCard], now: datetime) -> datetime | None:
    """When the next card is due after today; None without one."""
    tomorrow = (now + timedelta(days=1)).date()
    return min((max(card.due, now) for card in cards if card.due.date() >= tomorrow), default=None)
