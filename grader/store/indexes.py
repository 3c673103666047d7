"""Indexes over a part of their table, for whatever makes or compares tables.

Each names both databases, and SQLAlchemy imports a database's dialect to check what is said for it: what
only reads and writes rows need not wait for PostgreSQL's.
"""

from __future__ import annotations

from sqlalchemy import Column, Index, MetaData, text

from grader.store.tables import METADATA, attempts, items, lab_attempts


def whole_metadata() -> MetaData:
    """The tables with all their indexes."""
    return METADATA


def _partial(name: str, *columns: Column[object], where: str, unique: bool = False) -> None:
    Index(name, *columns, unique=unique, sqlite_where=text(where), postgresql_where=text(where))


_partial(
    "uq_attempts_unfinished",
    attempts.c.learner,
    attempts.c.bank,
    attempts.c.mode,
    where="finished_at IS NULL AND part IS NULL",
    unique=True,
)
_partial("uq_attempts_part", attempts.c.learner, attempts.c.part, where="part IS NOT NULL", unique=True)
_partial("ix_items_running", items.c.deadline, where="state = 'open'")
_partial("uq_lab_attempts_unfinished", lab_attempts.c.learner, where="ended_at IS NULL", unique=True)
_partial("ix_lab_attempts_running", lab_attempts.c.deadline, where="ended_at IS NULL")
