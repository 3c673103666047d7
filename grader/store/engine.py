"""The two databases, made to behave alike: what a connection is set to, and how a transaction begins."""

from __future__ import annotations

import sqlite3
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from grader.errors import StoreUnusable
from grader.store.private_files import make_private

Transaction = Connection

# SQLite's waiting is not fair: under 64 hot writers the longest wait was measured at 2.2 s.
BUSY_SECONDS = 15
_PRAGMAS = {
    "journal_mode": ("WAL", "wal"),
    "synchronous": ("FULL", 2),
    "foreign_keys": ("ON", 1),
    # What is deleted is overwritten, so that nobody finds it in the file.
    "secure_delete": ("ON", 1),
    "busy_timeout": (str(BUSY_SECONDS * 1000), BUSY_SECONDS * 1000),
}
_READERS = 8
_POSTGRES_OPTIONS = f"-c synchronous_commit=on -c lock_timeout={BUSY_SECONDS}s -c timezone=UTC"


@dataclass(frozen=True, slots=True)
class Engines:
    """One database, by two doors: reading sees one consistent state, writing holds the write lock."""

    url: URL
    reader: Engine
    writer: Engine

    @property
    def is_sqlite(self) -> bool:
        return self.url.get_backend_name() == "sqlite"

    @property
    def location(self) -> str:
        """Where the database is, fit to be shown: a path, or an address without its password."""
        return self.url.database or "" if self.is_sqlite else self.url.render_as_string(hide_password=True)

    def dispose(self) -> None:
        self.reader.dispose()
        self.writer.dispose()


def make_engines(address: str) -> Engines:
    """The engines for `sqlite:///path` or `postgresql://...`; connects to nothing yet.

    Raises StoreUnusable for any other address, or when the driver is not installed.
    """
    url = _read_url(address)
    if url.get_backend_name() == "sqlite":
        # Writers of one process queue in the pool, in turn, before they contend for the file with others.
        return Engines(url, reader=_sqlite(url, writes=False), writer=_sqlite(url, writes=True))
    writer = _postgres(url)
    reader = writer.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return Engines(url, reader, writer)


def sqlite_path(url: URL) -> Path:
    """The database's file. Raises StoreUnusable for one in memory, which no second connection would see."""
    if not url.database or url.database == ":memory:":
        raise StoreUnusable("The store needs a file. Name one: sqlite:///path/to/cutover.db.")
    return Path(url.database)


def check_pragmas(engines: Engines) -> None:
    """Raises StoreUnusable when SQLite did not take a setting that "saved" depends on."""
    if not engines.is_sqlite:
        return
    for engine in (engines.reader, engines.writer):
        with engine.connect() as connection:
            for name, (_, wanted) in _PRAGMAS.items():
                found = connection.exec_driver_sql(f"PRAGMA {name}").scalar()
                if found != wanted:
                    raise StoreUnusable(
                        f"SQLite refused {name}={wanted} for {engines.location} (it is {found}). "
                        "Move the file to a local disk: network folders do not keep their promises."
                    )


def _read_url(address: str) -> URL:
    try:
        url = make_url(address)
    except ArgumentError as error:
        raise StoreUnusable(_NO_ADDRESS) from error
    if url.get_backend_name() == "sqlite":
        sqlite_path(url)
        return url.set(drivername="sqlite")
    if url.get_backend_name() in {"postgresql", "postgres"}:
        return url.set(drivername="postgresql+psycopg")
    raise StoreUnusable(_NO_ADDRESS)


_NO_ADDRESS = (
    "The store's address is neither SQLite's nor PostgreSQL's. "
    "Set CUTOVER_DB_URL to sqlite:///path/to/cutover.db or postgresql://user:password@host/database."
)


def _sqlite(url: URL, *, writes: bool) -> Engine:
    engine = create_engine(
        url,
        pool_size=1 if writes else _READERS,
        max_overflow=0,
        pool_timeout=BUSY_SECONDS,
        connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False},
        hide_parameters=True,  # a learner's answer belongs in no log
    )

    def connected(connection: sqlite3.Connection, _record: object) -> None:
        # Python's own transactions begin too late to guard anything; SQLAlchemy's recipe turns them off.
        connection.isolation_level = None
        make_private(sqlite_path(url))
        for name, (value, _) in _PRAGMAS.items():
            _set(connection, f"PRAGMA {name} = {value}")
        connection.execute(f"PRAGMA query_only = {'OFF' if writes else 'ON'}")

    event.listen(engine, "connect", connected)
    # A transaction that reads before it writes must hold the write lock from its start, or fail later.
    begin = "BEGIN IMMEDIATE" if writes else "BEGIN"
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(begin))
    return engine


def _set(connection: sqlite3.Connection, pragma: str) -> None:
    """Of two processes that turn a new file to its log at once, SQLite refuses one without waiting."""
    end = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute(pragma)
            return
        except sqlite3.OperationalError as busy:
            if busy.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() >= end:
                raise
            time.sleep(0.01)


def _postgres(url: URL) -> Engine:
    arguments: dict[str, Any] = {"connect_timeout": 5, "options": _POSTGRES_OPTIONS}
    try:
        return create_engine(
            url,
            pool_pre_ping=True,
            pool_size=10,
            max_overflow=10,
            connect_args=arguments,
            hide_parameters=True,  # a learner's answer belongs in no log
        )
    except (NoSuchModuleError, ModuleNotFoundError) as error:
        raise StoreUnusable(
            "PostgreSQL's driver is not installed: pip install 'cutover[postgres]'."
        ) from error
