"""Modes are named by code alone, so that a new one needs no migration."""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Drops the check on `attempts.mode`; no row changes."""
    with op.batch_alter_table("attempts") as table:
        table.drop_constraint("ck_attempts_mode", type_="check")
