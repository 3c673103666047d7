"""Databases to test with: a SQLite file, or a database of its own on a real PostgreSQL.

`CUTOVER_TEST_DB_URL` names a PostgreSQL whose user may create databases; without it a private one is started
from Debian's binaries. Its password holds everything that an address must escape.
"""

from __future__ import annotations

import itertools
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import URL, inspect, make_url, select

from grader.store.engine import make_engines
from grader.store.tables import METADATA

PASSWORD = "p@ss/w:rd?#%&=é+ \"'"
_START_SECONDS = 30
_MEMORY = Path("/dev/shm")
_NAMES = itertools.count()


def postgres_binaries() -> Path | None:
    """The folder with initdb, of the newest PostgreSQL that Debian installed."""
    return max((found.parent for found in Path("/usr/lib/postgresql").glob("*/bin/initdb")), default=None)


@pytest.fixture(scope="session")
def postgres() -> Iterator[URL]:
    """The address of a server's `postgres` database."""
    named = os.environ.get("CUTOVER_TEST_DB_URL")
    if named:
        yield make_url(named).set(drivername="postgresql")
        return
    binaries = postgres_binaries()
    assert binaries is not None
    with _private_server(binaries) as url:
        yield url


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
    with _fresh_database(request.getfixturevalue("postgres")) as address:
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


def connect(url: URL) -> psycopg.Connection[Any]:
    """A plain connection, without the product's code between."""
    return psycopg.connect(
        host=url.host,
        port=url.port,
        user=url.username,
        password=url.password,
        dbname=url.database,
        autocommit=True,
    )


@contextmanager
def _quick_folder(tmp_path: Path) -> Iterator[Path]:
    """In memory where the system has such a folder: hundreds of small commits wait for no busy disk."""
    if not _MEMORY.is_dir():
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(dir=_MEMORY, prefix="cutover-") as folder:
        yield Path(folder)


@contextmanager
def _fresh_database(server: URL) -> Iterator[str]:
    name = f"cutover_{os.getpid()}_{next(_NAMES)}"
    with connect(server) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        yield address_of(server.set(database=name))
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@contextmanager
def _private_server(binaries: Path) -> Iterator[URL]:
    """A server in a folder of its own; PostgreSQL refuses root, so then it runs as Debian's user."""
    user = "postgres" if os.geteuid() == 0 else None
    home = Path(tempfile.mkdtemp(prefix="cutover-postgres-"))
    try:
        (home / "password").write_text(PASSWORD)
        if user:
            for path in (home, home / "password"):
                shutil.chown(path, user, user)
        _make_cluster(binaries, home, user)
        port = _free_port()
        server = subprocess.Popen(
            [binaries / "postgres", "-D", home / "data", "-p", str(port), "-k", home],
            user=user,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        url = URL.create("postgresql", "cutover", PASSWORD, "127.0.0.1", port, "postgres")
        try:
            _await(url, server)
            yield url
        finally:
            server.terminate()
            server.wait(_START_SECONDS)
    finally:
        shutil.rmtree(home)


def _make_cluster(binaries: Path, home: Path, user: str | None) -> None:
    options = ["--username=cutover", f"--pwfile={home}/password", "--auth=scram-sha-256", "--encoding=UTF8"]
    subprocess.run(
        [binaries / "initdb", "-D", home / "data", "--no-locale", "--no-sync", *options],
        user=user,
        check=True,
        capture_output=True,
        cwd=home,
    )


def _await(url: URL, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _START_SECONDS
    while True:
        try:
            connect(url).close()
            return
        except psycopg.OperationalError:
            if server.poll() is not None or time.monotonic() > until:
                raise
            time.sleep(0.05)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
