"""Attempts at labs, with the report that each left."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Instants are whole microseconds."""
    op.create_table(
        "lab_attempts",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("learner", sa.String(length=32), nullable=False),
        sa.Column("scenario", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("fingerprint", sa.String(length=16), nullable=False),
        sa.Column("place", sa.String(length=63), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("deadline", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.Column("resets", sa.Integer(), nullable=False),
        sa.Column("revealed_at", sa.BigInteger()),
        sa.Column("checks", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.BigInteger()),
        sa.Column("outcome", sa.String(length=12)),
        sa.Column("reason", sa.Text()),
        sa.Column("report", sa.Text()),
        sa.CheckConstraint("outcome IN ('pass', 'fail', 'inconclusive')", name="ck_lab_attempts_outcome"),
        sa.CheckConstraint("resets >= 0", name="ck_lab_attempts_resets"),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (outcome IS NULL)", name="ck_lab_attempts_ended_with_an_outcome"
        ),
        sa.ForeignKeyConstraint(
            ["learner"], ["learners.id"], name="fk_lab_attempts_learner", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_lab_attempts"),
    )
    op.create_index("ix_lab_attempts_learner_started_at", "lab_attempts", ["learner", "started_at"])
    _index_unfinished("uq_lab_attempts_unfinished", "learner", unique=True)
    _index_unfinished("ix_lab_attempts_running", "deadline", unique=False)


def _index_unfinished(name: str, column: str, *, unique: bool) -> None:
    unfinished = sa.text("ended_at IS NULL")
    op.create_index(
        name,
        "lab_attempts",
        [column],
        unique=unique,
        sqlite_where=unfinished,
        postgresql_where=unfinished,
    )
