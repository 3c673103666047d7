"""Rows of problems that were reported as wrong, one for each problem of an attempt."""

from __future__ import annotations

from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, func, insert, select, update

from grader.rules.problem_report import ProblemReport
from grader.store.engine import Transaction
from grader.store.tables import problem_reports

_ROW = problem_reports.c
_NAMES = tuple(field.name for field in fields(ProblemReport))
_NEWEST_FIRST = select(problem_reports).order_by(_ROW.at.desc(), _ROW.id)


def put(tx: Transaction, report: ProblemReport) -> None:
    """The report of its attempt and position; an earlier one gives way, and keeps its id."""
    same = (_ROW.attempt == report.attempt) & (_ROW.position == report.position)
    again = update(problem_reports).where(same).values(text=report.text, at=report.at)
    if tx.execute(again).rowcount == 0:
        tx.execute(insert(problem_reports).values(asdict(report)))


def count_others(tx: Transaction, report: ProblemReport, since: datetime) -> int:
    """How many other problems its learner has reported since then."""
    others = (_ROW.attempt != report.attempt) | (_ROW.position != report.position)
    counted = select(func.count()).where(_ROW.learner == report.learner, _ROW.at > since, others)
    return tx.execute(counted).scalar_one()


def of_bank(tx: Transaction, bank: str, problem: str | None = None) -> list[ProblemReport]:
    """Those of a bank, or of one problem of it, newest first."""
    wanted = _NEWEST_FIRST.where(_ROW.bank == bank)
    return _reports(tx, wanted if problem is None else wanted.where(_ROW.problem == problem))


def of_learner(tx: Transaction, learner: str) -> list[ProblemReport]:
    """Newest first."""
    return _reports(tx, _NEWEST_FIRST.where(_ROW.learner == learner))


def _reports(tx: Transaction, wanted: Select[Any]) -> list[ProblemReport]:
    return [_report(row) for row in tx.execute(wanted)]


def _report(row: Row[Any]) -> ProblemReport:
    return ProblemReport(**{name: row._mapping[name] for name in _NAMES})
