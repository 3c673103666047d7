"""A key was mended: logged answers are marked again under the problem as it is now.

Nobody's tries, hints or times change. Answers that the problem can't read any more, since an option that
they name is gone, keep their old marks. What changed while it was open counts for nothing, and so it stays.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace

from grader.errors import NotFound
from grader.rules.attempt import Attempt, Item
from grader.rules.marking import mark
from grader.service.presenters import item_points
from grader.service.unit_of_work import Transactions, UnitOfWork
from grader.store import regrades
from grader.store.events import OPERATOR
from grader.views.regrade import Regrade, RegradedItem
from problems.answer import UnreadableAnswer, read_answer
from problems.model import Problem


class RegradingService:
    """Marks under a mended key, first shown, then written."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def preview(self, problem: str) -> Regrade:
        """Whose marks would change if logged answers were marked again by the problem as it is now."""
        return self._transactions.read(_preview, problem)

    def apply(self, problem: str) -> Regrade:
        """Marks logged answers again; the old marks stay in the history. Raises NotFound."""
        return self._transactions.write(_apply, problem)


@dataclass(frozen=True, slots=True)
class _Change:
    attempt: Attempt
    was: Item
    is_now: Item | None

    def view(self, unit: UnitOfWork) -> RegradedItem:
        now = self.is_now or self.was
        return RegradedItem(
            learner=unit.learner(self.attempt.learner).name,
            attempt=self.attempt.id,
            closed_at=self.was.closed_at,
            points_before=item_points(self.attempt, self.was),
            points_now=item_points(self.attempt, now),
            right_before=self.was.right,
            right_now=now.right,
            readable=self.is_now is not None,
        )


def _preview(unit: UnitOfWork, problem: str) -> Regrade:
    """Who would gain and who would lose. Raises NotFound for a problem that the bank does not have."""
    return Regrade(problem, tuple(change.view(unit) for change in _changes(unit, problem)))


def _apply(unit: UnitOfWork, problem: str) -> Regrade:
    """Write the new marks, and an event with the old ones for each; twice is once. Raises NotFound."""
    changes = list(_changes(unit, problem))
    views = tuple(change.view(unit) for change in changes)
    for change in changes:
        if change.is_now is not None:
            _write(unit, change.attempt, change.was, change.is_now)
    return Regrade(problem, views)


def mark_again(problem: Problem, fingerprint: str, item: Item) -> Item | None:
    """The item with each try marked anew; None when the problem can't read one of its answers."""
    try:
        answers = [read_answer(problem, json.loads(one.answer)) for one in item.tries]
        marks = [mark(problem, answer) for answer in answers if answer is not None]
    except UnreadableAnswer:
        return None
    tries = tuple(
        replace(
            tried,
            credit=marked.credit,
            passed=marked.right,
            reason=marked.verdict.reason,
            fingerprint=fingerprint,
        )
        for tried, marked in zip(item.tries, marks, strict=True)
    )
    return replace(item, fingerprint=fingerprint, tries=tries)


def _changes(unit: UnitOfWork, name: str) -> Iterator[_Change]:
    fingerprint = unit.bank.fingerprint_of(name)
    if fingerprint is None:
        raise NotFound(f"The bank has no problem `{name}`.")
    problem = unit.bank.problems[name]
    for attempt in regrades.answered_before(unit.tx, unit.bank.id, name, fingerprint):
        for item in attempt.items:
            if item.problem == name and item.fingerprint != fingerprint and item.scorable:
                yield _Change(attempt, item, mark_again(problem, fingerprint, item))


def _write(unit: UnitOfWork, attempt: Attempt, was: Item, is_now: Item) -> None:
    regrades.remark(unit.tx, attempt.id, was, is_now)
    old = [{"number": one.number, "credit": one.credit, "passed": one.passed} for one in was.tries]
    new = [{"number": one.number, "credit": one.credit, "passed": one.passed} for one in is_now.tries]
    unit.record_event(
        attempt.learner,
        "regraded",
        actor=OPERATOR,
        attempt=attempt.id,
        position=was.position,
        detail={"was": old, "is": new, "fingerprint_was": was.fingerprint, "fingerprint": is_now.fingerprint},
    )
