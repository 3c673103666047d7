"""Rows of attempts with their items and tries: read whole, and changed only where nothing has moved since.

A change is the difference between two states of `grader.rules.attempt`. Each row is written by one UPDATE
whose WHERE repeats what was read and the rules that no race may break (the deadline, the tries), and tells by
RETURNING whether it took. When it did not, the use case starts again.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from functools import cache
from typing import Any, Literal

from sqlalchemy import ColumnElement, Row, Select, Update, bindparam, insert, or_, select, update

from grader.rules.attempt import Attempt, Item, Try
from grader.rules.modes import Mode
from grader.store.engine import Transaction
from grader.store.errors import Conflict
from grader.store.tables import attempts, items, tries

_OWN = tuple(field.name for field in fields(Attempt) if field.name != "items")
_ITEM = tuple(field.name for field in fields(Item) if field.name != "tries")
_TRY = tuple(field.name for field in fields(Try))
# What an item must still be for a change to be about what was read.
_UNMOVED = ("state", "tries_used", "hints", "draft_revision", "deadline")
# What a change of an item asks of its deadline.
_Timing = Literal["passed", "not-passed", "any"]


@dataclass(frozen=True, slots=True)
class _Query:
    """Statements for attempts that a condition names, newest first, with their items and tries.

    Made once and bound to values at each use: putting one together takes longer than running it.
    """

    own: Select[Any]
    items: Select[Any]
    tries: Select[Any]


def _query(which: ColumnElement[bool], *, alone: bool = False) -> _Query:
    """`alone` keeps other writers of the attempts waiting."""
    own = select(attempts).where(which).order_by(attempts.c.started_at.desc(), attempts.c.id)
    ids = select(attempts.c.id).where(which)
    return _Query(
        own.with_for_update() if alone else own,
        select(items).where(items.c.attempt.in_(ids)).order_by(items.c.attempt, items.c.position),
        select(tries).where(tries.c.attempt.in_(ids)).order_by(tries.c.number),
    )


_LEARNERS = attempts.c.learner == bindparam("learner")
_LEARNERS_OWN = (attempts.c.id == bindparam("attempt")) & _LEARNERS
_FIND, _LOCK, _ALL = _query(_LEARNERS_OWN), _query(_LEARNERS_OWN, alone=True), _query(_LEARNERS)
_UNFINISHED = _query(
    _LEARNERS
    & (attempts.c.bank == bindparam("bank"))
    & (attempts.c.mode == bindparam("mode"))
    & attempts.c.finished_at.is_(None)
    & attempts.c.part.is_(None)
)
_OVERDUE = (
    select(attempts.c.learner, attempts.c.id)
    .join(items, items.c.attempt == attempts.c.id)
    .where(
        items.c.state == "open",
        or_(items.c.deadline <= bindparam("now"), items.c.deadline <= attempts.c.seen_at),
        # In a pause a clock stands where the pause began.
        or_(attempts.c.paused_at.is_(None), items.c.deadline <= attempts.c.paused_at),
    )
    .distinct()
    .order_by(attempts.c.id)
)
_BEHIND = (
    (attempts.c.seen_at < bindparam("now"))
    & attempts.c.paused_at.is_(None)
    & attempts.c.id.in_(select(items.c.attempt).where(items.c.state == "open", items.c.deadline.is_not(None)))
)
_CLOCKS_RUN = select(attempts.c.id).where(_BEHIND).limit(1)
_ADVANCE_RUNNING = update(attempts).where(_BEHIND).values(seen_at=bindparam("now"))
_CHANGE_OWN = (
    update(attempts)
    .where(
        attempts.c.id == bindparam("was_id"),
        attempts.c.position == bindparam("was_position"),
        attempts.c.finished_at.is_not_distinct_from(bindparam("was_finished_at")),
        attempts.c.paused_at.is_not_distinct_from(bindparam("was_paused_at")),
        attempts.c.seen_at <= bindparam("now"),
    )
    .returning(attempts.c.id)
)


def find(tx: Transaction, learner: str, attempt: str) -> Attempt | None:
    """The learner's own attempt; somebody else's is none."""
    return _one(tx, _FIND, {"learner": learner, "attempt": attempt})


def lock(tx: Transaction, learner: str, attempt: str) -> Attempt | None:
    """As `find`, while whoever else wants to write it waits."""
    return _one(tx, _LOCK, {"learner": learner, "attempt": attempt})


def unfinished(tx: Transaction, learner: str, bank: str, mode: Mode) -> Attempt | None:
    return _one(tx, _UNFINISHED, {"learner": learner, "bank": bank, "mode": mode})


def of_learner(tx: Transaction, learner: str) -> list[Attempt]:
    """All of them, newest first."""
    return _read(tx, _ALL, {"learner": learner})


def overdue(tx: Transaction, now: datetime) -> list[tuple[str, str]]:
    """Pairs (learner, attempt) with a problem whose time is up."""
    return [(learner, attempt) for learner, attempt in tx.execute(_OVERDUE, {"now": now})]


def clocks_run(tx: Transaction, now: datetime) -> bool:
    """Whether an attempt with a running clock was last seen before now."""
    return tx.execute(_CLOCKS_RUN, {"now": now}).first() is not None


def advance_running(tx: Transaction, now: datetime) -> int:
    """Says of each attempt with a running clock that it was seen now; how many they were."""
    return tx.execute(_ADVANCE_RUNNING, {"now": now}).rowcount


def load(tx: Transaction, which: ColumnElement[bool], *, alone: bool = False) -> list[Attempt]:
    """The attempts that a condition on their own rows names, newest first; `alone` keeps writers waiting."""
    return _read(tx, _query(which, alone=alone), {})


def of_parts(tx: Transaction, parts: Collection[str], *, alone: bool = False) -> list[Attempt]:
    """Those at these parts of a class."""
    return load(tx, attempts.c.part.in_(parts), alone=alone)


def of_part(tx: Transaction, learner: str, part: str) -> Attempt | None:
    """The learner's attempt at a part of a class; there is at most one."""
    found = load(tx, (attempts.c.learner == learner) & (attempts.c.part == part))
    return found[0] if found else None


