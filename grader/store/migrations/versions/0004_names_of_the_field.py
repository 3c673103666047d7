"""`carry_codes` becomes `link_codes`, and a lab's `place` its `namespace`."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Every row is kept, codes that are still good among them."""
    op.create_table(
        "link_codes",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("learner", sa.String(length=32), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("used_by", sa.String(length=64)),
        sa.ForeignKeyConstraint(
            ["learner"], ["learners.id"], name="fk_link_codes_learner", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("digest", name="pk_link_codes"),
    )
    op.create_index("ix_link_codes_learner", "link_codes", ["learner"])
    columns = "digest, learner, expires_at, used_by"
    op.execute(f"INSERT INTO link_codes ({columns}) SELECT {columns} FROM carry_codes")  # noqa: S608 - constant
    op.drop_table("carry_codes")
    op.alter_column("lab_attempts", "place", new_column_name="namespace")
