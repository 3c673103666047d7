"""First answers at first meetings, of everybody."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from grader.rules.item_statistics import FirstAnswer
from grader.store.engine import Transaction
from grader.store.tables import attempts, items, tries

_FIRST_TRIES = (
    select(
        attempts.c.learner,
        attempts.c.extra_time,
        items.c.problem,
        items.c.fingerprint,
        items.c.started_at,
        tries.c.passed,
        tries.c.at,
    )
    .join(items, items.c.attempt == attempts.c.id)
    .outerjoin(
        tries,
        (tries.c.attempt == items.c.attempt) & (tries.c.position == items.c.position) & (tries.c.number == 1),
    )
    .where(items.c.started_at.is_not(None))
    .order_by(items.c.started_at, items.c.attempt, items.c.position)
)


def first_answers(
    tx: Transaction, bank: str, fingerprints: Mapping[str, str]
) -> dict[str, list[FirstAnswer]]:
    """By problem, what each learner answered first when they met it first; `fingerprints` are by problem.

    A first meeting that was left unanswered says nothing, and neither does one with another text.
    """
    met: set[tuple[str, str]] = set()
    found: dict[str, list[FirstAnswer]] = {problem: [] for problem in fingerprints}
    for row in tx.execute(_FIRST_TRIES.where(attempts.c.bank == bank, attempts.c.imported_at.is_(None))):
        if row.problem not in found or (row.learner, row.problem) in met:
            continue
        met.add((row.learner, row.problem))
        if row.at is not None and row.fingerprint == fingerprints[row.problem]:
            answer = FirstAnswer(row.passed, row.at - row.started_at, row.extra_time != "1")
            found[row.problem].append(answer)
    return found