def add(tx: Transaction, attempt: Attempt) -> None:
    """A new attempt with all that it has, which is nothing but ready problems unless it was imported."""
    tx.execute(insert(attempts).values(_values(attempt, _OWN)))
    _add_items(tx, attempt.id, attempt.items)


def change(tx: Transaction, before: Attempt, after: Attempt) -> None:
    """Writes what differs. Raises Conflict when a row is no longer as `before` has it, or may not change."""
    if before != after:
        was = {
            f"was_{name}": getattr(before, name) for name in ("id", "position", "finished_at", "paused_at")
        }
        _execute_guarded(tx, _CHANGE_OWN, _values(after, _OWN) | was | {"now": after.seen_at})
    for old, new in zip(before.items, after.items, strict=False):
        if old != new:
            _change_item(tx, after, old, new)
    _add_items(tx, after.id, after.items[len(before.items) :])


def _change_item(tx: Transaction, attempt: Attempt, was: Item, is_now: Item) -> None:
    was_values = {f"was_{name}": getattr(was, name) for name in ("position", *_UNMOVED)}
    ref = {"was_attempt": attempt.id, "now": attempt.now}
    statement = _item_change(_timing(was, is_now), spends=is_now.tries_used > was.tries_used)
    _execute_guarded(tx, statement, _values(is_now, _ITEM) | was_values | ref)
    _add_tries(tx, attempt.id, is_now.position, is_now.tries[len(was.tries) :])


def _timing(was: Item, is_now: Item) -> _Timing:
    if was.state == "open" and is_now.close_reason == "time-up":
        return "passed"
    if was.state != "open" or is_now.close_reason == "withdrawn" or _moves_clock(was, is_now):
        return "any"
    return "not-passed"


def _moves_clock(was: Item, is_now: Item) -> bool:
    """Whether only the clock is changed: after a pause its old deadline may well have passed."""
    return replace(was, deadline=is_now.deadline, time_limit=is_now.time_limit) == is_now


@cache
def _item_change(timing: _Timing, *, spends: bool) -> Update:
    """The UPDATE of an item that is as it was read; one that `spends` a try needs one to be left."""
    now = bindparam("now", type_=items.c.deadline.type)
    rules: dict[_Timing, list[ColumnElement[bool]]] = {
        "passed": [items.c.deadline <= now],
        "not-passed": [or_(items.c.deadline.is_(None), items.c.deadline > now)],
        "any": [],
    }
    same = (
        items.c[name].is_not_distinct_from(bindparam(f"was_{name}"))
        for name in ("attempt", "position", *_UNMOVED)
    )
    left = [items.c.tries_used < items.c.tries_allowed] if spends else []
    return update(items).where(*same, *rules[timing], *left).returning(items.c.position)


def _execute_guarded(tx: Transaction, statement: Any, values: Mapping[str, object]) -> None:
    if tx.execute(statement, values).first() is None:
        raise Conflict


def _add_items(tx: Transaction, attempt: str, new: Sequence[Item]) -> None:
    if new:
        tx.execute(insert(items), [{"attempt": attempt} | _values(item, _ITEM) for item in new])
    for item in new:
        _add_tries(tx, attempt, item.position, item.tries)


def _add_tries(tx: Transaction, attempt: str, position: int, new: Sequence[Try]) -> None:
    key = {"attempt": attempt, "position": position}
    if new:
        tx.execute(insert(tries), [key | _values(tried, _TRY) for tried in new])


def _one(tx: Transaction, query: _Query, values: Mapping[str, object]) -> Attempt | None:
    found = _read(tx, query, values)
    return found[0] if found else None


def _read(tx: Transaction, query: _Query, values: Mapping[str, object]) -> list[Attempt]:
    """Three statements at most, however many attempts there are."""
    rows = tx.execute(query.own, values).all()
    if not rows:
        return []
    of_items = tx.execute(query.items, values).all()
    tried: dict[tuple[str, int], list[Try]] = {}
    if any(row.tries_used for row in of_items):
        for row in tx.execute(query.tries, values):
            tried.setdefault((row.attempt, row.position), []).append(Try(**_named(row, _TRY)))
    asked: dict[str, list[Item]] = {}
    for row in of_items:
        own = tuple(tried.get((row.attempt, row.position), ()))
        asked.setdefault(row.attempt, []).append(Item(**_named(row, _ITEM), tries=own))
    return [Attempt(**_named(row, _OWN), items=tuple(asked.get(row.id, ()))) for row in rows]


def _named(row: Row[Any], names: Sequence[str]) -> dict[str, Any]:
    found = row._mapping
    return {name: found[name] for name in names}


def _values(value: Attempt | Item | Try, names: Sequence[str]) -> dict[str, Any]:
    return {name: getattr(value, name) for name in names}
