"""What learners report as wrong with a problem, and attempts that came from a learner's own download."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

_ID = sa.String(length=32)


def upgrade() -> None:
    """No attempt was imported yet. Instants are whole microseconds."""
    op.add_column("attempts", sa.Column("imported_at", sa.BigInteger(), nullable=True))
    op.create_table(
        "problem_reports",
        sa.Column("id", _ID, nullable=False),
        sa.Column("learner", _ID, nullable=False),
        sa.Column("attempt", _ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("bank", sa.String(length=60), nullable=False),
        sa.Column("problem", sa.String(length=60), nullable=False),
        sa.Column("fingerprint", sa.String(length=16), nullable=False),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["learner"], ["learners.id"], name="fk_problem_reports_learner", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["attempt", "position"],
            ["items.attempt", "items.position"],
            name="fk_problem_reports_attempt_position",
            ondelete="CASCADE",
        ),
        sa.UniqueConstraint("attempt", "position", name="uq_problem_reports_attempt_position"),
        sa.PrimaryKeyConstraint("id", name="pk_problem_reports"),
    )
    op.create_index("ix_problem_reports_learner_at", "problem_reports", ["learner", "at"])
    op.create_index("ix_problem_reports_bank_problem", "problem_reports", ["bank", "problem"])
