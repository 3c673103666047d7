"""Alembic's entry: the caller brings the connection and the transaction (`grader.store.migrate`)."""

from __future__ import annotations

from alembic import context

from grader.store.indexes import whole_metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=whole_metadata(),
    render_as_batch=True,
    transactional_ddl=True,
)
context.run_migrations()
