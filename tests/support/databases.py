"""Databases to test with: a SQLite file, or a database of its own on a real PostgreSQL.

`CUTOVER_TEST_DB_URL` names a PostgreSQL whose user may create databases; without it a private one is started.
"""

from __future__ import annotations

import itertools
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from psycopg import sql
from sqlalchemy import URL, inspect, make_url, select

from grader.store.engine import make_engines
from grader.store.tables import METADATA
from tests.support.postgres import connect
from tests.support.shared import shared_postgres

_MEMORY = Path("/dev/shm")
_NAMES = itertools.count()


@pytest.fixture(scope="session")
def postgres() -> URL:
    """The address of a server's `postgres` database."""
    named = os.environ.get("CUTOVER_TEST_DB_URL")
    return make_url(named).set(drivername="postgresql") if named else shared_postgres()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database; the test runs once on each kind."""
    if request.param == "sqlite" and request.node.get_closest_marker("faults"):
        yield f"sqlite:///{tmp_path}/cutover.db"  # on the disk, where a crash would leave it
        return
    if request.param == "sqlite":
        with _quick_folder(tmp_path) as folder:
            yield f"sqlite:///{folder}/cutover.db"
        return
    with fresh_database(request.getfixturevalue("postgres")) as address:
        yield address


def content(address: str) -> dict[str, list[str]]:
    """Every row of every table that is there, as text that compares."""
    engines = make_engines(address)
    with engines.reader.connect() as connection:
        there = inspect(connection).get_table_names()
        found = {
            name: sorted(str(tuple(row)) for row in connection.execute(select(table)))
            for name, table in METADATA.tables.items()
            if name in there
        }
    engines.dispose()
    return found


def address_of(url: URL) -> str:
    """The address with its password, as somebody would set it."""
    return url.render_as_string(hide_password=False)


@contextmanager
def _quick_folder(tmp_path: Path) -> Iterator[Path]:
    """In memory where the system has such a folder: hundreds of small commits wait for no busy disk."""
    if not _MEMORY.is_dir():
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(dir=_MEMORY, prefix="cutover-") as folder:
        yield Path(folder)


@contextmanager
def fresh_database(server: URL) -> Iterator[str]:
    """An empty database on a PostgreSQL server, dropped at the end."""
    name = f"cutover_{os.getpid()}_{next(_NAMES)}"
    with connect(server) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        yield address_of(server.set(database=name))
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
