"""`cutover store`: the database from the command line."""

from __future__ import annotations

import shutil
from pathlib import Path

import click

from ui.format import count
from ui.settings import read_settings

# The database's libraries take most of a second, so each command imports them when it runs.


@click.group()
def store() -> None:
    """Look after the database."""


@store.command("upgrade")
def upgrade_command() -> None:
    """Bring the tables up to date. Stop the app first; a SQLite file is copied beside itself."""
    from grader.store.migrate import upgrade  # noqa: PLC0415

    done = upgrade(read_settings().database)
    if done.before == done.after:
        click.echo(f"The tables are up to date ({done.after}).")
        return
    click.echo(f"The tables are {done.after} now; before, they were {done.before or 'not there'}.")
    if done.backup is not None:
        click.echo(f"A copy from before lies at {done.backup}.")


@store.command("backup")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def backup_command(file: Path) -> None:
    """Write the database to the new FILE. The app may run meanwhile."""
    from grader.store.backup import backup  # noqa: PLC0415

    settings = read_settings()
    dump = shutil.which("pg_dump")
    backup(settings.database, file, dump)
    click.echo(f"The database is in {file} ({file.stat().st_size:,} bytes), for this user alone to read.")
    if not settings.database.startswith("sqlite") and dump is None:
        click.echo("pg_dump is not installed, so the file is a SQLite database with the same rows.")


@store.command("restore")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
def restore_command(file: Path) -> None:
    """Bring a backup back, into an empty database. Stop the app first."""
    from grader.store.backup import restore  # noqa: PLC0415

    restore(read_settings().database, file, shutil.which("pg_restore"))
    click.echo("The backup is restored. Run `cutover store upgrade` before you start the app.")


@store.command("copy")
@click.argument("address", envvar="CUTOVER_COPY_TO")
def copy_command(address: str) -> None:
    """Copy the database to the empty one at ADDRESS, such as postgresql://user:password@host/cutover.

    Stop the app first: what it saves after the copy began is not in the copy. The environment variable
    CUTOVER_COPY_TO names the address out of sight of other users.
    """
    from grader.store.backup import copy  # noqa: PLC0415

    digests = copy(read_settings().database, address)
    rows = sum(table.rows for table in digests)
    click.echo(f"{count(rows, 'row')} of {count(len(digests), 'table')} copied; all digests agree.")
    click.echo("Set CUTOVER_DB_URL to the new address, and start the app.")


@store.command("digest")
def digest_command() -> None:
    """Print the rows of each table and a digest: databases that hold the same print the same."""
    from grader.store.backup import digest  # noqa: PLC0415

    for table in digest(read_settings().database):
        click.echo(f"{table.table:<16}{table.rows:>10}  {table.digest}")
