"""A disk that is really full, a lock that is really held, a server that is really away."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from psycopg import sql
from sqlalchemy import URL, make_url

from grader.errors import NotSaved, StoreUnusable
from grader.store import Store
from tests.grader.client import Client
from tests.support.postgres import connect

pytestmark = pytest.mark.faults


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "cutover.db"


@pytest.fixture
def on_disk(place: Path) -> Iterator[Client]:
    store = Store.open(f"sqlite:///{place}")
    yield Client(store)
    store.close()


def pragma(client: Client, text: str) -> None:
    """Sets the one connection that writes."""
    with client.store._engines.writer.connect() as connection:
        raw = connection.connection.driver_connection
        assert isinstance(raw, sqlite3.Connection)
        raw.execute(f"PRAGMA {text}")


def test_a_disk_that_fills_up_loses_nothing_that_was_acknowledged(on_disk: Client) -> None:
    pragma(on_disk, "max_page_count = 60")
    begun: list[str] = []

    def begin_many() -> None:
        for seed in range(2, 500):
            one = Client(on_disk.store, seed=seed)
            one.begin("challenge")
            begun.append(one.learner)

    with pytest.raises(NotSaved, match="the disk is full"):
        begin_many()
    assert begun
    for learner in begun:
        assert len(on_disk.grader.progress.home(learner).going) == 1
    pragma(on_disk, "max_page_count = 100000")
    Client(on_disk.store, seed=999).begin("challenge")


def test_a_store_that_another_program_holds_is_busy_and_nothing_is_lost(on_disk: Client, place: Path) -> None:
    on_disk.begin("challenge")
    pragma(on_disk, "busy_timeout = 100")
    with closing(sqlite3.connect(place)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(NotSaved, match="the store is busy"):
            on_disk.save(on_disk.right())
        assert on_disk.look().item.draft is None  # reading goes on meanwhile
        other.rollback()
    assert on_disk.save(on_disk.right()).kind == "saved"


def test_a_store_that_may_not_be_written_says_so(on_disk: Client) -> None:
    on_disk.begin("challenge")
    pragma(on_disk, "query_only = ON")
    with pytest.raises(NotSaved, match="may not be written to"):
        on_disk.save(on_disk.right())
    pragma(on_disk, "query_only = OFF")
    assert on_disk.save(on_disk.right()).kind == "saved"


only_postgres = pytest.mark.parametrize(
    "database", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True
)


@contextmanager
def away(server: URL, database: str) -> Iterator[None]:
    """Nobody gets in, and who is in is thrown out."""
    name = make_url(database).database
    assert name is not None
    shut = sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}")
    with connect(server) as admin:
        admin.execute(shut.format(sql.Identifier(name), sql.SQL("false")))
        admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,))
        yield
        admin.execute(shut.format(sql.Identifier(name), sql.SQL("true")))


@only_postgres
def test_a_server_that_goes_away_and_comes_back_loses_nothing(
    client: Client, database: str, postgres: URL
) -> None:
    client.begin("challenge")
    raw = client.right()
    with away(postgres, database):
        for _ in range(3):
            with pytest.raises(NotSaved, match="Nothing was saved: the store does not answer"):
                client.grader.items.save(client.learner, client.attempt, 1, raw, 0)
            with pytest.raises(NotSaved, match="does not answer"):
                client.look()
    assert client.item().draft is None
    assert client.save(raw).kind == "saved"


@only_postgres
def test_a_server_that_knows_no_such_database_or_password_says_so(database: str) -> None:
    url = make_url(database)
    for wrong, sentence in (
        (url.set(database="nowhere"), "does not exist. Create the database"),
        (url.set(password="wrong"), "refuses this user or password"),
    ):
        with pytest.raises(StoreUnusable) as refusal:
            Store.open(wrong.render_as_string(hide_password=False))
        assert sentence in str(refusal.value)
        assert "***" in str(refusal.value)
