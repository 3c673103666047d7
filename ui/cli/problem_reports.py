"""`cutover problems reports`: which problems learners reported as wrong, how often, and in which words."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from typing import TYPE_CHECKING

import click

from ui.settings import read_settings

if TYPE_CHECKING:
    from grader.rules.problem_report import ReportDetail, ReportedProblem

# Of one problem; whoever reported it before said much the same.
_LISTED = 50
_LONGEST_ANSWER = 200


@click.command("reports")
@click.argument("problem", required=False)
def problem_reports(problem: str | None) -> None:
    """List the problems of the served bank that learners reported, or the reports of PROBLEM.

    A report comes with the attempt, what was answered, and never with a name.
    """
    from ui.backend import open_backend  # noqa: PLC0415  the database's libraries take most of a second

    with closing(open_backend(read_settings())) as backend:
        if problem is None:
            click.echo(as_table(backend.grader.problem_reports.counts()))
        else:
            click.echo(as_text(problem, backend.grader.problem_reports.of_problem(problem, _LISTED)))


def as_table(found: Sequence[ReportedProblem]) -> str:
    """A line for each problem: its reports, how many are of the problem as it stands, and the last day."""
    if not found:
        return "No problem was reported."
    width = max(len("problem"), *(len(one.problem) for one in found))
    head = f"{'problem':<{width}}  reports  as it stands  newest"
    rows = [
        f"{one.problem:<{width}}  {one.reports:>7}  {one.current:>12}  {one.newest:%Y-%m-%d}" for one in found
    ]
    return "\n".join([head, *rows, "", "`cutover problems reports PROBLEM` shows what was written."])


def as_text(problem: str, found: Sequence[ReportDetail]) -> str:
    """The reports of one problem, newest first."""
    if not found:
        return f"Nobody reported the problem {problem}."
    return "\n\n".join("\n".join(_lines(one)) for one in found)


def _lines(one: ReportDetail) -> list[str]:
    version = "" if one.current else ", of an earlier text or key"
    head = f"{one.at:%Y-%m-%d %H:%M}  attempt {one.attempt}, problem {one.position}{version}"
    answers = [
        f"  answered {answer[:_LONGEST_ANSWER]}: {'right' if right else 'not right'}"
        for answer, right in one.answers
    ]
    return [head, *answers, f"  {one.text or '(no words)'}"]
