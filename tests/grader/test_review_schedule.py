"""The review schedule: FSRS's own intervals, a card only for what was missed, and days that stay short."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta

import pytest
from fsrs import Card, Rating, Scheduler
from hypothesis import given
from hypothesis import strategies as st

from grader.rules.attempt import Item, Try
from grader.rules.review_schedule import (
    MOST_A_DAY,
    GradedAnswer,
    RecallGrade,
    ReviewCard,
    due_cards,
    grade_of,
    next_due,
    review_cards,
)

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
GRADES: tuple[RecallGrade, ...] = ("again", "hard", "good")


def day(number: int, hour: int = 12) -> datetime:
    return NOON + timedelta(days=number, hours=hour - 12)


def test_the_library_gives_the_intervals_that_its_authors_publish() -> None:
    scheduler, card, at = Scheduler(enable_fuzzing=False), Card(card_id=0, due=NOON), NOON
    intervals = []
    for rating in [Rating.Good] * 6 + [Rating.Again] * 2 + [Rating.Good] * 5:
        card, _ = scheduler.review_card(card, rating, at)
        assert card.last_review is not None
        intervals.append((card.due - card.last_review).days)
        at = card.due
    assert intervals == [0, 2, 11, 46, 163, 498, 0, 0, 2, 4, 7, 12, 21]


def test_what_was_known_at_once_gets_no_card_until_it_is_missed() -> None:
    known = GradedAnswer("fact", "one", day(0), "good")
    assert review_cards([known]) == {}
    cards = review_cards([known, GradedAnswer("fact", "two", day(3), "again")])
    assert (cards["fact"].problem, cards["fact"].answers) == ("two", 1)
    assert cards["fact"].due >= day(4)


@pytest.mark.parametrize(("worse", "better"), [("again", "hard"), ("hard", "good")])
def test_a_better_answer_comes_back_later(worse: RecallGrade, better: RecallGrade) -> None:
    def due(grade: RecallGrade) -> datetime:
        before: list[tuple[int, RecallGrade]] = [(0, "again"), (1, "good"), (3, "good")]
        answers = [GradedAnswer("fact", "one", day(number), known) for number, known in [*before, (9, grade)]]
        return review_cards(answers)["fact"].due

    assert due(worse) < due(better)


def test_only_the_first_meeting_of_a_day_counts() -> None:
    first = GradedAnswer("fact", "one", day(0, 8), "again")
    again = [GradedAnswer("fact", "two", day(0, hour), "good") for hour in (9, 10, 23)]
    assert review_cards([*again, first])["fact"] == review_cards([first])["fact"]


@given(st.lists(st.tuples(st.integers(0, 400), st.sampled_from(GRADES)), max_size=30))
def test_a_card_is_never_due_on_the_day_of_its_last_meeting_that_counts(
    history: list[tuple[int, RecallGrade]],
) -> None:
    cards = review_cards(GradedAnswer("fact", "one", day(number), grade) for number, grade in history)
    for card in cards.values():
        assert card.due.date() > card.answered_at.date()
        assert card.stability > 0


def test_a_year_of_days_asks_nobody_twice_a_day_and_stays_short() -> None:
    rng = random.Random(15)
    answers: dict[str, list[GradedAnswer]] = defaultdict(list)
    cards: dict[str, ReviewCard] = {}
    load: list[int] = []

    def meet(fact: str, at: datetime, grade: RecallGrade) -> None:
        answers[fact].append(GradedAnswer(fact, fact, at, grade))
        cards.update(review_cards(answers[fact]))

    for number in range(365):
        now = day(number)
        asked: Counter[str] = Counter()
        for visit in range(3):
            due = due_cards(cards.values(), now)
            asked.update(card.fact for card in due)
            for card in due:
                meet(card.fact, now + timedelta(minutes=visit), "good" if rng.random() < 0.85 else "again")
        assert max(asked.values(), default=0) <= 1
        load.append(asked.total())
        if number < 120 and number % 3 == 0:
            for nth in range(3):
                meet(f"fact-{number}-{nth}", now + timedelta(hours=1), "again")
    print(f"reviews a day: mean {sum(load) / 365:.1f}, most {max(load)}")
    assert max(load) <= MOST_A_DAY
    assert sum(load[-60:]) < sum(load[60:120])  # what is known comes back ever later


def test_a_long_absence_gives_a_bounded_day_the_longest_overdue_first() -> None:
    missed = [GradedAnswer(f"fact-{number}", "one", day(number % 7), "again") for number in range(40)]
    cards = review_cards(missed).values()
    due = due_cards(cards, day(100))
    assert len(due) == MOST_A_DAY
    assert [card.due for card in due] == sorted(card.due for card in cards)[:MOST_A_DAY]
    assert next_due(cards, day(100)) == day(101)
    for card in due:
        missed.append(GradedAnswer(card.fact, card.problem, day(100), "good"))
    rest = review_cards(missed).values()
    assert due_cards(rest, day(100)) == []
    assert next_due(rest, day(100)) == day(101)


def test_the_next_day_is_said_when_nothing_is_due() -> None:
    cards = review_cards([GradedAnswer("fact", "one", day(0), "again")]).values()
    assert due_cards(cards, day(0)) == []
    assert next_due(cards, day(0)) == next(iter(cards)).due


def item(*answers: bool, hints: int = 0, revealed: bool = True) -> Item:
    tries = tuple(
        Try(number, '"a"', float(passed), passed, "", "0" * 16, hints, NOON, "learner")
        for number, passed in enumerate(answers, 1)
    )
    return Item(
        position=1,
        problem="one",
        fingerprint="0" * 16,
        seed=1,
        skill="skill",
        difficulty="easy",
        guess=0.25,
        tries_allowed=2,
        state="closed",
        started_at=NOON,
        close_reason="right" if answers and answers[-1] else "out-of-tries",
        closed_at=NOON,
        revealed_at=NOON if revealed else None,
        tries=tries,
    )


@pytest.mark.parametrize(
    ("met", "grade"),
    [
        (item(True), "good"),
        (item(True, hints=1), "hard"),
        (item(False, True), "hard"),
        (item(False, False), "again"),
        (item(), "again"),
        (item(False, False, revealed=False), None),
    ],
)
def test_an_item_is_graded_by_how_it_was_known(met: Item, grade: RecallGrade | None) -> None:
    assert grade_of(met) == grade
