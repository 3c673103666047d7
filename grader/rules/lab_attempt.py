"""A lab as far as the grader keeps it: which one, when, what was reached and how it was judged. Pure.

The labs judge; nothing here knows a cluster.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from problems.verdict import Verdict

CheckState = Literal["pass", "not-yet", "fail", "inconclusive"]

# A namespace that ends by itself takes its traffic along, so nothing can be judged any more.
OUT_OF_TIME = Verdict(
    "inconclusive",
    "This lab was open until its last minute and was never ended, so nothing was judged. "
    "That counts for nothing, neither way.",
)


@dataclass(frozen=True, slots=True)
class LabOffer:
    """A lab that can be begun. `fingerprint` is 16 hex digits over all of it, `points` its checks' sum."""

    slug: str
    title: str
    fingerprint: str
    points: int


@dataclass(frozen=True, slots=True)
class LabCheck:
    """The last known state of a check; `reason` says why, in a sentence."""

    id: str
    title: str
    points: int
    state: CheckState
    reason: str


@dataclass(frozen=True, slots=True)
class LabEnd:
    """What the labs found in the end. `report` is JSON that only they read."""

    verdict: Verdict
    checks: tuple[LabCheck, ...]
    report: str | None


@dataclass(frozen=True, slots=True)
class LabAttempt:
    """A learner's attempt at a lab in a namespace of its own, which lasts until `deadline`.

    `resets` counts how often it was set back to its start. `verdict` and `report` (JSON, which only the labs
    read) are there once it has ended; a list of attempts leaves the reports out.
    """

    id: str
    learner: str
    scenario: str
    title: str
    fingerprint: str
    namespace: str
    points: int
    started_at: datetime
    deadline: datetime
    seen_at: datetime
    resets: int = 0
    revealed_at: datetime | None = None
    checks: tuple[LabCheck, ...] = ()
    ended_at: datetime | None = None
    verdict: Verdict | None = None
    report: str | None = None

    @property
    def earned(self) -> int:
        return sum(check.points for check in self.checks if check.state == "pass")


def advance_to(lab: LabAttempt, now: datetime) -> LabAttempt:
    """The attempt at `now`; a clock that was set back gives no time back, and one that ran out ends it."""
    if lab.ended_at is not None:
        return lab
    at = replace(lab, seen_at=max(lab.seen_at, now))
    return end(at, LabEnd(OUT_OF_TIME, at.checks, None)) if at.seen_at >= lab.deadline else at


def end(lab: LabAttempt, found: LabEnd) -> LabAttempt:
    """Ended so, never after its deadline; what has ended already stays as it is."""
    if lab.ended_at is not None:
        return lab
    at = min(lab.seen_at, lab.deadline)
    return replace(lab, ended_at=at, verdict=found.verdict, checks=found.checks, report=found.report)


def reset(lab: LabAttempt, number: int) -> LabAttempt:
    """Set back to its start for the `number`th time; the same number again changes nothing."""
    return lab if lab.ended_at or number <= lab.resets else replace(lab, resets=number, checks=())


def reveal_solution(lab: LabAttempt) -> LabAttempt:
    """The solution was shown. After the end it may be read freely, and that is nobody's business."""
    return lab if lab.ended_at or lab.revealed_at else replace(lab, revealed_at=lab.seen_at)


def record_checks(lab: LabAttempt, checks: tuple[LabCheck, ...]) -> LabAttempt:
    """The checks as they stand now."""
    return lab if lab.ended_at else replace(lab, checks=checks)


def newly_passed(before: LabAttempt, after: LabAttempt) -> tuple[LabCheck, ...]:
    """The checks that hold now and did not before."""
    held = {check.id for check in before.checks if check.state == "pass"}
    return tuple(check for check in after.checks if check.state == "pass" and check.id not in held)
