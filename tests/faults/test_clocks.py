"""A clock that jumps gives no time back and takes nothing that is late."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest

from grader.store import Store
from grader.views.attempts import Receipt
from tests.faults.fault_injection import at_statement
from tests.grader.client import Client
from tests.grader.sample_bank import LIMIT

pytestmark = pytest.mark.faults

SCHEDULES, STEPS = 1_000, 6
# Seconds, an hour, a day, either way; and the odd microsecond around a deadline.
JUMPS = (
    timedelta(seconds=1),
    timedelta(seconds=20),
    timedelta(seconds=-1),
    timedelta(seconds=-45),
    timedelta(hours=1),
    timedelta(hours=-1),
    timedelta(days=1),
    timedelta(days=-1),
    LIMIT - timedelta(microseconds=1),
    timedelta(microseconds=1),
    timedelta(0),
)
# The nights on which clocks of the European Union and of the United States change.
NIGHTS = (
    datetime(2026, 3, 29, 0, 59, 30, tzinfo=UTC),
    datetime(2026, 10, 25, 0, 59, 30, tzinfo=UTC),
    datetime(2026, 3, 8, 6, 59, 30, tzinfo=UTC),
    datetime(2026, 11, 1, 5, 59, 30, tzinfo=UTC),
)


class Schedule:
    """One learner's first problem while the clock does what it wants; checks itself after each step."""

    def __init__(self, store: Store, seed: int) -> None:
        self.dice = random.Random(seed)
        self.client = Client(store, seed=seed)
        self.client.clock.now = self.dice.choice(NIGHTS)
        self.client.begin("challenge")
        self.answers = [self.client.wrong(0), self.client.wrong(1), self.client.right()]
        self.deadline = self.client.clock.now + LIMIT
        self.latest = self.client.clock.now  # of acts, saves and sweeps
        self.left: timedelta | None = LIMIT  # at that instant
        self.revision = 0

    def step(self) -> None:
        self.client.clock.now += self.dice.choice(JUMPS)
        self.dice.choice((self.look, self.save, self.answer, self.sweep))()

    def look(self) -> None:
        """Writes nothing while the clock runs, and never shows more than was left at the last write."""
        seen = max(self.latest, self.client.clock.now)
        item = self.client.item()
        if item.state == "open":
            assert item.remaining is not None
            assert self.left is not None, "a closed problem was open again"
            assert item.remaining <= self.left
            assert item.remaining == self.deadline - seen
        else:
            assert item.remaining is None
            self._written(None)
        self.revision = item.draft_revision

    def save(self) -> None:
        raw = self.dice.choice(self.answers)
        ref = (self.client.learner, self.client.attempt, 1)
        self._check(self.client.grader.items.save(*ref, raw, self.revision), "saved")

    def answer(self) -> None:
        raw = self.dice.choice(self.answers)
        self._check(
            self.client.grader.items.answer(self.client.learner, self.client.attempt, 1, raw),
            "right",
            "wrong",
        )

    def sweep(self) -> None:
        assert self.client.grader.sweep().failed == 0
        self._written(self.deadline)
        self.look()

    def _check(self, receipt: Receipt, *accepted: str) -> None:
        self._written(self.deadline)
        if receipt.recorded:
            assert receipt.kind in accepted
            assert self.latest < self.deadline, "something late was accepted"
        self.look()

    def _written(self, deadline: datetime | None) -> None:
        """The last-seen instant moved; from it on no more is left than up to the deadline."""
        self.latest = max(self.latest, self.client.clock.now)
        if self.left is not None:
            self.left = None if deadline is None else min(self.left, deadline - self.latest)


def test_a_thousand_schedules_of_jumps_give_no_time_back_and_take_nothing_late(
    store: Store, database: str
) -> None:
    # The rules are the same code on both; PostgreSQL only shows that its instants compare alike.
    for seed in range(SCHEDULES if database.startswith("sqlite") else SCHEDULES // 5):
        schedule = Schedule(store, seed)
        for _ in range(STEPS):
            schedule.step()
        schedule.look()
        if schedule.latest >= schedule.deadline:
            assert schedule.left is None


@pytest.mark.parametrize("statement", [1, 2, 4])
def test_an_answer_that_came_in_time_counts_however_slow_the_store_is(client: Client, statement: int) -> None:
    """The clock is read once, when the answer comes: three seconds at any statement cost nothing."""
    client.begin("challenge")
    remaining = client.item().remaining
    assert remaining is not None
    raw = client.right()
    client.clock.now += remaining - timedelta(milliseconds=10)
    with at_statement(client.store, statement, lambda _: client.clock.move(seconds=3)):
        receipt = client.grader.items.answer(client.learner, client.attempt, 1, raw)
    assert receipt.kind == "right"
