"""Many at once: two hundred who start in the same second, five hundred who left without a word."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import update

from grader.service import Grader
from grader.store import Store
from grader.store.tables import items
from tests.grader.client import NOON, ManualClock
from tests.grader.sample_bank import make_bank

pytestmark = pytest.mark.faults

BANK = make_bank()


def test_two_hundred_sessions_that_start_in_one_second_all_start(tmp_path: Path) -> None:
    store = Store.open(f"sqlite:///{tmp_path}/cutover.db")
    grader = Grader(store, BANK)

    def session(number: int) -> float:
        since = time.monotonic()
        learner = grader.learners.join(f"device-{number}", f"Learner {number}").id
        attempt = grader.attempts.begin(learner, "challenge")
        assert grader.items.start_clock(learner, attempt, 1).kind == "started"
        assert grader.attempts.look(learner, attempt).item.state == "open"
        return time.monotonic() - since

    with ThreadPoolExecutor(200) as crowd:
        took = sorted(crowd.map(session, range(200)))
    store.close()
    print(f"200 sessions: median {took[100]:.2f} s, p99 {took[197]:.2f} s")
    assert len(took) == 200


def test_one_bad_attempt_of_five_hundred_stops_no_other(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    clock = ManualClock(NOON)
    grader = Grader(store, BANK, clock)
    begun = []
    for number in range(500):
        learner = grader.learners.join(f"device-{number}", "Ada").id
        attempt = grader.attempts.begin(learner, "challenge")
        grader.items.start_clock(learner, attempt, 1)
        begun.append((learner, attempt))
    _, poisoned = begun[250]
    # Deeper than Python follows, which is more than a damaged draft is forgiven.
    deep = update(items).where(items.c.attempt == poisoned, items.c.position == 1).values(draft="[" * 200_000)
    store.write(lambda tx: tx.execute(deep))
    clock.move(hours=1)
    swept, again = grader.sweep(), grader.sweep()
    assert (swept.closed, swept.failed) == (499, 1)
    assert (again.closed, again.failed) == (0, 1)
    assert poisoned in caplog.text
    assert all(
        grader.attempts.look(learner, attempt).item.close_reason == "time-up"
        for learner, attempt in begun
        if attempt != poisoned
    )
