"""Which tables the database has: made when it is new, checked when it is not, upgraded when asked.

An old database is never migrated by surprise: `Store.open` refuses it with the command, and `upgrade` makes
a copy first. A migration and the record that it ran are one transaction, on both databases.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect
from sqlalchemy.exc import DBAPIError

from grader.errors import StoreUnusable
from grader.store.engine import Engines, make_engines, sqlite_path
from grader.store.failures import unusable

MIGRATIONS = Path(__file__).parent / "migrations"
# Any number of ours: it keeps two replicas that start at once from both making the tables.
_ADVISORY_LOCK = 7_201_998_044


@dataclass(frozen=True, slots=True)
class Upgrade:
    """What an upgrade did. `backup` is the copy of a SQLite file; None when nothing was to be done."""

    before: str | None
    after: str
    backup: Path | None


def ensure_tables(engines: Engines, migrations: Path = MIGRATIONS) -> None:
    """Makes the tables of an empty database. Raises StoreUnusable for an old, newer or foreign one."""
    newest = _newest(migrations)
    with _guarded(engines):
        with engines.reader.connect() as connection:
            found = _revision(connection)
            foreign = found is None and bool(inspect(connection).get_table_names())
        if foreign:
            raise StoreUnusable(
                f"{engines.place} holds another program's tables. "
                "Name a database of its own in CUTOVER_DB_URL."
            )
        if found is None:
            _migrate(engines, migrations)
        elif found != newest:
            raise StoreUnusable(_stale(engines, found, migrations))


def upgrade(address: str, migrations: Path = MIGRATIONS) -> Upgrade:
    """Brings an older database up to date; a SQLite file is copied beside itself first.

    Before PostgreSQL, run pg_dump; a migration that fails changes nothing there either. Stop the app first:
    it must not write with old code into new tables. Raises StoreUnusable.
    """
    engines = make_engines(address)
    newest = _newest(migrations)
    with ExitStack() as stack:
        stack.callback(engines.dispose)
        stack.enter_context(_guarded(engines))
        with engines.reader.connect() as connection:
            found = _revision(connection)
        if found is not None and found not in _known(migrations):
            raise StoreUnusable(_stale(engines, found, migrations))
        return Upgrade(found, newest, _migrate(engines, migrations))


@contextmanager
def _guarded(engines: Engines) -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        raise unusable(error, engines) from error


def _migrate(engines: Engines, migrations: Path) -> Path | None:
    """Runs what is missing, under a lock that lets one process at a time decide what that is."""
    with _migration_transaction(engines) as connection:
        found = _revision(connection)
        newest = _newest(migrations)
        if found == newest:
            return None
        backup = _copy(engines, newest) if found and engines.is_sqlite else None
        command.upgrade(_config(migrations, connection), "head")
        if engines.is_sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
            raise StoreUnusable(f"The upgrade of {engines.place} would lose rows; nothing was changed.")
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


def _copy(engines: Engines, newest: str) -> Path:
    """A consistent copy of the file, of what was there before this transaction."""
    source = sqlite_path(engines.url)
    names = (source.with_name(f"{source.name}.before-{newest}{suffix}") for suffix in _suffixes())
    target = next(name for name in names if not name.exists())
    with closing(sqlite3.connect(source)) as connection:
        connection.execute("VACUUM INTO ?", (str(target),))
    return target


def _suffixes() -> Iterator[str]:
    yield ""
    yield from (f"-{number}" for number in range(2, 1000))


def _stale(engines: Engines, found: str, migrations: Path) -> str:
    if found in _known(migrations):
        return (
            f"{engines.place} was made by an older Cutover (its tables are {found}). "
            "Stop the app and run `cutover store upgrade`: it keeps a copy first."
        )
    return (
        f"{engines.place} was made by a newer Cutover (its tables are {found}). "
        "Install that version, or name another database in CUTOVER_DB_URL."
    )


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _newest(migrations: Path) -> str:
    head = ScriptDirectory.from_config(_config(migrations)).get_current_head()
    assert head is not None
    return head


def _known(migrations: Path) -> set[str]:
    return {script.revision for script in ScriptDirectory.from_config(_config(migrations)).walk_revisions()}


def _config(migrations: Path, connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(migrations).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
