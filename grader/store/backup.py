"""Backs up a database while the app runs, and restores a backup into an empty one.

A backup is one file: SQLite's own copy of a SQLite database, `pg_dump`'s archive of a PostgreSQL one, or,
where there is no `pg_dump`, the rows of a PostgreSQL database in a SQLite file.
"""

from __future__ import annotations

import os
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from sqlalchemy import inspect
from sqlalchemy.exc import DBAPIError

from grader.errors import StoreCopyError
from grader.store.engine import Engines, make_engines, sqlite_path
from grader.store.errors import unusable
from grader.store.migrate import migrate
from grader.store.private_files import make_folder, make_private
from grader.store.revision import found_revision
from grader.store.row_copy import TableDigest, copy_rows, digest_tables, refuse_filled, refuse_incomplete
from grader.store.tables import METADATA

_SQLITE, _ARCHIVE = b"SQLite format 3\0", b"PGDMP"
_TOOL_SECONDS = 3600


def backup(address: str, target: Path, dump: str | None = None) -> None:
    """Writes one consistent state of the database to the new file `target`, readable by this user alone.

    `dump` is the path of `pg_dump`, used for PostgreSQL. The file has its name only when it is complete and
    was checked. Raises StoreCopyError, StoreUnusable, and OSError for a file that cannot be written.
    """
    with _opened(address) as engines, _new_file(target) as part:
        refuse_incomplete(engines)
        if engines.is_sqlite:
            _copy_sqlite(sqlite_path(engines.url), part)
        elif dump is not None:
            _run([dump, "--format=custom", "--no-owner", f"--file={part}"], engines)
        else:
            with _new_store(part) as copy:
                copy_rows(engines, copy)


def restore(address: str, source: Path, pg_restore: str | None = None) -> None:
    """Brings the backup `source` into the database at `address`, which must be empty or without tables.

    An older backup keeps its older tables, or is upgraded on its way to PostgreSQL. Raises StoreCopyError
    for a file that is no backup, a database that holds something, or a tool that fails; StoreUnusable.
    """
    kind = _kind_of(source)
    with _opened(address) as engines:
        _require_empty(engines)
        if kind == _SQLITE and engines.is_sqlite:
            engines.dispose()  # a connection that is still open would hold a lock
            _copy_sqlite(source, sqlite_path(engines.url))
        elif kind == _SQLITE:
            _restore_rows(source, engines)
        elif engines.is_sqlite:
            raise StoreCopyError(
                f"{source} is an archive of PostgreSQL. Restore it into a PostgreSQL database, then move "
                "that to SQLite with `cutover store copy`."
            )
        elif pg_restore is None:
            raise StoreCopyError(f"{source} needs `pg_restore`. Install PostgreSQL's client programs.")
        else:
            options = ["--no-owner", "--clean", "--if-exists", "--single-transaction", "--exit-on-error"]
            _run([pg_restore, *options, f"--dbname={engines.url.database}", str(source)], engines)


def copy(source: str, target: str) -> list[TableDigest]:
    """Copies the database at `source` into the empty one at `target`, whose tables are made.

    Returns the digests that both have. Raises StoreCopyError, StoreUnusable.
    """
    with _opened(source) as old, _opened(target) as new:
        _require_empty(new)
        refuse_incomplete(old)
        migrate(new)
        return copy_rows(old, new)


def digest(address: str) -> list[TableDigest]:
    """A digest of each table: two databases that hold the same have the same. Raises StoreUnusable."""
    with _opened(address) as engines:
        return digest_tables(engines)


@contextmanager
def _opened(address: str) -> Iterator[Engines]:
    engines = make_engines(address)
    try:
        yield engines
    except DBAPIError as error:
        raise unusable(error, engines) from error
    finally:
        engines.dispose()


@contextmanager
def _new_store(path: Path) -> Iterator[Engines]:
    with _opened(f"sqlite:///{path}") as engines:
        migrate(engines)
        yield engines
    _leave_log(path)


@contextmanager
def _new_file(target: Path) -> Iterator[Path]:
    """A private file beside `target`, which gets that name at the end; removed when something fails."""
    if target.exists():
        raise StoreCopyError(f"{target} exists. Name a new file.")
    part = target.with_name(f".{target.name}.part")
    os.close(os.open(part, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600))
    try:
        yield part
        _sync(part)
        part.rename(target)
    finally:
        for leftover in (part, *(part.with_name(part.name + end) for end in ("-wal", "-shm"))):
            with suppress(FileNotFoundError):
                leftover.unlink()


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _copy_sqlite(source: Path, target: Path) -> None:
    """SQLite's backup of one state in one step: writers in write-ahead mode go on meanwhile."""
    try:
        # `closing` matters: a connection's own context manager only commits.
        make_private(target)
        with closing(_open_existing(source)) as old, closing(sqlite3.connect(target)) as new:
            old.backup(new)
            if new.execute("PRAGMA integrity_check").fetchone() != ("ok",):
                raise sqlite3.DatabaseError("it is damaged")
        _leave_log(target)
    except sqlite3.Error as error:
        raise StoreCopyError(f"{source} cannot be copied to {target}: {error}.") from error


def _open_existing(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True)


def _leave_log(path: Path) -> None:
    """Makes a database one file again, which may be moved; the store turns its log on when it opens it."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")


def _restore_rows(source: Path, target: Engines) -> None:
    """By a private copy, since an older backup is upgraded before its rows fit."""
    with tempfile.TemporaryDirectory() as folder:
        private = Path(folder) / "backup.sqlite3"
        _copy_sqlite(source, private)
        with _opened(f"sqlite:///{private}") as old:
            migrate(old)
            migrate(target)
            copy_rows(old, target)


def _require_empty(engines: Engines) -> None:
    """Raises StoreCopyError for a database with a row of ours, StoreUnusable for another program's."""
    if engines.is_sqlite and not sqlite_path(engines.url).exists():
        make_folder(sqlite_path(engines.url).parent)
        return
    if found_revision(engines) is None:
        return
    with engines.reader.connect() as connection:
        missing = set(METADATA.tables) - set(inspect(connection).get_table_names())
        if missing:
            raise StoreCopyError(f"{engines.location} has older tables. Name an empty database.")
        refuse_filled(connection, engines)


def _kind_of(source: Path) -> bytes:
    with source.open("rb") as file:
        start = file.read(16)
    for kind in (_SQLITE, _ARCHIVE):
        if start.startswith(kind):
            return kind
    raise StoreCopyError(f"{source} is no backup that `cutover store backup` wrote.")


def _run(command: list[str], engines: Engines) -> None:
    """A program of PostgreSQL's; the address goes in the environment, where no process list shows it."""
    done = subprocess.run(  # noqa: S603 - the operator's own programs with our own options
        command,
        check=False,
        env=os.environ | _environment(engines),
        capture_output=True,
        text=True,
        timeout=_TOOL_SECONDS,
    )
    if done.returncode:
        lines = done.stderr.strip().splitlines() or ["it said nothing"]
        raise StoreCopyError(f"{Path(command[0]).name} failed: {lines[-1][:300]}")


def _environment(engines: Engines) -> dict[str, str]:
    url = engines.url
    found = {
        "PGHOST": url.host,
        "PGPORT": str(url.port) if url.port else None,
        "PGUSER": url.username,
        "PGPASSWORD": url.password,
        "PGDATABASE": url.database,
    }
    return {name: value for name, value in found.items() if value}
