"""Rows of attempts with their items and tries: read whole, and changed only where nothing has moved since.

A change is the difference between two states of `grader.attempt`. Each row is written by one UPDATE whose
WHERE repeats what was read and the rules that no race may break (the deadline, the tries), and tells by
RETURNING whether it took. When it did not, the use case starts again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, insert, or_, select, update

from grader.attempt import Attempt, Item, Try
from grader.store.engine import Transaction
from grader.store.failures import Raced
from grader.store.tables import attempts, items, tries
from grader.views import Mode

_OWN = tuple(field.name for field in fields(Attempt) if field.name != "items")
_ITEM = tuple(field.name for field in fields(Item) if field.name != "tries")
_TRY = tuple(field.name for field in fields(Try))
# What an item must still be for a change to be about what was read.
_UNMOVED = ("state", "tries_used", "hints", "draft_revision")


def find(tx: Transaction, learner: str, attempt: str) -> Attempt | None:
    """The learner's own attempt; somebody else's is none."""
    return _one(tx, (attempts.c.id == attempt) & (attempts.c.learner == learner))


def lock(tx: Transaction, learner: str, attempt: str) -> Attempt | None:
    """As `find`, while whoever else wants to write it waits."""
    return _one(tx, (attempts.c.id == attempt) & (attempts.c.learner == learner), alone=True)


def unfinished(tx: Transaction, learner: str, bank: str, mode: Mode) -> Attempt | None:
    return _one(
        tx,
        (attempts.c.learner == learner)
        & (attempts.c.bank == bank)
        & (attempts.c.mode == mode)
        & attempts.c.finished_at.is_(None),
    )


def of_learner(tx: Transaction, learner: str) -> list[Attempt]:
    """All of them, newest first."""
    return load(tx, attempts.c.learner == learner)


def overdue(tx: Transaction, now: datetime) -> list[tuple[str, str]]:
    """Pairs (learner, attempt) with a problem whose time is up."""
    running = (
        select(attempts.c.learner, attempts.c.id)
        .join(items, items.c.attempt == attempts.c.id)
        .where(items.c.state == "open", or_(items.c.deadline <= now, items.c.deadline <= attempts.c.seen_at))
        .distinct()
        .order_by(attempts.c.id)
    )
    return [(learner, attempt) for learner, attempt in tx.execute(running)]


def add(tx: Transaction, attempt: Attempt) -> None:
    tx.execute(insert(attempts).values(_values(attempt, _OWN)))
    _add_items(tx, attempt.id, attempt.items)


def change(tx: Transaction, before: Attempt, after: Attempt) -> None:
    """Writes what differs. Raises Raced when a row is no longer as `before` has it, or may not change."""
    if _values(before, _OWN) != _values(after, _OWN):
        _change_own(tx, before, after)
    for was, is_now in zip(before.items, after.items, strict=False):
        if was != is_now:
            _change_item(tx, after, was, is_now)
    _add_items(tx, after.id, after.items[len(before.items) :])


def _change_own(tx: Transaction, before: Attempt, after: Attempt) -> None:
    same = attempts.c.position == before.position
    same &= attempts.c.finished_at.is_not_distinct_from(before.finished_at)
    _must_take(
        tx,
        update(attempts)
        .where(attempts.c.id == before.id, same, attempts.c.seen_at <= after.seen_at)
        .values(_values(after, _OWN))
        .returning(attempts.c.id),
    )


def _change_item(tx: Transaction, attempt: Attempt, was: Item, is_now: Item) -> None:
    _must_take(
        tx,
        update(items)
        .where(
            items.c.attempt == attempt.id,
            items.c.position == was.position,
            *(items.c[name] == getattr(was, name) for name in _UNMOVED),
            *_rules(attempt.now, was, is_now),
        )
        .values(_values(is_now, _ITEM))
        .returning(items.c.position),
    )
    for one in is_now.tries[len(was.tries) :]:
        key = {"attempt": attempt.id, "position": is_now.position}
        tx.execute(insert(tries).values(key | _values(one, _TRY)))


def _rules(now: datetime, was: Item, is_now: Item) -> Iterable[ColumnElement[bool]]:
    if was.state == "open" and is_now.close_reason == "time-up":
        yield items.c.deadline <= now
    elif was.state == "open" and is_now.close_reason != "withdrawn":
        yield or_(items.c.deadline.is_(None), items.c.deadline > now)
    if is_now.tries_used > was.tries_used:
        yield items.c.tries_used < items.c.tries_allowed


def _must_take(tx: Transaction, statement: Any) -> None:
    if tx.execute(statement).first() is None:
        raise Raced


def _add_items(tx: Transaction, attempt: str, new: Sequence[Item]) -> None:
    if new:
        tx.execute(insert(items), [{"attempt": attempt} | _values(item, _ITEM) for item in new])


def _one(tx: Transaction, which: ColumnElement[bool], *, alone: bool = False) -> Attempt | None:
    found = load(tx, which, alone=alone)
    return found[0] if found else None


def load(tx: Transaction, which: ColumnElement[bool], *, alone: bool = False) -> list[Attempt]:
    """The attempts that a condition on their own rows names, newest first.

    Three statements, however many attempts there are. `alone` keeps other writers of them waiting.
    """
    newest_first = select(attempts).where(which).order_by(attempts.c.started_at.desc(), attempts.c.id)
    rows = tx.execute(newest_first.with_for_update() if alone else newest_first).all()
    if not rows:
        return []
    ids = select(attempts.c.id).where(which)
    of_items = select(items).where(items.c.attempt.in_(ids)).order_by(items.c.attempt, items.c.position)
    of_tries = select(tries).where(tries.c.attempt.in_(ids)).order_by(tries.c.number)
    tried: dict[tuple[str, int], list[Try]] = {}
    for row in tx.execute(of_tries):
        tried.setdefault((row.attempt, row.position), []).append(Try(**_named(row, _TRY)))
    asked: dict[str, list[Item]] = {}
    for row in tx.execute(of_items):
        own = tuple(tried.get((row.attempt, row.position), ()))
        asked.setdefault(row.attempt, []).append(Item(**_named(row, _ITEM), tries=own))
    return [Attempt(**_named(row, _OWN), items=tuple(asked.get(row.id, ()))) for row in rows]


def _named(row: Row[Any], names: Sequence[str]) -> dict[str, Any]:
    found = row._mapping
    return {name: found[name] for name in names}


def _values(value: Attempt | Item | Try, names: Sequence[str]) -> dict[str, Any]:
    return {name: getattr(value, name) for name in names}
