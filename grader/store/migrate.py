"""Makes the tables of a new database, and brings an old one up to date when asked.

A database is never migrated by surprise: `Store.open` refuses an old one with the command, and `upgrade`
makes a copy first. A migration and the record that it ran are one transaction, on both databases.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, inspect
from sqlalchemy.exc import DBAPIError

from grader.errors import StoreUnusable
from grader.store.engine import Engines, make_engines, sqlite_path
from grader.store.errors import unusable
from grader.store.private_files import make_private
from grader.store.revision import MIGRATIONS, found_revision, known_revisions, refuse_unknown, revision_in

# Any number of ours: it keeps two replicas that start at once from both making the tables.
_ADVISORY_LOCK = 7_201_998_044


@dataclass(frozen=True, slots=True)
class Upgrade:
    """What an upgrade did. `backup` is the copy of a SQLite file; None when nothing was to be done."""

    before: str | None
    after: str
    backup: Path | None


def upgrade(address: str, migrations: Path = MIGRATIONS) -> Upgrade:
    """Brings an older database up to date; a SQLite file is copied beside itself first.

    Before PostgreSQL, run pg_dump; a migration that fails changes nothing there either. Stop the app first:
    it must not write with old code into new tables. Raises StoreUnusable.
    """
    engines = make_engines(address)
    try:
        found = found_revision(engines)
        if found is not None:
            refuse_unknown(engines, found, migrations)
        return Upgrade(found, known_revisions(migrations)[-1], migrate(engines, migrations))
    except DBAPIError as error:
        raise unusable(error, engines) from error
    finally:
        engines.dispose()


def migrate(engines: Engines, migrations: Path = MIGRATIONS) -> Path | None:
    """Runs what is missing, under a lock that lets one process at a time decide what that is.

    Returns the copy of a SQLite file that held something before.
    """
    with _migration_transaction(engines) as connection:
        held = "alembic_version" in inspect(connection).get_table_names()
        newest = known_revisions(migrations)[-1]
        if held and revision_in(connection) == newest:
            return None
        backup = _copy(sqlite_path(engines.url), newest) if held and engines.is_sqlite else None
        command.upgrade(_config(migrations, connection), "head")
        if engines.is_sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
            raise StoreUnusable(f"The upgrade of {engines.location} would lose rows; nothing was changed.")
        return backup


@contextmanager
def _migration_transaction(engines: Engines) -> Iterator[Connection]:
    """One transaction around every step. SQLite moves and copies tables: dropping one must not cascade."""
    if not engines.is_sqlite:
        with engines.writer.begin() as connection:
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_ADVISORY_LOCK})")
            yield connection
        return
    with engines.writer.connect() as connection:
        raw = connection.connection.driver_connection
        assert isinstance(raw, sqlite3.Connection)
        raw.execute("PRAGMA foreign_keys = OFF")
        try:
            with connection.begin():
                yield connection
        finally:
            raw.execute("PRAGMA foreign_keys = ON")


def _copy(source: Path, newest: str) -> Path:
    """A consistent copy beside the file, of what was there before this transaction."""
    names = (source.with_name(f"{source.name}.before-{newest}{suffix}") for suffix in _suffixes())
    target = next(name for name in names if not name.exists())
    # SQLite fills an empty file, and leaves its mode as it is.
    make_private(target)
    with closing(sqlite3.connect(source)) as connection:
        connection.execute("VACUUM INTO ?", (str(target),))
    return target


def _suffixes() -> Iterator[str]:
    yield ""
    yield from (f"-{number}" for number in range(2, 1000))


def _config(migrations: Path, connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(migrations).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
