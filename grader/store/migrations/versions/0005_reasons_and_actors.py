"""A try keeps why it was marked so; an event names its lab attempt and who acted in columns of their own."""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_EVENTS = sa.table(
    "events",
    sa.column("id", sa.String),
    sa.column("kind", sa.String),
    sa.column("learner", sa.String),
    sa.column("lab_attempt", sa.String),
    sa.column("actor", sa.String),
    sa.column("detail", sa.Text),
)


def upgrade() -> None:
    """A try that was marked before says so in general words; its mark stays."""
    with op.batch_alter_table("tries") as table:
        table.add_column(sa.Column("reason", sa.Text(), nullable=True))
    op.execute("UPDATE tries SET reason = CASE WHEN passed THEN '' ELSE 'This was not right.' END")
    with op.batch_alter_table("tries") as table:
        table.alter_column("reason", existing_type=sa.Text(), nullable=False)
    with op.batch_alter_table("events") as table:
        table.add_column(sa.Column("lab_attempt", sa.String(length=32), nullable=True))
        table.add_column(sa.Column("actor", sa.String(length=64), nullable=True))
    _fill_events()
    with op.batch_alter_table("events") as table:
        table.alter_column("actor", existing_type=sa.String(length=64), nullable=False)
        table.create_foreign_key(
            "fk_events_lab_attempt", "lab_attempts", ["lab_attempt"], ["id"], ondelete="CASCADE"
        )
    op.create_index("ix_events_lab_attempt", "events", ["lab_attempt"])


def _fill_events() -> None:
    """Everything was its learner's act, but for what the clock did and what a mended key changed."""
    connection = op.get_bind()
    connection.execute(_EVENTS.update().values(actor=_EVENTS.c.learner))
    connection.execute(_EVENTS.update().where(_EVENTS.c.kind == "regraded").values(actor="operator"))
    labs = set(connection.execute(sa.text("SELECT id FROM lab_attempts")).scalars())
    with_detail = sa.or_(_EVENTS.c.kind.like("lab-%"), _EVENTS.c.kind.in_(("answered", "closed")))
    for row in connection.execute(sa.select(_EVENTS).where(with_detail)).all():
        detail = json.loads(row.detail)
        by_clock = detail.get("by") == "clock" or detail.get("reason") == "time-up"
        lab_attempt = detail.pop("lab_attempt") if detail.get("lab_attempt") in labs else None
        if by_clock or lab_attempt is not None:
            values = {
                "actor": "clock" if by_clock else row.learner,
                "lab_attempt": lab_attempt,
                "detail": json.dumps(detail, sort_keys=True),
            }
            connection.execute(_EVENTS.update().where(_EVENTS.c.id == row.id).values(values))
