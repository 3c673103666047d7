"""kill -9 at random moments: whatever was acknowledged is there afterwards, and the file is sound."""

from __future__ import annotations

import itertools
import json
import random
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from datetime import datetime

import pytest

from grader.rules.attempt import Attempt
from grader.service import Grader
from grader.store import Store, attempts
from tests.faults.fault_injection import after_first_commit, at_statement
from tests.faults.processes import KillableProcess, die, run_together
from tests.faults.test_races import BANK
from tests.grader.client import NOON

pytestmark = pytest.mark.faults

KILLS = 50
LETTERS = "abcdefgh"
Tell = Callable[[object], None]


def draft(revision: int) -> list[str]:
    """Another answer for each revision, of 255."""
    number = 1 + revision % 255
    return [letter for bit, letter in enumerate(LETTERS) if number >> bit & 1]


def begin(database: str, device: str = "device") -> tuple[str, str]:
    store = Store.open(database)
    grader = Grader(store, BANK, lambda: NOON)
    learner = grader.learners.join(device, "Ada").id
    attempt = grader.attempts.begin(learner, "challenge")
    grader.items.start_clock(learner, attempt, 1)
    store.close()
    return learner, attempt


def kept(database: str, learner: str, attempt: str) -> Attempt:
    store = Store.open(database)
    found = store.read(lambda tx: attempts.find(tx, learner, attempt))
    store.close()
    assert found is not None
    return found


def save_for_ever(database: str, learner: str, attempt: str) -> Callable[[Tell], None]:
    def work(tell: Tell) -> None:
        store = Store.open(database)
        grader = Grader(store, BANK, lambda: NOON)
        first = grader.attempts.look(learner, attempt).item.draft_revision
        for revision in itertools.count(first):
            receipt = grader.items.save(learner, attempt, 1, draft(revision), revision)
            assert receipt.kind == "saved"
            tell(revision + 1)  # only now may a page say "saved"

    return work


def test_no_acknowledged_save_is_lost_to_fifty_kills(database: str) -> None:
    learner, attempt = begin(database)
    dice, acknowledged = random.Random(9), 0
    for _ in range(KILLS):
        saver = KillableProcess(save_for_ever(database, learner, attempt))
        saver.hear()
        time.sleep(dice.uniform(0, 0.05))
        said = saver.kill()
        item = kept(database, learner, attempt).items[0]
        last = int(str(said[-1])) if said else 0
        assert last <= item.draft_revision
        assert json.loads(item.draft or "null") == draft(item.draft_revision - 1)
        acknowledged += len(said) + 1
    assert acknowledged >= KILLS
    assert _sound(database)


def test_a_process_killed_at_any_statement_of_closing_leaves_it_to_the_next_sweep(database: str) -> None:
    """Crashes between the close and the grade, if there were a between: each ends as one grade."""
    learner, attempt = begin(database)
    with closing(Store.open(database)) as store:
        Grader(store, BANK, lambda: NOON).items.save(learner, attempt, 1, ["a"], 0)
    late = NOON.replace(hour=13)
    for statement in itertools.count(1):
        survived = KillableProcess(_sweep_and_die(database, late, statement)).rest()
        item = kept(database, learner, attempt).items[0]
        if item.state != "open":
            break
        assert (survived, item.tries) == ([], ())
    assert statement > 5
    assert (item.close_reason, [one.passed for one in item.tries]) == ("time-up", [True])
    assert _sound(database)


def test_a_replica_killed_at_any_statement_or_in_its_commit_leaves_one_try_to_the_next(database: str) -> None:
    """The browser sends the same request again, to the replica that is left."""
    for statement in itertools.count(1):
        learner, attempt = begin(database, f"device-{statement}")
        survived = KillableProcess(_answer_and_die(database, learner, attempt, statement)).rest()
        assert len(kept(database, learner, attempt).items[0].tries) == len(survived)
        _answer(database, learner, attempt)
        assert len(kept(database, learner, attempt).items[0].tries) == 1
        if survived:
            break
    assert statement > 5
    assert _sound(database)


def test_a_replica_killed_between_its_commit_and_its_answer_has_taken_the_try(database: str) -> None:
    learner, attempt = begin(database)

    def work(_tell: Tell) -> None:
        store = Store.open(database)
        with after_first_commit(store, lambda _: die()):
            Grader(store, BANK, lambda: NOON).items.answer(learner, attempt, 1, ["b"], request="once")

    KillableProcess(work).rest()
    assert len(kept(database, learner, attempt).items[0].tries) == 1
    _answer(database, learner, attempt)
    assert len(kept(database, learner, attempt).items[0].tries) == 1


def _answer_and_die(database: str, learner: str, attempt: str, statement: int) -> Callable[[Tell], None]:
    def work(tell: Tell) -> None:
        store = Store.open(database)
        with at_statement(store, statement, lambda _: die()):
            Grader(store, BANK, lambda: NOON).items.answer(learner, attempt, 1, ["b"], request="once")
        tell("alive")

    return work


def _answer(database: str, learner: str, attempt: str) -> None:
    with closing(Store.open(database)) as store:
        Grader(store, BANK, lambda: NOON).items.answer(learner, attempt, 1, ["b"], request="once")


def test_four_sweepers_at_once_grade_each_draft_once(database: str) -> None:
    rounds = 50
    begun = []
    with closing(Store.open(database)) as store:
        grader = Grader(store, BANK, lambda: NOON)
        for number in range(rounds):
            learner = grader.learners.join(f"device-{number}", "Ada").id
            attempt = grader.attempts.begin(learner, "challenge")
            grader.items.start_clock(learner, attempt, 1)
            grader.items.save(learner, attempt, 1, ["b"], 0)
            begun.append((learner, attempt))

    def sweep(_number: int, wait: Callable[[], object]) -> list[str]:
        own = Store.open(database)
        late = Grader(own, BANK, lambda: NOON.replace(hour=13))
        wait()
        swept = late.sweep()
        own.close()
        return [f"{swept.closed} {swept.failed}"]

    swept = [line.split() for line in run_together(4, sweep, seconds=120)]
    assert sum(int(closed) for closed, _ in swept) == rounds
    assert {failed for _, failed in swept} == {"0"}
    for learner, attempt in begun:
        assert len(kept(database, learner, attempt).items[0].tries) == 1


def _sweep_and_die(database: str, late: datetime, statement: int) -> Callable[[Tell], None]:
    def work(tell: Tell) -> None:
        store = Store.open(database)
        with at_statement(store, statement, lambda _: die()):
            swept = Grader(store, BANK, lambda: late).sweep()
        assert (swept.closed, swept.failed) == (1, 0)
        tell("alive")

    return work


def _sound(database: str) -> bool:
    if not database.startswith("sqlite"):
        return True
    with closing(sqlite3.connect(database.removeprefix("sqlite:///"))) as connection:
        return bool(connection.execute("PRAGMA integrity_check").fetchone() == ("ok",))
