"""`cutover problems regrade`: mark logged answers again when a key was mended."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import click

from grader.views.regrade import Regrade
from ui.settings import read_settings

if TYPE_CHECKING:
    from grader.service import Grader

# Learners who are listed; with more of them the sums say it.
_LISTED = 20


@click.command()
@click.argument("problem")
@click.option("--yes", is_flag=True, help="Write without asking.")
def regrade(problem: str, yes: bool) -> None:
    """Replay the logged answers to PROBLEM under the bank as it is now.

    Says who gains and who loses before it writes. The old marks stay in each learner's history; nobody's
    tries, hints or times change.
    """
    from ui.backend import open_backend  # noqa: PLC0415  the database's libraries take most of a second

    with closing(open_backend(read_settings())) as backend:
        _regrade(backend.grader, problem, yes)


def _regrade(grader: Grader, problem: str, yes: bool) -> None:
    preview = grader.regrading.preview(problem)
    _tell(preview)
    if not preview.items or len(preview.unreadable) == len(preview.items):
        click.echo("There is nothing to write.")
        return
    if not yes:
        click.confirm("Write the new marks", abort=True)
    written = grader.regrading.apply(problem)
    click.echo(
        f"Marked {len(written.items) - len(written.unreadable)} anew. The old marks are in the history."
    )


def _tell(preview: Regrade) -> None:
    same = len(preview.items) - len(preview.gain) - len(preview.lose) - len(preview.unreadable)
    click.echo(
        f"{preview.problem}: {len(preview.items)} closed under another text or key."
        f" {len(preview.gain)} would gain, {len(preview.lose)} would lose, {same} stay as they are,"
        f" {len(preview.unreadable)} can't be read any more and keep their marks."
    )
    for one in (*preview.gain, *preview.lose)[:_LISTED]:
        day = f"{one.closed_at:%Y-%m-%d}" if one.closed_at else "-"
        click.echo(f"  {one.points_before:.2f} -> {one.points_now:.2f}  {day}  {one.learner}")
