"""One use case's transaction, instant and bank; and the one place where use cases get theirs.

A use case is a function whose first argument is a `UnitOfWork`. A service (`grader.service.attempts`, …) runs
it through `Transactions`: the clock is read once, and everything that it wrote is committed or nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from grader.clock import Clock
from grader.errors import NotFound
from grader.rules.attempt import Attempt, ExtraTime, Item, advance_to
from grader.rules.submission import close_overdue
from grader.store import Store, Transaction, attempts, events, learners
from grader.store.events import CLOCK, AuditEvent
from grader.views.learners import LearnerView
from problems.bank import Bank

P = ParamSpec("P")
T = TypeVar("T")

# So many random bits as a whole number, as `secrets.randbits` gives them.
RandomBits = Callable[[int], int]


@dataclass(frozen=True, slots=True)
class ItemRef:
    """Names one problem: whose, in which attempt, at which position (from 1)."""

    learner: str
    attempt: str
    position: int


class AttemptRepository(Protocol):
    """Whatever keeps attempts: what an action on one problem asks of it."""

    @property
    def bank(self) -> Bank: ...

    def lock_attempt(self, learner: str, attempt: str) -> tuple[Attempt, Attempt]:
        """The attempt as it is kept, and as it is now."""
        ...

    def save_attempt(self, before: Attempt, after: Attempt) -> None: ...


@dataclass(frozen=True, slots=True)
class UnitOfWork:
    """`now` was read once, when the request came in: waiting for the store makes nobody late."""

    tx: Transaction
    bank: Bank
    now: datetime
    random_bits: RandomBits

    def new_id(self) -> str:
        """32 random hex digits."""
        return f"{self.random_bits(128):032x}"

    def learner(self, learner: str) -> LearnerView:
        """Raises NotFound."""
        found = learners.find(self.tx, learner)
        if found is None:
            raise NotFound("This learner is not known here any more.")
        return found

    def find_attempt(self, learner: str, attempt: str) -> Attempt:
        """The learner's attempt as it is kept. Raises NotFound."""
        return _found(attempts.find(self.tx, learner, attempt))

    def lock_attempt(self, learner: str, attempt: str) -> tuple[Attempt, Attempt]:
        """The learner's attempt as it is kept, and as it is now: what is overdue is closed.

        Nobody else writes to it until this transaction ends. Raises NotFound.
        """
        stored = _found(attempts.lock(self.tx, learner, attempt))
        return stored, close_overdue(advance_to(stored, self.now), self.bank)

    def save_attempt(self, before: Attempt, after: Attempt, actor: str | None = None) -> None:
        """Writes what changed, and an audit event for each change; `actor` is its learner unless named."""
        attempts.change(self.tx, before, after)
        events.append(self.tx, [self._event(after, change, actor) for change in diff(before, after)])

    def record_event(
        self,
        learner: str | None,
        kind: str,
        *,
        actor: str | None = None,
        at: datetime | None = None,
        attempt: str | None = None,
        lab_attempt: str | None = None,
        position: int | None = None,
        classroom: str | None = None,
        detail: dict[str, object] | None = None,
    ) -> None:
        """Appends an audit event, of now and by the learner unless `at` and `actor` say otherwise."""
        author = actor or learner
        assert author is not None, "an act is somebody's"
        event = AuditEvent(
            id=self.new_id(),
            learner=learner,
            actor=author,
            kind=kind,
            at=at or self.now,
            attempt=attempt,
            lab_attempt=lab_attempt,
            position=position,
            classroom=classroom,
            detail=detail or {},
        )
        events.append(self.tx, [event])

    def _event(self, after: Attempt, change: AttemptChange, actor: str | None) -> AuditEvent:
        return AuditEvent(
            id=self.new_id(),
            learner=after.learner,
            actor=CLOCK if change.by_clock else actor or after.learner,
            kind=change.kind,
            at=after.now,
            attempt=after.id,
            position=change.position,
            detail=change.detail,
        )


