"""The tables, as the code sees them; `migrations/` makes them, and a test keeps the two alike.

Ids are 32 hex digits made in Python. Every constraint has a name, since a later migration must be able to
name what it changes. The rules that must hold whatever the code does are constraints: one try per number,
one try per request and, in `indexes`, one unfinished attempt per mode.
"""

from __future__ import annotations

from typing import get_args

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from grader.rules.attempt import CloseReason, ExtraTime, ItemState
from grader.rules.problem_report import LONGEST_REPORT
from grader.store.column_types import DurationColumn, InstantColumn
from problems.model import Difficulty
from problems.verdict import Outcome

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

ID = String(32)
NAME = String(60)


def one_of(column: str, literal: object) -> CheckConstraint:
    """The column holds one of the words of a `Literal`."""
    words = ", ".join(f"'{word}'" for word in get_args(literal))
    return CheckConstraint(f"{column} IN ({words})", name=column)


learners = Table(
    "learners",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("name", String(80), nullable=False),
    Column("extra_time", String(10), nullable=False),
    Column("created_at", InstantColumn, nullable=False),
    one_of("extra_time", ExtraTime),
)

devices = Table(
    "devices",
    METADATA,
    Column("id", String(64), primary_key=True),
    Column("learner", ForeignKey("learners.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("bound_at", InstantColumn, nullable=False),
)

link_codes = Table(
    "link_codes",
    METADATA,
    Column("digest", String(64), primary_key=True),
    Column("learner", ForeignKey("learners.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("expires_at", InstantColumn, nullable=False),
    Column("used_by", String(64)),
)

code_guesses = Table(
    "code_guesses",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("device", String(64), nullable=False),
    Column("at", InstantColumn, nullable=False),
    Index(None, "device", "at"),
)

attempts = Table(
    "attempts",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("learner", ForeignKey("learners.id", ondelete="CASCADE"), nullable=False),
    Column("mode", String(20), nullable=False),
    Column("bank", NAME, nullable=False),
    Column("seed", BigInteger, nullable=False),
    Column("extra_time", String(10), nullable=False),
    Column("position", Integer, nullable=False),
    Column("started_at", InstantColumn, nullable=False),
    Column("seen_at", InstantColumn, nullable=False),
    Column("finished_at", InstantColumn),
    Column("part", ForeignKey("class_parts.id", ondelete="SET NULL"), index=True),
    Column("paused_at", InstantColumn),
    Column("time_owed", DurationColumn, nullable=False),
    Column("withholds_feedback", Boolean, nullable=False),
    Column("withholds_solutions", Boolean, nullable=False),
    Column("imported_at", InstantColumn),
    Index(None, "learner", "started_at"),
    one_of("extra_time", ExtraTime),
    CheckConstraint("position >= 1", name="position"),
)

items = Table(
    "items",
    METADATA,
    Column("attempt", ForeignKey("attempts.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("problem", NAME, nullable=False),
    Column("fingerprint", String(16), nullable=False),
    Column("seed", BigInteger, nullable=False),
    Column("skill", NAME, nullable=False),
    Column("difficulty", String(10), nullable=False),
    Column("guess", Float, nullable=False),
    Column("tries_allowed", Integer, nullable=False),
    Column("state", String(10), nullable=False),
    Column("time_limit", DurationColumn),
    Column("started_at", InstantColumn),
    Column("deadline", InstantColumn),
    Column("tries_used", Integer, nullable=False),
    Column("hints", Integer, nullable=False),
    Column("draft", Text),
    Column("draft_revision", Integer, nullable=False),
    Column("draft_saved_at", InstantColumn),
    Column("close_reason", String(20)),
    Column("closed_at", InstantColumn),
    Column("revealed_at", InstantColumn),
    one_of("state", ItemState),
    one_of("difficulty", Difficulty),
    one_of("close_reason", CloseReason),
    CheckConstraint("tries_used BETWEEN 0 AND tries_allowed", name="tries_used"),
    CheckConstraint("(state = 'closed') = (close_reason IS NOT NULL)", name="closed_for_a_reason"),
)

tries = Table(
    "tries",
    METADATA,
    Column("attempt", ID, primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("answer", Text, nullable=False),
    Column("credit", Float, nullable=False),
    Column("passed", Boolean, nullable=False),
    Column("reason", Text, nullable=False),
    Column("fingerprint", String(16), nullable=False),
    Column("hints", Integer, nullable=False),
    Column("at", InstantColumn, nullable=False),
    Column("given_by", String(10), nullable=False),
    Column("request", String(64)),
    ForeignKeyConstraint(["attempt", "position"], ["items.attempt", "items.position"], ondelete="CASCADE"),
    UniqueConstraint("attempt", "request"),
    CheckConstraint("number >= 1", name="number"),
    CheckConstraint("credit BETWEEN 0 AND 1", name="credit"),
    CheckConstraint("given_by IN ('learner', 'clock')", name="given_by"),
)

# One for each problem of an attempt; it says nothing of its learner but by these two ids.
problem_reports = Table(
    "problem_reports",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("learner", ForeignKey("learners.id", ondelete="CASCADE"), nullable=False),
    Column("attempt", ID, nullable=False),
    Column("position", Integer, nullable=False),
    Column("bank", NAME, nullable=False),
    Column("problem", NAME, nullable=False),
    Column("fingerprint", String(16), nullable=False),
    Column("text", String(LONGEST_REPORT), nullable=False),
    Column("at", InstantColumn, nullable=False),
    ForeignKeyConstraint(["attempt", "position"], ["items.attempt", "items.position"], ondelete="CASCADE"),
    UniqueConstraint("attempt", "position"),
    Index(None, "learner", "at"),
    Index(None, "bank", "problem"),
)

# `checks` and `report` are JSON: they are read whole, and no condition ever looks into them.
lab_attempts = Table(
    "lab_attempts",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("learner", ForeignKey("learners.id", ondelete="CASCADE"), nullable=False),
    Column("scenario", NAME, nullable=False),
    Column("title", String(80), nullable=False),
    Column("fingerprint", String(16), nullable=False),
    Column("namespace", String(63), nullable=False),
    Column("points", Integer, nullable=False),
    Column("started_at", InstantColumn, nullable=False),
    Column("deadline", InstantColumn, nullable=False),
    Column("seen_at", InstantColumn, nullable=False),
    Column("resets", Integer, nullable=False),
    Column("revealed_at", InstantColumn),
    Column("checks", Text, nullable=False),
    Column("ended_at", InstantColumn),
    Column("outcome", String(12)),
    Column("reason", Text),
    Column("report", Text),
    Index(None, "learner", "started_at"),
    one_of("outcome", Outcome),
    CheckConstraint("resets >= 0", name="resets"),
    CheckConstraint("(ended_at IS NULL) = (outcome IS NULL)", name="ended_with_an_outcome"),
)

# Append-only: nothing updates a row, and only forgetting its learner or its class deletes it.
events = Table(
    "events",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("learner", ForeignKey("learners.id", ondelete="CASCADE")),
    Column("classroom", ForeignKey("classrooms.id", ondelete="CASCADE"), index=True),
    Column("attempt", ForeignKey("attempts.id", ondelete="CASCADE"), index=True),
    Column("lab_attempt", ForeignKey("lab_attempts.id", ondelete="CASCADE"), index=True),
    Column("position", Integer),
    Column("actor", String(64), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("at", InstantColumn, nullable=False),
    Column("detail", Text, nullable=False),
    Index(None, "learner", "at"),
)
