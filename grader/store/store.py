"""The store: opened once, then read and written in whole transactions."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from typing import TypeVar

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from grader.errors import NotSaved, StoreUnusable
from grader.store.engine import BUSY_SECONDS, Engines, Transaction, check_pragmas, make_engines, sqlite_path
from grader.store.errors import Conflict, is_transient, not_saved, unusable
from grader.store.private_files import make_folder
from grader.store.revision import found_revision, refuse_old

T = TypeVar("T")

# What became of a use case's transaction: "read" or "write", its seconds, whether the store answered.
Observer = Callable[[str, float, bool], None]

# How often a use case runs before the learner is asked to try again; each is whole or absent.
_RUNS = 4


class Store:
    """One database. Its work is a function of a transaction, which may run more than once."""

    def __init__(self, engines: Engines, observe: Observer | None = None) -> None:
        self._engines = engines
        self._observe = observe or _ignore

    @classmethod
    def open(cls, address: str, observe: Observer | None = None) -> Store:
        """The store at `sqlite:///path` or `postgresql://...`; a new database gets its tables.

        `observe` hears of every transaction, with all of its runs.

        Raises StoreUnusable with one sentence and the cure: no such folder or database, no right to write,
        a damaged file, tables of an older or newer version.
        """
        engines = make_engines(address)
        try:
            _ensure_folder(engines)
            _ensure_tables(engines)
            check_pragmas(engines)
        except DBAPIError as error:
            engines.dispose()
            raise unusable(error, engines) from error
        except StoreUnusable:
            engines.dispose()
            raise
        return cls(engines, observe)

    @property
    def location(self) -> str:
        """Where the data lies: a path, or an address without its password."""
        return self._engines.location

    def read(self, work: Callable[[Transaction], T]) -> T:
        """What `work` finds in one consistent state. Raises NotSaved when the store does not answer."""
        return self._timed("read", self._engines.reader, work)

    def write(self, work: Callable[[Transaction], T]) -> T:
        """What `work` returns, once all that it wrote is committed to the disk.

        `work` runs again after a lost connection or a lost race, so it must come to the same end when what
        it did before was committed after all. Raises NotSaved; then nothing of it was recorded.
        """
        return self._timed("write", self._engines.writer, work)

    def erase_deleted(self) -> bool:
        """Takes out of SQLite's log what was deleted; False where somebody still reads an older state.

        In the file itself deleted rows are overwritten at once. PostgreSQL's own vacuum is the database's.
        """
        if not self._engines.is_sqlite:
            return True
        try:
            with closing(self._engines.writer.raw_connection()) as connection:
                cursor = connection.cursor()
                # Nobody waits for a reader here: the next sweep tries again.
                cursor.execute("PRAGMA busy_timeout = 0")
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                found = cursor.fetchone()
                cursor.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
        except (sqlite3.OperationalError, PoolTimeout):
            return False
        return found is not None and found[0] == 0

    def close(self) -> None:
        self._engines.dispose()

    def _timed(self, kind: str, engine: Engine, work: Callable[[Transaction], T]) -> T:
        began, answered = time.perf_counter(), True
        try:
            return self._run(engine, work)
        except NotSaved:
            answered = False
            raise
        finally:
            self._observe(kind, time.perf_counter() - began, answered)

    def _run(self, engine: Engine, work: Callable[[Transaction], T]) -> T:
        for left in reversed(range(_RUNS)):
            try:
                with engine.begin() as transaction:
                    return work(transaction)
            except (DBAPIError, PoolTimeout, Conflict) as error:
                if left == 0 or not is_transient(error):
                    raise not_saved(error) from error
        raise AssertionError("the last run returns or raises")


def _ignore(kind: str, seconds: float, answered: bool) -> None:
    """Hears of a transaction and does nothing."""


def _ensure_tables(engines: Engines) -> None:
    found = found_revision(engines)
    if found is not None:
        refuse_old(engines, found)
        return
    from grader.store.migrate import migrate  # noqa: PLC0415 - Alembic would double every start-up

    migrate(engines)


def _ensure_folder(engines: Engines) -> None:
    if not engines.is_sqlite:
        return
    folder = sqlite_path(engines.url).parent
    try:
        make_folder(folder)
    except OSError as error:
        raise StoreUnusable(
            f"The folder {folder} cannot be made ({error.strerror}). "
            "Make it writable, or name another in CUTOVER_DB_URL."
        ) from error
