"""Attempts at labs: begin, look, reset, record checks, end; kept like any other attempt."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from grader.errors import NotFound, Refused
from grader.rules import lab_attempt as rules
from grader.rules.lab_attempt import LabAttempt, LabCheck, LabEnd, LabOffer
from grader.service.unit_of_work import Transactions, UnitOfWork
from grader.store import lab_attempts as labs
from grader.store import learners
from grader.store.events import CLOCK

# From an attempt to what comes of it; it must come to the same end twice.
Step = Callable[[LabAttempt], LabAttempt]


class LabAttemptService:
    """What a learner does with labs. The labs judge; here it is kept."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def begin(
        self, learner: str, offer: LabOffer, *, namespace_of: Callable[[str], str], lifetime: timedelta
    ) -> LabAttempt:
        """A new attempt at a lab, or the unfinished one; `namespace_of` names its namespace by its id.

        Raises Refused while another lab of the learner's is open.
        """
        return self._transactions.write(_begin, learner, offer, namespace_of, lifetime)

    def look(self, learner: str, attempt: str) -> LabAttempt:
        """The attempt now; one whose namespace is over is ended first, as inconclusive."""
        at = self._transactions.now()
        found = self._transactions.read_at(at, _look_only, learner, attempt)
        return found or self._transactions.write_at(at, _change, learner, attempt, lambda lab: lab)

    def reset(self, learner: str, attempt: str, number: int) -> LabAttempt:
        """The lab was set back to its start for the `number`th time."""
        return self._transactions.write(_change, learner, attempt, lambda lab: rules.reset(lab, number))

    def reveal_solution(self, learner: str, attempt: str) -> LabAttempt:
        """The solution is shown from now on, and that is kept."""
        return self._transactions.write(_change, learner, attempt, rules.reveal_solution)

    def record_checks(self, learner: str, attempt: str, checks: tuple[LabCheck, ...]) -> LabAttempt:
        """How the checks stand now."""
        return self._transactions.write(
            _change, learner, attempt, lambda lab: rules.record_checks(lab, checks)
        )

    def end(self, learner: str, attempt: str, found: LabEnd) -> LabAttempt:
        """Ends the attempt with what the labs found; one that has ended stays as it is."""
        return self._transactions.write(_change, learner, attempt, lambda lab: rules.end(lab, found))

    def unfinished(self, learner: str) -> LabAttempt | None:
        """The lab that is open, if one is."""
        return self._transactions.read(_unfinished, learner)

    def of_learner(self, learner: str) -> tuple[LabAttempt, ...]:
        """Every attempt at a lab, newest first, without the reports."""
        return self._transactions.read(_of_learner, learner)


def _begin(
    unit: UnitOfWork, learner: str, offer: LabOffer, namespace_of: Callable[[str], str], lifetime: timedelta
) -> LabAttempt:
    learners.lock(unit.tx, learner)
    unit.learner(learner)
    stored = labs.unfinished(unit.tx, learner)
    unfinished = _apply(unit, stored, lambda lab: lab) if stored else None
    if unfinished is not None and unfinished.ended_at is None:
        if unfinished.scenario != offer.slug:
            raise Refused(f"The lab “{unfinished.title}” is still open. End it, then begin this one.")
        return unfinished
    attempt = unit.new_id()
    lab = LabAttempt(
        id=attempt,
        learner=learner,
        scenario=offer.slug,
        title=offer.title,
        fingerprint=offer.fingerprint,
        namespace=namespace_of(attempt),
        points=offer.points,
        started_at=unit.now,
        deadline=unit.now + lifetime,
        seen_at=unit.now,
    )
    labs.add(unit.tx, lab)
    _record(unit, lab, "lab-began")
    return lab


def _look_only(unit: UnitOfWork, learner: str, attempt: str) -> LabAttempt | None:
    """The attempt, when nothing needs to be kept for it; None sends the caller to write its end."""
    stored = _found(labs.find(unit.tx, learner, attempt))
    now = rules.advance_to(stored, unit.now)
    return None if now.ended_at != stored.ended_at else now


def _unfinished(unit: UnitOfWork, learner: str) -> LabAttempt | None:
    unit.learner(learner)
    stored = labs.unfinished(unit.tx, learner)
    return stored if stored and rules.advance_to(stored, unit.now).ended_at is None else None


def _of_learner(unit: UnitOfWork, learner: str) -> tuple[LabAttempt, ...]:
    unit.learner(learner)
    return tuple(labs.of_learner(unit.tx, learner))


def overdue(unit: UnitOfWork) -> list[tuple[str, str]]:
    """Pairs (learner, attempt) of labs whose namespace is over."""
    return labs.overdue(unit.tx, unit.now)


def close_overdue(unit: UnitOfWork, learner: str, attempt: str) -> int:
    """How many labs this closed: 0 when somebody was quicker."""
    stored = _found(labs.lock(unit.tx, learner, attempt))
    return int(stored.ended_at is None and _apply(unit, stored, lambda lab: lab).ended_at is not None)


def _change(unit: UnitOfWork, learner: str, attempt: str, step: Step) -> LabAttempt:
    return _apply(unit, _found(labs.lock(unit.tx, learner, attempt)), step)


def _apply(unit: UnitOfWork, stored: LabAttempt, step: Step) -> LabAttempt:
    """What comes of the attempt, written with an audit event for each change."""
    after = step(rules.advance_to(stored, unit.now))
    labs.change(unit.tx, stored, after)
    if after.resets > stored.resets:
        _record(unit, after, "lab-reset", number=after.resets)
    if after.revealed_at != stored.revealed_at:
        _record(unit, after, "lab-revealed")
    for check in rules.newly_passed(stored, after):
        _record(unit, after, "lab-check", check=check.id)
    if after.ended_at != stored.ended_at and after.verdict is not None:
        _record(unit, after, "lab-ended", outcome=after.verdict.outcome)
    return after


def _record(unit: UnitOfWork, lab: LabAttempt, kind: str, **detail: object) -> None:
    by_clock = kind == "lab-ended" and lab.verdict == rules.OUT_OF_TIME
    unit.record_event(
        lab.learner,
        kind,
        actor=CLOCK if by_clock else None,
        at=lab.seen_at,
        lab_attempt=lab.id,
        detail={"lab": lab.scenario, **detail},
    )


def _found(lab: LabAttempt | None) -> LabAttempt:
    if lab is None:
        raise NotFound("There is no such lab of yours.")
    return lab
