"""Everything that is kept of a learner, to take away: JSON in whole, CSV by problem.

Marks that are still hidden stay so.
"""

from __future__ import annotations

import csv
import io
import json
from dataclasses import asdict
from datetime import datetime
from typing import Any

from grader.rules.attempt import Attempt, Item, Try
from grader.rules.lab_attempt import LabAttempt
from grader.rules.problem_report import ProblemReport
from grader.service.presenters import shown_points
from grader.service.unit_of_work import Transactions, UnitOfWork
from grader.store import attempts, events, problem_reports
from grader.store import lab_attempts as labs
from grader.store.events import CLOCK, OPERATOR, AuditEvent

# What an event may tell of a mark: of an answer, and of the same answer marked again.
_MARKS = {"credit", "was", "is"}
_COLUMNS = (
    "attempt",
    "mode",
    "bank",
    "started_at",
    "finished_at",
    "extra_time",
    "position",
    "problem",
    "skill",
    "difficulty",
    "state",
    "close_reason",
    "tries",
    "hints",
    "right",
    "points",
    "answer",
)


class ExportService:
    """A learner's own data, as text."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def as_json(self, learner: str) -> str:
        """Everything that is kept of the learner, except marks that are still hidden."""
        return self._transactions.read(_as_json, learner)

    def as_csv(self, learner: str) -> str:
        """A row for each problem that was met."""
        return self._transactions.read(_as_csv, learner)


def _as_json(unit: UnitOfWork, learner: str) -> str:
    who = unit.learner(learner)
    done = attempts.of_learner(unit.tx, learner)
    hidden = {(one.id, item.position) for one in done for item in one.items if not _shown(one, item)}
    everything = {
        "learner": {"name": who.name, "extra_time": who.extra_time},
        "attempts": [_attempt(one) for one in done],
        "labs": [_lab(one) for one in labs.of_learner(unit.tx, learner, reports=True)],
        "reports": [_report(one) for one in problem_reports.of_learner(unit.tx, learner)],
        "events": [_event(event, hidden) for event in events.of_learner(unit.tx, learner)],
    }
    return json.dumps(everything, indent=2, ensure_ascii=False)


def _as_csv(unit: UnitOfWork, learner: str) -> str:
    """A header and a row for each problem that was met, newest attempt first."""
    unit.learner(learner)
    text = io.StringIO()
    rows = csv.DictWriter(text, _COLUMNS)
    rows.writeheader()
    for one in attempts.of_learner(unit.tx, learner):
        rows.writerows(_row(one, item) for item in one.items if item.started_at is not None)
    return text.getvalue()


def _shown(one: Attempt, item: Item) -> bool:
    return one.policy.feedback or _is_revealed(item)


def _is_revealed(item: Item) -> bool:
    """Whether answers may be shown: they name pieces by ids, which may give away what the piece is."""
    return item.revealed_at is not None


def _attempt(one: Attempt) -> dict[str, Any]:
    return {
        "id": one.id,
        "mode": one.mode,
        "bank": one.bank,
        "extra_time": one.extra_time,
        "started_at": _at(one.started_at),
        "finished_at": _at(one.finished_at),
        "imported_at": _at(one.imported_at),
        "problems": [_item(one, item) for item in one.items if item.started_at is not None],
    }


def _item(one: Attempt, item: Item) -> dict[str, Any]:
    return {
        "position": item.position,
        "problem": item.problem,
        "skill": item.skill,
        "difficulty": item.difficulty,
        "started_at": _at(item.started_at),
        "deadline": _at(item.deadline),
        "closed_at": _at(item.closed_at),
        "close_reason": item.close_reason,
        "hints": item.hints,
        "draft": _draft(item.draft) if _is_revealed(item) else None,
        "points": shown_points(one, item),
        "tries": [_try(tried, shown=_shown(one, item), named=_is_revealed(item)) for tried in item.tries],
    }


def _lab(one: LabAttempt) -> dict[str, Any]:
    return {
        "id": one.id,
        "lab": one.scenario,
        "title": one.title,
        "started_at": _at(one.started_at),
        "deadline": _at(one.deadline),
        "ended_at": _at(one.ended_at),
        "resets": one.resets,
        "solution_shown_at": _at(one.revealed_at),
        "earned": one.earned,
        "points": one.points,
        "checks": [asdict(check) for check in one.checks],
        "verdict": asdict(one.verdict) if one.verdict else None,
        "report": json.loads(one.report) if one.report else None,
    }


def _report(one: ProblemReport) -> dict[str, Any]:
    return {
        "at": _at(one.at),
        "attempt": one.attempt,
        "position": one.position,
        "problem": one.problem,
        "text": one.text,
    }


def _draft(stored: str | None) -> object:
    """The draft; a damaged one as the text that is kept, since everything is to be had."""
    try:
        return None if stored is None else json.loads(stored)
    except ValueError:
        return stored


def _try(one: Try, *, shown: bool, named: bool) -> dict[str, Any]:
    answer = json.loads(one.answer) if named else None
    always = {"number": one.number, "answer": answer, "at": _at(one.at), "hints": one.hints}
    return always | ({"right": one.passed, "credit": one.credit} if shown else {})


def _event(event: AuditEvent, hidden: set[tuple[str, int]]) -> dict[str, Any]:
    secret = _MARKS if (event.attempt, event.position) in hidden else set()
    detail = {key: value for key, value in event.detail.items() if key not in secret}
    return {
        "at": _at(event.at),
        "kind": event.kind,
        "attempt": event.attempt,
        "lab_attempt": event.lab_attempt,
        "by": _actor(event),
        "position": event.position,
        "detail": detail,
    }


def _actor(event: AuditEvent) -> str:
    """Who acted; other people's ids stay with the server."""
    if event.actor == event.learner:
        return "learner"
    return event.actor if event.actor in (CLOCK, OPERATOR) else "instructor"


def _row(one: Attempt, item: Item) -> dict[str, Any]:
    shown, points = _is_revealed(item), shown_points(one, item)
    return {
        "attempt": one.id,
        "mode": one.mode,
        "bank": one.bank,
        "started_at": _at(item.started_at),
        "finished_at": _at(item.closed_at),
        "extra_time": one.extra_time,
        "position": item.position,
        "problem": item.problem,
        "skill": item.skill,
        "difficulty": item.difficulty,
        "state": item.state,
        "close_reason": item.close_reason,
        "tries": item.tries_used,
        "hints": item.hints,
        "right": item.right if shown else None,
        "points": None if points is None else round(points, 3),
        "answer": item.tries[-1].answer if item.tries and shown else None,
    }


def _at(instant: datetime | None) -> str | None:
    return instant.isoformat() if instant is not None else None
