"""What happened, one row each, never changed: written in the transaction of what it records."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, fields
from datetime import datetime

from sqlalchemy import bindparam, insert, select

from grader.store.engine import Transaction
from grader.store.tables import events

_ADD = insert(events)
_OF_LEARNER = (
    select(events).where(events.c.learner == bindparam("learner")).order_by(events.c.at, events.c.id)
)


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """`kind` is a word like `answered`; `detail` holds what can be told in plain values."""

    id: str
    learner: str
    kind: str
    at: datetime
    attempt: str | None = None
    position: int | None = None
    detail: dict[str, object] = field(default_factory=dict)


def append(tx: Transaction, event: AuditEvent) -> None:
    values = {field.name: getattr(event, field.name) for field in fields(event)}
    tx.execute(_ADD, values | {"detail": json.dumps(event.detail, sort_keys=True)})


def of_learner(tx: Transaction, learner: str) -> list[AuditEvent]:
    """Oldest first."""
    rows = tx.execute(_OF_LEARNER, {"learner": learner})
    return [AuditEvent(**{**row._asdict(), "detail": json.loads(row.detail)}) for row in rows]
