"""Makes a store's nth statement fail, lose its connection, or kill its process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from grader.store import Store

# What goes wrong, given the driver's connection; it may raise, or leave that to the statement.
Fault = Callable[[Any], None]


@contextmanager
def at_statement(store: Store, number: int, fault: Fault) -> Iterator[list[str]]:
    """`fault` comes before the nth statement of writing; COMMIT counts as one.

    Yields what was run or tried, so that the caller knows whether the nth was reached.
    """
    engine, run = store._engines.writer, list[str]()
    commit = engine.dialect.do_commit

    def reached(statement: str, connection: Any) -> None:
        run.append(statement)
        if len(run) == number:
            fault(connection)

    def before(cursor: Any, statement: str, _parameters: object, _context: object) -> None:
        reached(statement, cursor.connection)

    def before_commit(connection: Any) -> None:
        reached("COMMIT", connection)
        commit(connection)

    event.listen(engine, "do_execute", before)
    engine.dialect.do_commit = before_commit  # type: ignore[assignment,method-assign]
    try:
        yield run
    finally:
        engine.dialect.do_commit = commit  # type: ignore[method-assign]
        event.remove(engine, "do_execute", before)


@contextmanager
def after_first_commit(store: Store, fault: Fault) -> Iterator[None]:
    """`fault` comes when the first commit of writing is done and nobody knows it yet."""
    dialect, left = store._engines.writer.dialect, [fault]
    commit = dialect.do_commit

    def commit_then(connection: Any) -> None:
        commit(connection)
        if left:
            left.pop()(connection)

    dialect.do_commit = commit_then  # type: ignore[assignment,method-assign]
    try:
        yield
    finally:
        dialect.do_commit = commit  # type: ignore[method-assign]
