"""Every statement of every use case fails once: it is whole or absent, and never called saved."""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Callable
from typing import Any

import psycopg
import pytest

from grader.errors import NotSaved
from grader.store import Store
from tests.faults.fault_injection import Fault, after_first_commit, at_statement
from tests.grader.client import Client
from tests.support.databases import content

pytestmark = pytest.mark.faults


def _challenge(client: Client) -> None:
    client.begin("challenge")


def _ready(client: Client) -> None:
    client.begin("challenge", start=False)


def _overdue(client: Client) -> None:
    client.begin("challenge")
    client.save(client.right())
    client.clock.move(minutes=5)


def _last_problem(client: Client) -> None:
    client.begin("challenge")
    while client.look().position < 5:
        client.answer(client.right())
        client.next()


def _closed_first(client: Client) -> None:
    client.begin("test")
    client.answer(client.right())


def _undecided(client: Client) -> None:
    client.begin("test")
    client.answer(client.wrong())
    client.finish()


def _practice(client: Client) -> None:
    client.begin("practice")


def _code(client: Client) -> None:
    client.attempt = client.grader.learners.link_code(client.learner).code


# Each use case that writes, with what must be so before it.
CASES: dict[str, tuple[Callable[[Client], None], Callable[[Client], object]]] = {
    "join": (_challenge, lambda t: t.grader.learners.join(f"another device {t.seed}", "Grace")),
    "rename": (_challenge, lambda t: t.grader.learners.rename(t.learner, "Grace")),
    "set_extra_time": (_challenge, lambda t: t.grader.learners.set_extra_time(t.learner, "2")),
    "carry_code": (_challenge, lambda t: t.grader.learners.link_code(t.learner)),
    "redeem": (_code, lambda t: t.grader.learners.redeem(f"phone {t.seed}", t.attempt)),
    "leave": (_challenge, lambda t: t.grader.learners.leave(f"device-{t.seed}")),
    "forget": (_undecided, lambda t: t.grader.learners.forget(t.learner)),
    "begin": (_challenge, lambda t: t.grader.attempts.begin(t.learner, "practice")),
    "look at what is overdue": (_overdue, lambda t: t.grader.attempts.look(t.learner, t.attempt)),
    "start_clock": (_ready, lambda t: t.grader.items.start_clock(t.learner, t.attempt, 1)),
    "save": (_challenge, lambda t: t.grader.items.save(t.learner, t.attempt, 1, t.right(), 0)),
    "answer wrongly": (_challenge, lambda t: t.grader.items.answer(t.learner, t.attempt, 1, t.wrong())),
    "answer the last": (_last_problem, lambda t: t.grader.items.answer(t.learner, t.attempt, 5, t.right())),
    "show_hint": (_challenge, lambda t: t.grader.items.show_hint(t.learner, t.attempt, 1, 1)),
    "show_solution": (_practice, lambda t: t.grader.items.show_solution(t.learner, t.attempt, 1)),
    "go": (_closed_first, lambda t: t.grader.attempts.go(t.learner, t.attempt, 2)),
    "end": (_challenge, lambda t: t.grader.attempts.end(t.learner, t.attempt)),
    "extend": (_undecided, lambda t: t.grader.attempts.extend(t.learner, t.attempt)),
}


only_postgres = pytest.mark.parametrize(
    "database", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True
)


def disk_full(database: str) -> Fault:
    def fault(_connection: Any) -> None:
        if database.startswith("sqlite"):
            full = sqlite3.OperationalError("database or disk is full")
            full.sqlite_errorcode = sqlite3.SQLITE_FULL
            raise full
        raise psycopg.errors.DiskFull("could not extend file: No space left on device")

    return fault


def drop(connection: Any) -> None:
    """The server ends this very connection; what is sent over it next finds it gone."""
    with pytest.raises(psycopg.errors.AdminShutdown):
        connection.execute("SELECT pg_terminate_backend(pg_backend_pid())")


def drop_and_tell(connection: Any) -> None:
    drop(connection)
    raise psycopg.OperationalError("server closed the connection unexpectedly")


def rows(database: str) -> dict[str, int]:
    return {name: len(found) for name, found in content(database).items()}


def grown(database: str, before: dict[str, int]) -> dict[str, int]:
    """How many rows each table has gained; fewer than none where some are gone."""
    return {name: count - before[name] for name, count in rows(database).items()}


@pytest.mark.parametrize("case", CASES)
def test_a_full_disk_at_any_statement_leaves_nothing_and_says_so(
    store: Store, database: str, case: str
) -> None:
    prepare, act = CASES[case]
    client = Client(store)
    prepare(client)
    before = content(database)
    for number in itertools.count(1):
        with at_statement(store, number, disk_full(database)) as run:
            try:
                act(client)
                break
            except NotSaved as error:
                refusal = error
        assert str(refusal) == "Nothing was saved: the disk is full. Try again in a moment."
        assert len(run) == number
        assert content(database) == before
    assert number > 2
    assert content(database) != before


@only_postgres
@pytest.mark.parametrize("case", CASES)
def test_a_connection_that_drops_at_any_statement_costs_nothing(
    store: Store, database: str, case: str
) -> None:
    prepare, act = CASES[case]
    client = Client(store)
    prepare(client)
    before = rows(database)
    act(client)
    wanted = grown(database, before)
    for number in itertools.count(1):
        client = Client(store, seed=number + 1)
        prepare(client)
        before = rows(database)
        with at_statement(store, number, drop) as run:
            act(client)
        assert grown(database, before) == wanted
        if len(run) < number:
            break
    assert number > 2


@only_postgres
@pytest.mark.parametrize("case", CASES)
def test_a_commit_whose_answer_is_lost_is_not_done_twice(store: Store, database: str, case: str) -> None:
    prepare, act = CASES[case]
    plain, unlucky = Client(store, seed=1), Client(store, seed=2)
    prepare(plain)
    prepare(unlucky)
    before = rows(database)
    told = act(plain)
    wanted = grown(database, before)
    before = rows(database)
    with after_first_commit(store, drop_and_tell):
        told_in_the_end = act(unlucky)
    if case == "carry_code":  # a code is told once: the second is another, and the first is void
        wanted["events"] += 1
    assert grown(database, before) == wanted
    assert getattr(told_in_the_end, "kind", None) == getattr(told, "kind", None)
