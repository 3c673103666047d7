"""`cutover store`: the database from the command line."""

from __future__ import annotations

import click

from ui.settings import read_settings


@click.group()
def store() -> None:
    """Look after the database."""


@store.command("upgrade")
def upgrade_command() -> None:
    """Bring the tables up to date. Stop the app first; a SQLite file is copied beside itself."""
    from grader.store.migrate import upgrade  # noqa: PLC0415 - the database's libraries take most of a second

    done = upgrade(read_settings().database)
    if done.before == done.after:
        click.echo(f"The tables are up to date ({done.after}).")
        return
    click.echo(f"The tables are {done.after} now; before, they were {done.before or 'not there'}.")
    if done.backup is not None:
        click.echo(f"A copy from before lies at {done.backup}.")