class Transactions:
    """Runs use cases, each in one transaction at one instant. Safe to share between threads.

    Everything raises NotSaved when the store does not answer; then nothing was recorded.
    """

    def __init__(self, store: Store, bank: Bank, clock: Clock, random_bits: RandomBits) -> None:
        self._store, self._clock, self._random_bits = store, clock, random_bits
        self.bank = bank
        self._has_deleted = False

    def erase_deleted(self) -> None:
        """Has the store erase what was deleted; where it is too busy, `erase_again` tries later."""
        self._has_deleted = not self._store.erase_deleted()

    def erase_again(self) -> None:
        if self._has_deleted:
            self.erase_deleted()

    def now(self) -> datetime:
        """The instant of a request that is more than one transaction."""
        return self._clock()

    def read(self, case: Callable[Concatenate[UnitOfWork, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What the use case finds in one consistent state; it can write nothing."""
        return self.read_at(self._clock(), case, *args, **kwargs)

    def write(self, case: Callable[Concatenate[UnitOfWork, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What the use case returns, once all that it wrote is committed. It may run more than once."""
        return self.write_at(self._clock(), case, *args, **kwargs)

    def read_at(
        self, at: datetime, case: Callable[Concatenate[UnitOfWork, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        return self._store.read(lambda tx: case(self._unit(tx, at), *args, **kwargs))

    def write_at(
        self, at: datetime, case: Callable[Concatenate[UnitOfWork, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        return self._store.write(lambda tx: case(self._unit(tx, at), *args, **kwargs))

    def _unit(self, tx: Transaction, at: datetime) -> UnitOfWork:
        return UnitOfWork(tx, self.bank, at, self._random_bits)


@dataclass(frozen=True, slots=True)
class AttemptChange:
    """One difference between two states of an attempt; `kind` is that of the audit event.

    started, hinted, answered, closed, retimed, extended, moved, paused, resumed, released, finished or
    reopened. Saved drafts are none: they would outnumber everything else, and the last one is with its item.
    """

    kind: str
    position: int | None
    detail: dict[str, object]
    by_clock: bool = False


def diff(before: Attempt, after: Attempt) -> Iterator[AttemptChange]:
    """What changed, item by item, then the attempt as a whole."""
    for was, is_now in zip(before.items, after.items, strict=False):
        yield from _diff_item(was, is_now)
    if len(after.items) > len(before.items):
        yield AttemptChange("extended", None, {"by": len(after.items) - len(before.items)})
    if (after.paused_at is None) != (before.paused_at is None):
        yield AttemptChange("paused" if after.paused_at else "resumed", None, {})
    if before.withholds_solutions and not after.withholds_solutions:
        yield AttemptChange("released", None, {})
    if after.time_owed > before.time_owed:
        by = (after.time_owed - before.time_owed).total_seconds()
        yield AttemptChange("retimed", None, {"seconds": by})
    if after.position != before.position:
        yield AttemptChange("moved", after.position, {})
    if (after.finished_at is None) != (before.finished_at is None):
        yield AttemptChange("finished" if after.finished_at else "reopened", None, {})


def extra_time_of(attempt: Attempt, own: ExtraTime) -> ExtraTime:
    """The extra time of its next clock: that of its class where it belongs to one, else the learner's own."""
    return own if attempt.part is None else attempt.extra_time


def item_at(attempt: Attempt, position: int) -> Item:
    """Raises NotFound for a position that the attempt does not have."""
    item = attempt.item(position)
    if item is None:
        raise NotFound("This attempt has no such problem.")
    return item


def _diff_item(was: Item, is_now: Item) -> Iterator[AttemptChange]:
    at = is_now.position
    if was.started_at is None and is_now.started_at is not None:
        limit = is_now.time_limit
        yield AttemptChange("started", at, {"seconds": limit.total_seconds() if limit else None})
    if was.started_at is not None and was.time_limit != is_now.time_limit:
        limit = is_now.time_limit
        yield AttemptChange("retimed", at, {"seconds": limit.total_seconds() if limit else None})
    if is_now.hints > was.hints:
        yield AttemptChange("hinted", at, {"number": is_now.hints})
    for tried in is_now.tries[len(was.tries) :]:
        detail: dict[str, object] = {"number": tried.number, "credit": tried.credit, "by": tried.given_by}
        yield AttemptChange("answered", at, detail, tried.given_by == "clock")
    if was.state != "closed" and is_now.state == "closed":
        by_clock = is_now.close_reason == "time-up"
        yield AttemptChange("closed", at, {"reason": is_now.close_reason}, by_clock)


def _found(attempt: Attempt | None) -> Attempt:
    if attempt is None:
        raise NotFound("There is no such attempt of yours.")
    return attempt
