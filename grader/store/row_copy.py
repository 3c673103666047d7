"""Copies every row from one database to another, empty one, and compares both by counts and digests."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Row, Table, exists, insert, select
from sqlalchemy.exc import DBAPIError

from grader.errors import StoreCopyError
from grader.store.engine import Engines
from grader.store.errors import unusable
from grader.store.revision import found_revision, refuse_old
from grader.store.tables import METADATA

_ROWS_AT_ONCE = 1000
_DIGEST_BITS = 256


@dataclass(frozen=True, slots=True)
class TableDigest:
    """How many `rows` a table has, and a `digest` of them (64 hex digits) in which order does not count."""

    table: str
    rows: int
    digest: str


@dataclass(slots=True)
class _Sum:
    """A digest that grows by a row at a time: SHA-256 of each row, added modulo 2^256.

    A sum does not depend on the order of rows, which the two databases do not share.
    """

    rows: int = 0
    total: int = field(default=0)

    def add(self, row: Row[Any]) -> None:
        self.rows += 1
        number = int.from_bytes(hashlib.sha256(repr(tuple(row)).encode()).digest(), "big")
        self.total = (self.total + number) % (1 << _DIGEST_BITS)

    def of(self, table: Table) -> TableDigest:
        return TableDigest(table.name, self.rows, f"{self.total:064x}")


def digest_tables(engines: Engines) -> list[TableDigest]:
    """A digest of each table in one consistent state. Raises StoreUnusable."""
    try:
        refuse_incomplete(engines)
        with engines.reader.begin() as connection:
            return [_digest(connection, table) for table in METADATA.sorted_tables]
    except DBAPIError as error:
        raise unusable(error, engines) from error


def copy_rows(source: Engines, target: Engines) -> list[TableDigest]:
    """Copies one consistent state of `source` into `target`, whose tables are new and empty.

    One transaction of `target`: all of it arrives, or nothing. Raises StoreCopyError when `target` holds
    something or what arrived differs from what was sent, StoreUnusable when a database refuses.
    """
    refuse_incomplete(source)
    refuse_incomplete(target)
    try:
        with source.reader.begin() as reading, target.writer.begin() as writing:
            refuse_filled(writing, target)
            sent = [_copy_table(reading, writing, table) for table in METADATA.sorted_tables]
            arrived = [_digest(writing, table) for table in METADATA.sorted_tables]
            refuse_difference(sent, arrived, target)
            return arrived
    except DBAPIError as error:
        raise unusable(error, target) from error


def refuse_incomplete(engines: Engines) -> None:
    """Raises StoreUnusable unless the database has the newest tables."""
    found = found_revision(engines)
    if found is None:
        raise StoreCopyError(f"{engines.location} has no tables of Cutover.")
    refuse_old(engines, found)


def refuse_filled(connection: Connection, engines: Engines) -> None:
    """Raises StoreCopyError when a table holds a row: rows of two installations are never mixed."""
    for table in METADATA.sorted_tables:
        if connection.scalar(select(exists().select_from(table))):
            raise StoreCopyError(
                f"{engines.location} already holds {table.name.replace('_', ' ')}. Name an empty database."
            )


def refuse_difference(sent: list[TableDigest], arrived: list[TableDigest], target: Engines) -> None:
    """Raises StoreCopyError naming the first table that did not arrive as it was sent."""
    for before, after in zip(sent, arrived, strict=True):
        if before != after:
            raise StoreCopyError(
                f"{target.location} took {after.rows} of {before.rows} rows of {before.table}, or changed "
                "some. Nothing was copied; please report this."
            )


def _copy_table(reading: Connection, writing: Connection, table: Table) -> TableDigest:
    total = _Sum()
    for batch in _batches(reading, table):
        for row in batch:
            total.add(row)
        writing.execute(insert(table), [row._asdict() for row in batch])
    return total.of(table)


def _digest(connection: Connection, table: Table) -> TableDigest:
    total = _Sum()
    for batch in _batches(connection, table):
        for row in batch:
            total.add(row)
    return total.of(table)


def _batches(connection: Connection, table: Table) -> Iterator[list[Row[Any]]]:
    """A table's rows without holding all of them in memory."""
    rows = connection.execution_options(yield_per=_ROWS_AT_ONCE).execute(select(table))
    for batch in rows.partitions(_ROWS_AT_ONCE):
        yield list(batch)
