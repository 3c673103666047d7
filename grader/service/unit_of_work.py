"""What a use case works with: one transaction, one instant, the bank, and dice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from grader.errors import NotFound
from grader.rules.attempt import Attempt, Item, seen
from grader.rules.submission import close_overdue
from grader.service.history import happened
from grader.store import Transaction, attempts, events, learners
from grader.store.events import Event
from grader.views.views import LearnerView
from problems.bank import Bank

# Random bits on demand, as `secrets.randbits` gives them.
Dice = Callable[[int], int]


@dataclass(frozen=True, slots=True)
class Place:
    """Which problem is meant: of whom, in which attempt, where in it (from 1)."""

    learner: str
    attempt: str
    position: int


class Keeping(Protocol):
    """Whatever keeps attempts: what an action on one problem asks of it."""

    @property
    def bank(self) -> Bank: ...

    def enter(self, learner: str, attempt: str) -> tuple[Attempt, Attempt]:
        """The attempt as it is kept, and as it is now."""
        ...

    def keep(self, before: Attempt, after: Attempt) -> None: ...


@dataclass(frozen=True, slots=True)
class Desk:
    """`now` was read once, when the request came in: waiting for the store makes nobody late."""

    tx: Transaction
    bank: Bank
    now: datetime
    dice: Dice

    def new_id(self) -> str:
        """32 random hex digits."""
        return f"{self.dice(128):032x}"

    def learner(self, learner: str) -> LearnerView:
        """Raises NotFound."""
        found = learners.find(self.tx, learner)
        if found is None:
            raise NotFound("This learner is not known here any more.")
        return found

    def peek(self, learner: str, attempt: str) -> Attempt:
        """The learner's attempt as it is kept. Raises NotFound."""
        return _found(attempts.find(self.tx, learner, attempt))

    def enter(self, learner: str, attempt: str) -> tuple[Attempt, Attempt]:
        """The learner's attempt as it is kept, and as it is now: what is overdue is closed.

        Nobody else writes to it until this transaction ends. Raises NotFound.
        """
        kept = _found(attempts.lock(self.tx, learner, attempt))
        return kept, close_overdue(seen(kept, self.now), self.bank)

    def keep(self, before: Attempt, after: Attempt) -> None:
        """Writes what changed, and an event for each thing that happened."""
        attempts.change(self.tx, before, after)
        for one in happened(before, after):
            self.note(
                after.learner,
                one.kind,
                at=after.now,
                attempt=after.id,
                position=one.position,
                detail=one.detail,
            )

    def note(
        self,
        learner: str,
        kind: str,
        *,
        at: datetime | None = None,
        attempt: str | None = None,
        position: int | None = None,
        detail: dict[str, object] | None = None,
    ) -> None:
        """Appends an event, of now unless it says another instant."""
        event = Event(self.new_id(), learner, kind, at or self.now, attempt, position, detail or {})
        events.append(self.tx, event)


def item_at(attempt: Attempt, position: int) -> Item:
    """Raises NotFound for a position that the attempt does not have."""
    item = attempt.item(position)
    if item is None:
        raise NotFound("This attempt has no such problem.")
    return item


def _found(attempt: Attempt | None) -> Attempt:
    if attempt is None:
        raise NotFound("There is no such attempt of yours.")
    return attempt
