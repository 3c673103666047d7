"""Audit events, one row each, never changed: written in the transaction of what they record."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, insert, select

from grader.store.engine import Transaction
from grader.store.tables import events

# Actors that are nobody: a deadline that passed, and whoever runs a command on the server.
CLOCK, OPERATOR = "clock", "operator"
_ADD = insert(events)
_OF_LEARNER = (
    select(events).where(events.c.learner == bindparam("learner")).order_by(events.c.at, events.c.id)
)


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """A change to what is `learner`'s or a class's; `actor` is who made it: a person's id, CLOCK or OPERATOR.

    `kind` is a word like `answered`; `attempt`, `lab_attempt` and `classroom` are ids; `detail` holds plain
    values. An act of an instructor that concerns no learner has none.
    """

    id: str
    learner: str | None
    actor: str
    kind: str
    at: datetime
    attempt: str | None = None
    lab_attempt: str | None = None
    position: int | None = None
    classroom: str | None = None
    detail: dict[str, object] = field(default_factory=dict)


def append(tx: Transaction, new: Iterable[AuditEvent]) -> None:
    """In one statement."""
    rows = [asdict(event) | {"detail": json.dumps(event.detail, sort_keys=True)} for event in new]
    if rows:
        tx.execute(_ADD, rows)


def of_learner(tx: Transaction, learner: str) -> list[AuditEvent]:
    """Oldest first."""
    return _events(tx.execute(_OF_LEARNER, {"learner": learner}))


def of_class(tx: Transaction, classroom: str) -> list[AuditEvent]:
    """What its staff did to the class, and who joined or called; oldest first."""
    wanted = select(events).where(events.c.classroom == classroom)
    return _events(tx.execute(wanted.order_by(events.c.at, events.c.id)))


def _events(rows: Iterable[Row[Any]]) -> list[AuditEvent]:
    return [AuditEvent(**{**row._asdict(), "detail": json.loads(row.detail)}) for row in rows]
