"""Eight processes at one problem: as many tries are recorded as it allows, and nobody sees an error."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import closing

import pytest
from sqlalchemy import func, select

from grader.service import Grader
from grader.store import Store
from grader.store.tables import tries
from problems.model import ChoicesProblem, Option
from tests.faults.processes import run_together
from tests.grader.client import NOON
from tests.grader.sample_bank import make_bank, make_problem

pytestmark = pytest.mark.faults

PROCESSES, SUBMITS, ROUNDS, ALLOWED = 8, 25, 50, 3
LETTERS = "abcdefgh"


def wide_problem(at: int) -> ChoicesProblem:
    """256 possible answers, of which `["a"]` is right and never given here."""
    options = tuple(
        Option(id=one, text=f"Option {one} of {at}", correct=one == "a", why="It is so.") for one in LETTERS
    )
    made = make_problem(f"wide-{at}", "choices", at=at)
    return made.model_copy(update={"options": options, "tries": ALLOWED})  # type: ignore[return-value]


BANK = make_bank([wide_problem(at) for at in range(5)])


def begin_rounds(store: Store) -> list[tuple[str, str]]:
    """For each round a learner with a challenge whose first clock runs."""
    grader = Grader(store, BANK, lambda: NOON)
    begun = []
    for number in range(ROUNDS):
        learner = grader.learners.join(f"device-{number}", "Ada").id
        attempt = grader.attempts.begin(learner, "challenge")
        grader.items.start_clock(learner, attempt, 1)
        begun.append((learner, attempt))
    return begun


def wrong_answer(process: int, submit: int) -> list[str]:
    """Another one for each submit of each process: the bits of a number, without the lone right answer."""
    number = 2 + process * SUBMITS + submit
    return [letter for bit, letter in enumerate(LETTERS) if number >> bit & 1]


def test_ten_thousand_submits_record_as_many_tries_as_are_allowed(database: str) -> None:
    with closing(Store.open(database)) as store:
        begun = begin_rounds(store)

    def submit(process: int, wait: Callable[[], object]) -> list[str]:
        own = Store.open(database)
        grader, kinds = Grader(own, BANK, lambda: NOON), list[str]()
        for learner, attempt in begun:
            wait()
            for number in range(SUBMITS):
                kinds.append(grader.items.answer(learner, attempt, 1, wrong_answer(process, number)).kind)
        own.close()
        return kinds

    counted = Counter(run_together(PROCESSES, submit, seconds=280))
    assert counted == {
        "wrong": ROUNDS * ALLOWED,
        "closed": PROCESSES * SUBMITS * ROUNDS - ROUNDS * ALLOWED,
    }
    by_attempt = select(func.count()).select_from(tries).group_by(tries.c.attempt)
    with closing(Store.open(database)) as store:
        recorded = store.read(lambda tx: tx.execute(by_attempt).scalars().all())
    assert list(recorded) == [ALLOWED] * ROUNDS


def test_one_request_sent_by_eight_processes_is_one_try(database: str) -> None:
    with closing(Store.open(database)) as store:
        begun = begin_rounds(store)

    def submit(_process: int, wait: Callable[[], object]) -> list[str]:
        own = Store.open(database)
        grader, said = Grader(own, BANK, lambda: NOON), []
        for learner, attempt in begun:
            wait()
            said.append(grader.items.answer(learner, attempt, 1, ["b"], request="click").message)
        own.close()
        return said

    said = Counter(run_together(PROCESSES, submit, seconds=280))
    assert list(said.values()) == [PROCESSES * ROUNDS]
    with closing(Store.open(database)) as store:
        assert store.read(lambda tx: tx.execute(select(func.count()).select_from(tries)).scalar()) == ROUNDS


def test_eight_processes_that_begin_at_once_begin_one_attempt(database: str) -> None:
    with closing(Store.open(database)) as store:
        learner = Grader(store, BANK, lambda: NOON).learners.join("device", "Ada").id

    def begin(_process: int, wait: Callable[[], object]) -> list[str]:
        own = Store.open(database)
        wait()
        attempt = Grader(own, BANK, lambda: NOON).attempts.begin(learner, "challenge")
        own.close()
        return [attempt]

    assert len(set(run_together(PROCESSES, begin, seconds=60))) == 1


def test_eight_processes_that_open_a_new_store_at_once_all_get_it(database: str) -> None:
    def open_it(_process: int, wait: Callable[[], object]) -> list[str]:
        wait()
        own = Store.open(database)
        own.close()
        return ["open"]

    assert run_together(PROCESSES, open_it, seconds=60) == ["open"] * PROCESSES
