"""Marks given again under a mended key. The old ones are told by an event, which nothing changes."""

from __future__ import annotations

from sqlalchemy import select, update

from grader.rules.attempt import Attempt, Item
from grader.store.attempts import load
from grader.store.engine import Transaction
from grader.store.errors import Conflict
from grader.store.tables import attempts, items, tries


def answered_before(tx: Transaction, bank: str, problem: str, fingerprint: str) -> list[Attempt]:
    """Attempts in which the problem was closed under another fingerprint than this, newest first."""
    found = (
        select(items.c.attempt)
        .where(items.c.problem == problem, items.c.fingerprint != fingerprint, items.c.state == "closed")
        .distinct()
    )
    return load(tx, (attempts.c.bank == bank) & attempts.c.id.in_(found))


def remark(tx: Transaction, attempt: str, was: Item, is_now: Item) -> None:
    """Write an item's marks anew. Raises Conflict when it was marked anew meanwhile."""
    this = (items.c.attempt == attempt) & (items.c.position == was.position)
    unmoved = items.c.fingerprint == was.fingerprint
    changed = update(items).where(this, unmoved).values(fingerprint=is_now.fingerprint)
    if tx.execute(changed.returning(items.c.position)).first() is None:
        raise Conflict
    for one in is_now.tries:
        key = (tries.c.attempt == attempt) & (tries.c.position == was.position)
        marks = {
            "credit": one.credit,
            "passed": one.passed,
            "reason": one.reason,
            "fingerprint": one.fingerprint,
        }
        tx.execute(update(tries).where(key, tries.c.number == one.number).values(marks))
