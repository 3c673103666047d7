"""Which version of the tables a database has, and which versions this code knows.

Read without Alembic, whose import costs as much as the rest of the store and is needed only to migrate.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect

from grader.errors import StoreUnusable
from grader.store.engine import Engines

MIGRATIONS = Path(__file__).parent / "migrations"


def known_revisions(migrations: Path = MIGRATIONS) -> list[str]:
    """Oldest first: each script is named after its revision, `0001_first_tables.py`."""
    return sorted(script.name.split("_")[0] for script in (migrations / "versions").glob("[0-9]*.py"))


def found_revision(engines: Engines) -> str | None:
    """None for a database without tables. Raises StoreUnusable for one with another program's."""
    with engines.reader.connect() as connection:
        tables = inspect(connection).get_table_names()
        if "alembic_version" in tables:
            return revision_in(connection)
    if tables:
        raise StoreUnusable(
            f"{engines.location} holds another program's tables. "
            "Name a database of its own in CUTOVER_DB_URL."
        )
    return None


def revision_in(connection: Connection) -> str | None:
    """The revision that the last migration recorded."""
    found: str | None = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return found


def refuse_unknown(engines: Engines, found: str, migrations: Path = MIGRATIONS) -> None:
    """Raises StoreUnusable for a revision that a later Cutover made."""
    if found not in known_revisions(migrations):
        raise StoreUnusable(
            f"{engines.location} was made by a newer Cutover (its tables are {found}). "
            "Install that version, or name another database in CUTOVER_DB_URL."
        )


def refuse_old(engines: Engines, found: str, migrations: Path = MIGRATIONS) -> None:
    """Raises StoreUnusable unless the tables are the newest that this code knows."""
    refuse_unknown(engines, found, migrations)
    if found != known_revisions(migrations)[-1]:
        raise StoreUnusable(
            f"{engines.location} was made by an older Cutover (its tables are {found}). "
            "Stop the app and run `cutover store upgrade`: it keeps a copy first."
        )
