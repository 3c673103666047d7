"""Attempts at labs: begun, looked at, told how they stand, ended, and kept like any other attempt."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from grader.errors import NotFound, Refused
from grader.rules import lab_attempt as rules
from grader.rules.lab_attempt import LabAttempt, LabCheck, LabEnd, LabOffer
from grader.service.unit_of_work import Desk
from grader.store import lab_attempts as labs
from grader.store import learners

# From an attempt to what comes of it; it must come to the same end twice.
Step = Callable[[LabAttempt], LabAttempt]


def begin(
    desk: Desk, learner: str, offer: LabOffer, place_of: Callable[[str], str], life: timedelta
) -> LabAttempt:
    learners.lock(desk.tx, learner)
    desk.learner(learner)
    going = labs.unfinished(desk.tx, learner)
    going = _moved(desk, going, lambda lab: lab) if going else None
    if going is not None and going.ended_at is None:
        if going.scenario != offer.slug:
            raise Refused(f"The lab “{going.title}” is still open. End it, then begin this one.")
        return going
    attempt = desk.new_id()
    lab = LabAttempt(
        id=attempt,
        learner=learner,
        scenario=offer.slug,
        title=offer.title,
        fingerprint=offer.fingerprint,
        place=place_of(attempt),
        points=offer.points,
        started_at=desk.now,
        deadline=desk.now + life,
        seen_at=desk.now,
    )
    labs.add(desk.tx, lab)
    _note(desk, lab, "lab-began")
    return lab


def peek(desk: Desk, learner: str, attempt: str) -> LabAttempt | None:
    """The attempt, when nothing needs to be kept for it; None sends the caller to `look`."""
    kept = _found(labs.find(desk.tx, learner, attempt))
    now = rules.seen(kept, desk.now)
    return None if now.ended_at != kept.ended_at else now


def look(desk: Desk, learner: str, attempt: str) -> LabAttempt:
    return _step(desk, learner, attempt, lambda lab: lab)


def reset(desk: Desk, learner: str, attempt: str, number: int) -> LabAttempt:
    return _step(desk, learner, attempt, lambda lab: rules.reset(lab, number))


def reveal(desk: Desk, learner: str, attempt: str) -> LabAttempt:
    return _step(desk, learner, attempt, rules.revealed)


def record(desk: Desk, learner: str, attempt: str, checks: tuple[LabCheck, ...]) -> LabAttempt:
    return _step(desk, learner, attempt, lambda lab: rules.recorded(lab, checks))


def end(desk: Desk, learner: str, attempt: str, found: LabEnd) -> LabAttempt:
    return _step(desk, learner, attempt, lambda lab: rules.ended(lab, found))


def going(desk: Desk, learner: str) -> LabAttempt | None:
    desk.learner(learner)
    kept = labs.unfinished(desk.tx, learner)
    return kept if kept and rules.seen(kept, desk.now).ended_at is None else None


def past(desk: Desk, learner: str) -> tuple[LabAttempt, ...]:
    desk.learner(learner)
    return tuple(labs.of_learner(desk.tx, learner))


def overdue(desk: Desk) -> list[tuple[str, str]]:
    """Pairs (learner, attempt) of labs whose place is over."""
    return labs.overdue(desk.tx, desk.now)


def sweep_up(desk: Desk, learner: str, attempt: str) -> int:
    """How many labs this closed: 0 when somebody was quicker."""
    kept = _found(labs.lock(desk.tx, learner, attempt))
    return int(kept.ended_at is None and _moved(desk, kept, lambda lab: lab).ended_at is not None)


def _step(desk: Desk, learner: str, attempt: str, step: Step) -> LabAttempt:
    return _moved(desk, _found(labs.lock(desk.tx, learner, attempt)), step)


def _moved(desk: Desk, kept: LabAttempt, step: Step) -> LabAttempt:
    """What comes of the attempt, written with an event for each thing that happened."""
    after = step(rules.seen(kept, desk.now))
    labs.change(desk.tx, kept, after)
    if after.resets > kept.resets:
        _note(desk, after, "lab-reset", number=after.resets)
    if after.revealed_at != kept.revealed_at:
        _note(desk, after, "lab-revealed")
    for check in rules.reached(kept, after):
        _note(desk, after, "lab-check", check=check.id)
    if after.ended_at != kept.ended_at and after.verdict is not None:
        _note(desk, after, "lab-ended", outcome=after.verdict.outcome)
    return after


def _note(desk: Desk, lab: LabAttempt, kind: str, **detail: object) -> None:
    # The column `attempt` of an event points to attempts at problems.
    desk.note(
        lab.learner, kind, at=lab.seen_at, detail={"lab": lab.scenario, "lab_attempt": lab.id, **detail}
    )


def _found(lab: LabAttempt | None) -> LabAttempt:
    if lab is None:
        raise NotFound("There is no such lab of yours.")
    return lab
