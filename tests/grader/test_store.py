"""The store: opened or refused with the cure, whole or absent, and never trusted to the code alone."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import cast

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import StatementError

from grader.errors import NotSaved, StoreUnusable
from grader.rules.attempt import Attempt, advance_to, record_try, start
from grader.rules.submission import make_try
from grader.store import Store, attempts, engine
from grader.store.engine import check_pragmas, make_engines
from grader.store.errors import Conflict
from grader.store.tables import learners, tries
from problems.answer import ChoiceAnswer
from tests.grader.client import NOON, Client
from tests.grader.sample_bank import make_bank, make_problem


def kept(client: Client) -> Attempt:
    found = client.store.read(lambda tx: attempts.find(tx, client.learner, client.attempt))
    assert found is not None
    return found


def client_of_choices(client: Client) -> Client:
    problems = [make_problem(f"choice-{at}", "choice", at=at) for at in range(5)]
    return Client(client.store, make_bank(problems), client.clock, seed=4)


def test_an_instant_comes_back_as_the_same_instant_to_the_microsecond(store: Store) -> None:
    at = datetime(2026, 3, 29, 3, 30, 0, 123_457, tzinfo=timezone(timedelta(hours=2)))
    row = {"id": "a" * 32, "name": "Ada", "extra_time": "1", "created_at": at}
    store.write(lambda tx: tx.execute(insert(learners).values(row)))
    assert store.read(lambda tx: tx.execute(select(learners.c.created_at)).scalar_one()) == at


def test_a_naive_instant_is_refused(store: Store) -> None:
    row = {"id": "a" * 32, "name": "Ada", "extra_time": "1", "created_at": datetime(2026, 3, 29)}  # noqa: DTZ001
    with pytest.raises(StatementError, match="aware instants only"):
        store.write(lambda tx: tx.execute(insert(learners).values(row)))


def test_what_fails_half_way_leaves_nothing(store: Store) -> None:
    def half(tx):  # type: ignore[no-untyped-def]
        tx.execute(insert(learners).values(id="a" * 32, name="Ada", extra_time="1", created_at=NOON))
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        store.write(half)
    assert store.read(lambda tx: tx.execute(select(learners)).all()) == []


def test_reading_cannot_write(store: Store) -> None:
    row = {"id": "a" * 32, "name": "Ada", "extra_time": "1", "created_at": NOON}
    with pytest.raises(NotSaved):
        store.read(lambda tx: tx.execute(insert(learners).values(row)))
    assert store.read(lambda tx: tx.execute(select(learners)).all()) == []


def test_a_change_of_what_has_moved_since_is_refused(client: Client) -> None:
    client = client_of_choices(client)
    client.begin("challenge")
    before = kept(client)
    client.hint(1)
    item = before.items[0]
    after = record_try(
        before, item, make_try(item, client.bank.problems[item.problem], ChoiceAnswer("b"), NOON)
    )
    runs: list[int] = []

    def late(tx):  # type: ignore[no-untyped-def]
        runs.append(1)
        attempts.change(tx, before, after)

    with pytest.raises(NotSaved):
        client.store.write(late)
    assert len(runs) > 1  # a lost race runs the use case again before it gives up
    assert len(kept(client).items[0].tries) == 0


def test_the_deadline_is_checked_by_the_database_itself(client: Client) -> None:
    client = client_of_choices(client)
    client.begin("practice")
    before = kept(client)
    problem = client.bank.problems[before.items[0].problem]
    timed = start(before, before.items[0], timedelta(seconds=10), "1")
    client.store.write(lambda tx: attempts.change(tx, before, timed))
    late = advance_to(timed, NOON + timedelta(seconds=10))
    after = record_try(
        late, late.items[0], make_try(late.items[0], problem, ChoiceAnswer("b"), late.now, request="r")
    )
    with pytest.raises(NotSaved) as refusal:
        client.store.write(lambda tx: attempts.change(tx, timed, after))
    assert isinstance(refusal.value.__cause__, Conflict)
    assert kept(client).items[0].tries == ()


def test_one_number_holds_one_try_whatever_the_code_does(client: Client) -> None:
    client.begin("practice")
    client.answer(client.wrong())
    first = client.store.read(lambda tx: tx.execute(select(tries)).mappings().one())
    with pytest.raises(NotSaved):
        client.store.write(lambda tx: tx.execute(insert(tries).values(**first)))


def test_writers_of_one_process_wait_for_each_other(client: Client) -> None:
    client.begin("practice")
    failures: list[Exception] = []

    def many() -> None:
        try:
            for number in range(10):
                client.grader.learners.rename(client.learner, f"Ada {number}")
        except Exception as error:
            failures.append(error)

    crowd = [threading.Thread(target=many) for _ in range(8)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    assert failures == []


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "data" / "cutover.db"


def address(place: Path) -> str:
    return f"sqlite:///{place}"


def test_sqlite_keeps_what_saved_depends_on(place: Path) -> None:
    Store.open(address(place)).close()
    engines = make_engines(address(place))
    check_pragmas(engines)
    with engines.writer.connect() as connection:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    engines.dispose()
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 15000}


def test_a_folder_that_is_missing_is_made(place: Path) -> None:
    Store.open(address(place)).close()
    assert place.exists()


def _a_file_in_the_way(place: Path) -> None:
    place.parent.write_text("")


def _no_database(place: Path) -> None:
    place.parent.mkdir()
    place.write_bytes(b"this is no database, whatever its name says" * 100)


def _foreign_tables(place: Path) -> None:
    place.parent.mkdir()
    with closing(sqlite3.connect(place)) as connection:
        connection.execute("CREATE TABLE invoices (id INTEGER)")


def _newer_tables(place: Path) -> None:
    Store.open(address(place)).close()
    with closing(sqlite3.connect(place)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")


def _a_folder_of_its_name(place: Path) -> None:
    place.mkdir(parents=True)


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (_a_file_in_the_way, "cannot be made"),
        (_no_database, "is not a SQLite database, or it is damaged. Move it away"),
        (_foreign_tables, "holds another program's tables. Name a database of its own"),
        (_newer_tables, "was made by a newer Cutover (its tables are 9999). Install that version"),
        (_a_folder_of_its_name, "cannot be opened. Give this user the right"),
    ],
)
def test_a_store_that_cannot_be_opened_says_so_with_the_cure(
    place: Path, make: Callable[[Path], None], sentence: str
) -> None:
    make(place)
    with pytest.raises(StoreUnusable) as refusal:
        Store.open(address(place))
    assert sentence in str(refusal.value)
    assert str(place.parent) in str(refusal.value)


@pytest.mark.parametrize("wrong", ["", "cutover.db", "mysql://localhost/cutover", "sqlite://"])
def test_an_address_of_no_store_says_what_one_looks_like(wrong: str) -> None:
    with pytest.raises(StoreUnusable, match="sqlite:///"):
        Store.open(wrong)


def test_a_postgresql_that_is_away_says_so_without_its_password() -> None:
    with pytest.raises(StoreUnusable, match=r"does not answer\. Start PostgreSQL") as refusal:
        Store.open("postgresql://ada:secret@127.0.0.1:1/cutover")
    assert "secret" not in str(refusal.value)


class _Refusing:
    """A connection that SQLite refuses at first, as it does where two turn a new file to its log at once."""

    def __init__(self, refusals: int, code: int) -> None:
        self.asked, self._refusals, self._code = list[str](), refusals, code

    def execute(self, statement: str) -> None:
        self.asked.append(statement)
        if len(self.asked) <= self._refusals:
            refusal = sqlite3.OperationalError("database is locked")
            refusal.sqlite_errorcode = self._code
            raise refusal


@pytest.mark.parametrize("code", [sqlite3.SQLITE_BUSY, sqlite3.SQLITE_BUSY_RECOVERY])
def test_a_file_that_another_process_makes_at_once_is_waited_for(code: int) -> None:
    connection = _Refusing(2, code)
    engine._set(cast(sqlite3.Connection, connection), "PRAGMA journal_mode = WAL")
    assert connection.asked == ["PRAGMA journal_mode = WAL"] * 3


def test_any_other_refusal_of_a_new_file_is_told_at_once() -> None:
    connection = _Refusing(1, sqlite3.SQLITE_READONLY)
    with pytest.raises(sqlite3.OperationalError):
        engine._set(cast(sqlite3.Connection, connection), "PRAGMA journal_mode = WAL")
    assert len(connection.asked) == 1
