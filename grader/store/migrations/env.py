"""Alembic's entry: the caller brings the connection and the transaction (`grader.store.schema`)."""

from __future__ import annotations

from alembic import context

from grader.store.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,
    transactional_ddl=True,
)
context.run_migrations()
