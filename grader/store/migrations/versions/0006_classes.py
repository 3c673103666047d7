"""Classes: their tables, and what an attempt and an event say of the class that they belong to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

_ID = sa.String(length=32)
_PERSON = sa.String(length=80)


def upgrade() -> None:
    """No attempt and no event belongs to a class yet. Instants and durations are whole microseconds."""
    _create_instructors()
    _create_classrooms()
    _create_members()
    _extend_attempts()
    with op.batch_alter_table("events") as table:
        table.alter_column("learner", existing_type=_ID, nullable=True)
        table.add_column(sa.Column("classroom", _ID, nullable=True))
        table.create_foreign_key(
            "fk_events_classroom", "classrooms", ["classroom"], ["id"], ondelete="CASCADE"
        )
    op.create_index("ix_events_classroom", "events", ["classroom"])


def _create_instructors() -> None:
    op.create_table(
        "instructors",
        sa.Column("id", _ID, nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("role", sa.String(length=12), nullable=False),
        sa.Column("password", sa.Text()),
        sa.Column("link_digest", sa.String(length=64)),
        sa.Column("link_expires_at", sa.BigInteger()),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("role IN ('instructor', 'assistant')", name="ck_instructors_role"),
        sa.UniqueConstraint("name", name="uq_instructors_name"),
        sa.UniqueConstraint("link_digest", name="uq_instructors_link_digest"),
        sa.PrimaryKeyConstraint("id", name="pk_instructors"),
    )
    op.create_table(
        "instructor_sessions",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("instructor", _ID, nullable=False),
        sa.Column("device", sa.String(length=64), nullable=False),
        sa.Column("ticket", sa.Boolean(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        _reference("instructor_sessions", "instructor", "instructors"),
        sa.PrimaryKeyConstraint("digest", name="pk_instructor_sessions"),
    )
    op.create_index("ix_instructor_sessions_instructor", "instructor_sessions", ["instructor"])


def _create_classrooms() -> None:
    op.create_table(
        "classrooms",
        sa.Column("id", _ID, nullable=False),
        sa.Column("title", _PERSON, nullable=False),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("bank", sa.String(length=60), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("in_order", sa.Boolean(), nullable=False),
        sa.Column("feedback_at_end", sa.Boolean(), nullable=False),
        sa.Column("solutions_locked", sa.Boolean(), nullable=False),
        sa.Column("open_to_all", sa.Boolean(), nullable=False),
        sa.Column("starts_at", sa.BigInteger()),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.BigInteger()),
        sa.Column("planned_end", sa.BigInteger()),
        sa.Column("paused_at", sa.BigInteger()),
        sa.Column("ended_at", sa.BigInteger()),
        sa.Column("delete_at", sa.BigInteger()),
        sa.Column("deleted_at", sa.BigInteger()),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.UniqueConstraint("code", name="uq_classrooms_code"),
        sa.PrimaryKeyConstraint("id", name="pk_classrooms"),
    )
    op.create_table(
        "classroom_staff",
        sa.Column("classroom", _ID, nullable=False),
        sa.Column("instructor", _ID, nullable=False),
        _reference("classroom_staff", "classroom", "classrooms"),
        _reference("classroom_staff", "instructor", "instructors"),
        sa.PrimaryKeyConstraint("classroom", "instructor", name="pk_classroom_staff"),
    )
    op.create_index("ix_classroom_staff_instructor", "classroom_staff", ["instructor"])
    op.create_table(
        "class_parts",
        sa.Column("id", _ID, nullable=False),
        sa.Column("classroom", _ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", _PERSON, nullable=False),
        sa.Column("mode", sa.String(length=20), nullable=False),
        sa.Column("problems", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.BigInteger()),
        _reference("class_parts", "classroom", "classrooms"),
        sa.UniqueConstraint("classroom", "position", name="uq_class_parts_classroom_position"),
        sa.PrimaryKeyConstraint("id", name="pk_class_parts"),
    )


def _create_members() -> None:
    op.create_table(
        "class_members",
        sa.Column("id", _ID, nullable=False),
        sa.Column("classroom", _ID, nullable=False),
        sa.Column("learner", _ID),
        sa.Column("name", _PERSON, nullable=False),
        sa.Column("external_id", _PERSON, nullable=False),
        sa.Column("email", sa.String(length=120), nullable=False),
        sa.Column("extra_time", sa.String(length=10), nullable=False),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("on_roster", sa.Boolean(), nullable=False),
        sa.Column("may_rejoin", sa.Boolean(), nullable=False),
        sa.Column("new_learner", sa.Boolean(), nullable=False),
        sa.Column("joined_at", sa.BigInteger()),
        sa.Column("seen_at", sa.BigInteger()),
        _reference("class_members", "classroom", "classrooms"),
        _reference("class_members", "learner", "learners", "SET NULL"),
        sa.CheckConstraint("extra_time IN ('1', '1.5', '2', 'untimed')", name="ck_class_members_extra_time"),
        sa.UniqueConstraint("code", name="uq_class_members_code"),
        sa.UniqueConstraint("classroom", "learner", name="uq_class_members_classroom_learner"),
        sa.PrimaryKeyConstraint("id", name="pk_class_members"),
    )
    op.create_index("ix_class_members_learner", "class_members", ["learner"])
    op.create_table(
        "class_calls",
        sa.Column("id", _ID, nullable=False),
        sa.Column("classroom", _ID, nullable=False),
        sa.Column("member", _ID, nullable=False),
        sa.Column("about", sa.String(length=200), nullable=False),
        sa.Column("called_at", sa.BigInteger(), nullable=False),
        sa.Column("claimed_by", _ID),
        sa.Column("claimed_at", sa.BigInteger()),
        sa.Column("closed_at", sa.BigInteger()),
        _reference("class_calls", "classroom", "classrooms"),
        _reference("class_calls", "member", "class_members"),
        _reference("class_calls", "claimed_by", "instructors", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_class_calls"),
    )
    op.create_index("ix_class_calls_member", "class_calls", ["member"])
    op.create_index("ix_class_calls_classroom_closed_at", "class_calls", ["classroom", "closed_at"])
    op.create_table(
        "class_notes",
        sa.Column("id", _ID, nullable=False),
        sa.Column("classroom", _ID, nullable=False),
        sa.Column("member", _ID),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.Column("sent_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("kind IN ('note', 'hint')", name="ck_class_notes_kind"),
        _reference("class_notes", "classroom", "classrooms"),
        _reference("class_notes", "member", "class_members"),
        sa.PrimaryKeyConstraint("id", name="pk_class_notes"),
    )
    op.create_index("ix_class_notes_classroom", "class_notes", ["classroom"])
    op.create_index("ix_class_notes_member", "class_notes", ["member"])


def _extend_attempts() -> None:
    op.drop_index("uq_attempts_unfinished", "attempts")
    with op.batch_alter_table("attempts") as table:
        table.add_column(sa.Column("part", _ID, nullable=True))
        table.add_column(sa.Column("paused_at", sa.BigInteger(), nullable=True))
        table.add_column(sa.Column("time_owed", sa.BigInteger(), nullable=False, server_default="0"))
        for name in ("withholds_feedback", "withholds_solutions"):
            table.add_column(sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false()))
        table.create_foreign_key("fk_attempts_part", "class_parts", ["part"], ["id"], ondelete="SET NULL")
    with op.batch_alter_table("attempts") as table:
        table.alter_column("time_owed", existing_type=sa.BigInteger(), server_default=None)
        for name in ("withholds_feedback", "withholds_solutions"):
            table.alter_column(name, existing_type=sa.Boolean(), server_default=None)
    op.create_index("ix_attempts_part", "attempts", ["part"])
    own, of_part = sa.text("finished_at IS NULL AND part IS NULL"), sa.text("part IS NOT NULL")
    op.create_index(
        "uq_attempts_unfinished",
        "attempts",
        ["learner", "bank", "mode"],
        unique=True,
        sqlite_where=own,
        postgresql_where=own,
    )
    op.create_index(
        "uq_attempts_part",
        "attempts",
        ["learner", "part"],
        unique=True,
        sqlite_where=of_part,
        postgresql_where=of_part,
    )


def _reference(table: str, column: str, other: str, on_delete: str = "CASCADE") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=f"fk_{table}_{column}", ondelete=on_delete)
