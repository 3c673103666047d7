"""What a use case costs: an answer is marked once and written once, a look writes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import event

import grader.rules.submission
from grader.rules.marking import Mark, mark
from problems.answer import Answer
from problems.model import Problem
from tests.grader.client import Client

only_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@contextmanager
def written(client: Client) -> Iterator[list[str]]:
    """The first words of each statement through the connection that writes, COMMIT among them."""
    engine, run = client.store._engines.writer, list[str]()

    def before(_cursor: object, statement: str, _parameters: object, _context: object) -> None:
        run.append(" ".join(statement.split()[:2]))

    def committed(_connection: object) -> None:
        run.append("COMMIT")

    event.listen(engine, "do_execute", before)
    event.listen(engine, "commit", committed)
    try:
        yield run
    finally:
        event.remove(engine, "do_execute", before)
        event.remove(engine, "commit", committed)


@only_sqlite
def test_an_answer_is_one_transaction_of_six_statements(client: Client) -> None:
    client.begin("challenge")
    ref, raw = (client.learner, client.attempt, 1), client.wrong()
    client.clock.move(seconds=5)
    with written(client) as statements:
        assert client.grader.items.answer(*ref, raw).kind == "wrong"
    assert statements == [
        "BEGIN IMMEDIATE",
        "SELECT attempts.id,",
        "SELECT items.attempt,",
        "UPDATE attempts",
        "UPDATE items",
        "INSERT INTO",  # the try
        "INSERT INTO",  # the audit events
        "COMMIT",
    ]


@only_sqlite
@pytest.mark.parametrize("mode", ["challenge", "practice", "test"])
def test_drawing_a_page_writes_nothing_while_its_clock_runs(client: Client, mode: str) -> None:
    client.begin(mode)  # type: ignore[arg-type]
    client.answer(client.wrong())
    client.clock.move(seconds=5)
    with written(client) as statements:
        client.look()
        client.grader.progress.home(client.learner)
        client.grader.progress.history(client.learner)
    assert statements == []


@only_sqlite
def test_a_look_writes_what_is_overdue_once(client: Client) -> None:
    client.begin("challenge")
    client.clock.move(minutes=3)
    with written(client) as first:
        client.look()
    with written(client) as second:
        client.look()
    assert (first[0], first[-1], second) == ("BEGIN IMMEDIATE", "COMMIT", [])


@only_sqlite
def test_a_sweep_without_a_running_clock_writes_nothing(client: Client) -> None:
    client.begin("practice")
    client.clock.move(seconds=5)
    with written(client) as statements:
        client.grader.sweep()
    assert statements == []


def test_a_sweep_keeps_the_time_of_all_who_only_look(client: Client) -> None:
    client.begin("challenge")
    client.clock.move(seconds=90)
    client.grader.sweep()
    client.clock.move(hours=-1)
    assert client.item().remaining == timedelta(seconds=30)


def test_an_answer_is_marked_once_however_often_it_is_shown(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    marked: list[Answer] = []

    def counting(problem: Problem, answer: Answer) -> Mark:
        marked.append(answer)
        return mark(problem, answer)

    monkeypatch.setattr(grader.rules.submission, "mark", counting)
    client.begin("challenge")
    receipt = client.answer(client.wrong(), request="click")
    assert client.answer(client.wrong(), request="click").message == receipt.message
    shown = client.item().tries[0]
    assert receipt.message.startswith(shown.verdict.reason)
    assert len(shown.verdict.reason) > 10
    assert len(marked) == 1
