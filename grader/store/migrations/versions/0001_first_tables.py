"""The first tables: learners, their devices and codes, attempts with items and tries, and events."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Instants and durations are whole microseconds."""
    _learners()
    _devices()
    _carry_codes()
    _code_guesses()
    _attempts()
    _items()
    _tries()
    _events()


def _learners() -> None:
    op.create_table(
        "learners",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("extra_time", sa.String(length=10), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("extra_time IN ('1', '1.5', '2', 'untimed')", name="ck_learners_extra_time"),
        sa.PrimaryKeyConstraint("id", name="pk_learners"),
    )


def _devices() -> None:
    op.create_table(
        "devices",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("learner", sa.String(length=32), nullable=False),
        sa.Column("bound_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["learner"], ["learners.id"], name="fk_devices_learner", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_devices"),
    )
    op.create_index("ix_devices_learner", "devices", ["learner"])


def _carry_codes() -> None:
    op.create_table(
        "carry_codes",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("learner", sa.String(length=32), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("used_by", sa.String(length=64)),
        sa.ForeignKeyConstraint(
            ["learner"], ["learners.id"], name="fk_carry_codes_learner", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("digest", name="pk_carry_codes"),
    )
    op.create_index("ix_carry_codes_learner", "carry_codes", ["learner"])


def _code_guesses() -> None:
    op.create_table(
        "code_guesses",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("device", sa.String(length=64), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_code_guesses"),
    )
    op.create_index("ix_code_guesses_device_at", "code_guesses", ["device", "at"])


def _attempts() -> None:
    op.create_table(
        "attempts",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("learner", sa.String(length=32), nullable=False),
        sa.Column("mode", sa.String(length=20), nullable=False),
        sa.Column("bank", sa.String(length=60), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("extra_time", sa.String(length=10), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.Column("finished_at", sa.BigInteger()),
        sa.CheckConstraint("extra_time IN ('1', '1.5', '2', 'untimed')", name="ck_attempts_extra_time"),
        sa.CheckConstraint("mode IN ('challenge', 'practice', 'test')", name="ck_attempts_mode"),
        sa.CheckConstraint("position >= 1", name="ck_attempts_position"),
        sa.ForeignKeyConstraint(["learner"], ["learners.id"], name="fk_attempts_learner", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_attempts"),
    )
    op.create_index("ix_attempts_learner_started_at", "attempts", ["learner", "started_at"])
    op.create_index(
        "uq_attempts_unfinished",
        "attempts",
        ["learner", "bank", "mode"],
        unique=True,
        sqlite_where=sa.text("finished_at IS NULL"),
        postgresql_where=sa.text("finished_at IS NULL"),
    )


def _items() -> None:
    op.create_table(
        "items",
        sa.Column("attempt", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("problem", sa.String(length=60), nullable=False),
        sa.Column("fingerprint", sa.String(length=16), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("skill", sa.String(length=60), nullable=False),
        sa.Column("difficulty", sa.String(length=10), nullable=False),
        sa.Column("guess", sa.Float(), nullable=False),
        sa.Column("tries_allowed", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("time_limit", sa.BigInteger()),
        sa.Column("started_at", sa.BigInteger()),
        sa.Column("deadline", sa.BigInteger()),
        sa.Column("tries_used", sa.Integer(), nullable=False),
        sa.Column("hints", sa.Integer(), nullable=False),
        sa.Column("draft", sa.Text()),
        sa.Column("draft_revision", sa.Integer(), nullable=False),
        sa.Column("draft_saved_at", sa.BigInteger()),
        sa.Column("close_reason", sa.String(length=20)),
        sa.Column("closed_at", sa.BigInteger()),
        sa.Column("revealed_at", sa.BigInteger()),
        sa.CheckConstraint(
            "(state = 'closed') = (close_reason IS NOT NULL)", name="ck_items_closed_for_a_reason"
        ),
        sa.CheckConstraint(
            "close_reason IN ('right', 'out-of-tries', 'time-up', 'solution-shown', 'answered', 'ended', "
            "'withdrawn')",
            name="ck_items_close_reason",
        ),
        sa.CheckConstraint("difficulty IN ('easy', 'medium', 'hard', 'expert')", name="ck_items_difficulty"),
        sa.CheckConstraint("state IN ('ready', 'open', 'closed')", name="ck_items_state"),
        sa.CheckConstraint("tries_used BETWEEN 0 AND tries_allowed", name="ck_items_tries_used"),
        sa.ForeignKeyConstraint(["attempt"], ["attempts.id"], name="fk_items_attempt", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("attempt", "position", name="pk_items"),
    )
    op.create_index(
        "ix_items_running",
        "items",
        ["deadline"],
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )


def _tries() -> None:
    op.create_table(
        "tries",
        sa.Column("attempt", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("credit", sa.Float(), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("fingerprint", sa.String(length=16), nullable=False),
        sa.Column("hints", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("given_by", sa.String(length=10), nullable=False),
        sa.Column("request", sa.String(length=64)),
        sa.CheckConstraint("given_by IN ('learner', 'clock')", name="ck_tries_given_by"),
        sa.CheckConstraint("credit BETWEEN 0 AND 1", name="ck_tries_credit"),
        sa.CheckConstraint("number >= 1", name="ck_tries_number"),
        sa.ForeignKeyConstraint(
            ["attempt", "position"],
            ["items.attempt", "items.position"],
            name="fk_tries_attempt_position",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("attempt", "position", "number", name="pk_tries"),
        sa.UniqueConstraint("attempt", "request", name="uq_tries_attempt_request"),
    )


def _events() -> None:
    op.create_table(
        "events",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("learner", sa.String(length=32), nullable=False),
        sa.Column("attempt", sa.String(length=32)),
        sa.Column("position", sa.Integer()),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["attempt"], ["attempts.id"], name="fk_events_attempt", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["learner"], ["learners.id"], name="fk_events_learner", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_events"),
    )
    op.create_index("ix_events_attempt", "events", ["attempt"])
    op.create_index("ix_events_learner_at", "events", ["learner", "at"])
