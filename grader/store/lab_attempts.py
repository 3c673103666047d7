"""Rows of attempts at labs: added, and changed only while they are open and in time."""

from __future__ import annotations

import json
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, insert, null, or_, select, update

from grader.rules.lab_attempt import LabAttempt, LabCheck
from grader.store.engine import Transaction
from grader.store.errors import Conflict
from grader.store.tables import lab_attempts
from problems.verdict import Verdict

_ROW = lab_attempts.c
_PLAIN = tuple(field.name for field in fields(LabAttempt) if field.name not in ("checks", "verdict"))


def find(tx: Transaction, learner: str, attempt: str) -> LabAttempt | None:
    """The learner's own attempt; somebody else's is none."""
    return _one(tx, (_ROW.id == attempt) & (_ROW.learner == learner))


def lock(tx: Transaction, learner: str, attempt: str) -> LabAttempt | None:
    """As `find`, while whoever else wants to write it waits."""
    return _one(tx, (_ROW.id == attempt) & (_ROW.learner == learner), alone=True)


def unfinished(tx: Transaction, learner: str) -> LabAttempt | None:
    """The one that is open; a learner has at most one."""
    return _one(tx, (_ROW.learner == learner) & _ROW.ended_at.is_(None))


def of_learner(tx: Transaction, learner: str, *, reports: bool = False) -> list[LabAttempt]:
    """All of them, newest first, with their reports or without."""
    columns = [column if reports or column is not _ROW.report else null().label("report") for column in _ROW]
    newest_first = select(*columns).where(_ROW.learner == learner).order_by(_ROW.started_at.desc(), _ROW.id)
    return [_attempt(row) for row in tx.execute(newest_first)]


def overdue(tx: Transaction, now: datetime) -> list[tuple[str, str]]:
    """Pairs (learner, attempt) of those whose namespace is over."""
    late = or_(_ROW.deadline <= now, _ROW.deadline <= _ROW.seen_at)
    rows = tx.execute(select(_ROW.learner, _ROW.id).where(_ROW.ended_at.is_(None), late).order_by(_ROW.id))
    return [(learner, attempt) for learner, attempt in rows]


def add(tx: Transaction, lab: LabAttempt) -> None:
    tx.execute(insert(lab_attempts).values(_values(lab)))


def change(tx: Transaction, before: LabAttempt, after: LabAttempt) -> None:
    """Writes what differs. Raises Conflict when the row has ended or changed, or is too late."""
    if before == after:
        return
    unmoved = (_ROW.seen_at == before.seen_at) & (_ROW.resets == before.resets) & _ROW.ended_at.is_(None)
    if after.ended_at is None:
        unmoved &= _ROW.deadline > after.seen_at
    moved = update(lab_attempts).where(_ROW.id == before.id, unmoved).values(_values(after))
    if tx.execute(moved.returning(_ROW.id)).first() is None:
        raise Conflict


def _one(tx: Transaction, which: ColumnElement[bool], *, alone: bool = False) -> LabAttempt | None:
    wanted = select(lab_attempts).where(which)
    row = tx.execute(wanted.with_for_update() if alone else wanted).one_or_none()
    return _attempt(row) if row else None


def _attempt(row: Row[Any]) -> LabAttempt:
    found = row._mapping
    checks = tuple(LabCheck(**check) for check in json.loads(found["checks"]))
    verdict = Verdict(found["outcome"], found["reason"]) if found["outcome"] else None
    return LabAttempt(**{name: found[name] for name in _PLAIN}, checks=checks, verdict=verdict)


def _values(lab: LabAttempt) -> dict[str, Any]:
    return {name: getattr(lab, name) for name in _PLAIN} | {
        "checks": json.dumps([asdict(check) for check in lab.checks], ensure_ascii=False),
        "outcome": lab.verdict.outcome if lab.verdict else None,
        "reason": lab.verdict.reason if lab.verdict else None,
    }
