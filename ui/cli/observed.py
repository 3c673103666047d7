"""`cutover problems observed`: how the problems went, for `check --observed`."""

from __future__ import annotations

import csv
import sys
from contextlib import closing
from dataclasses import astuple, fields

import click

from ui.settings import read_settings


@click.command()
def observed() -> None:
    """Print a CSV of how each problem of the served bank went at first answers.

    The facility is the share that was right. Answers too fast to count and those with extra time are
    counted apart. `cutover problems check --observed FILE` holds the difficulty labels against it.
    """
    from grader.rules.item_statistics import FirstAnswerStatistics  # noqa: PLC0415  the database's libraries take most of a second
    from ui.backend import open_backend  # noqa: PLC0415

    with closing(open_backend(read_settings())) as backend:
        found = backend.grader.statistics.first_answers()
    rows = csv.writer(sys.stdout, lineterminator="\n")
    rows.writerow(["id", *(one.name for one in fields(FirstAnswerStatistics))])
    rows.writerows(
        [problem, *astuple(statistics)] for problem, statistics in found.items() if any(astuple(statistics))
    )
