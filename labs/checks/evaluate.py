"""A check against an observation: pass, fail or inconclusive, why, and whether that is settled.

"Not yet" is a fail that is not settled: it can still come right without a reset. Where we were blind or the
machine was busy, nobody fails for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from labs.checks import traffic
from labs.checks.conditions import ConditionResult
from labs.checks.findings import (
    CheckFinding,
    failed,
    failure_text,
    gap_text,
    holds,
    inconclusive,
    inconclusive_if_outage,
    misconception_text,
    not_yet,
    soak_text,
)
from labs.checks.model import (
    AlwaysCheck,
    AnswerCheck,
    AtCheck,
    ChangesCheck,
    Check,
    IntervalCheck,
    NowCheck,
    TrafficCheck,
)
from labs.checks.record import LabRecord
from labs.checks.timeline import Window
from labs.checks.times import MomentRef, clock
from problems.verdict import Verdict

# Who makes a lab's incident, in managedFields; nobody is blamed for what the lab itself did.
COLLEAGUE = "colleague"

CheckState = Literal["pass", "not-yet", "fail", "inconclusive"]


@dataclass(frozen=True, slots=True)
class CheckResult:
    """How one check stands. `settled`: only a reset can change it. `earned` is 0 or its points."""

    id: str
    title: str
    points: int
    verdict: Verdict
    settled: bool

    @property
    def state(self) -> CheckState:
        if self.verdict.outcome == "fail" and not self.settled:
            return "not-yet"
        return self.verdict.outcome

    @property
    def earned(self) -> int:
        return self.points if self.verdict.outcome == "pass" else 0


def evaluate(check: Check, record: LabRecord) -> CheckResult:
    """The check as it stands at `record.now`; once `record.end` is set, everything is settled."""
    finding = _find(check, record)
    if record.end is not None and finding.outcome == "fail" and not finding.settled:
        # Nobody can do what is missing while the cluster is away.
        finding = inconclusive_if_outage(record, record.end, record.end) or finding
    verdict = Verdict(finding.outcome, finding.reason)
    return CheckResult(
        check.id, check.title, check.points, verdict, finding.settled or record.end is not None
    )


def _find(check: Check, record: LabRecord) -> CheckFinding:
    """`once` holds back everything but a failure for good."""
    missing = next((one for one in check.instants() if record.when(one) is None and one != check.once), None)
    if missing is not None:
        return _waiting(check, missing, record)
    finding = _FIND[type(check)](check, record)
    if check.once is None or (finding.outcome == "fail" and finding.settled):
        return finding
    once = record.when(check.once)
    if once is None:
        return _waiting(check, check.once, record)
    return (
        finding if once <= record.now else not_yet(soak_text(once - record.now, ended=record.end is not None))
    )


def _waiting(check: Check, instant: MomentRef, record: LabRecord) -> CheckFinding:
    """A moment that has not come; a likely mistake may say why."""
    begin = "Waiting for" if record.end is None else "The lab ended before"
    return not_yet(misconception_text(check, record.world) or f"{begin} {record.title(instant)}.")


def _now(check: NowCheck, record: LabRecord) -> CheckFinding:
    reading = check.now.read(record.world)
    return (
        holds(reading.found)
        if reading.holds
        else not_yet(failure_text(check, record.world, {"found": reading.found}))
    )


def _always(check: AlwaysCheck, record: LabRecord) -> CheckFinding:
    start, end = record.when(check.from_), record.when(check.to)
    assert start is not None
    assert end is not None
    window = Window(start, end)
    broken = record.signal(check.always).first_break(window)
    if broken:
        at, _ = broken
        return inconclusive_if_outage(record, at, at) or failed(
            failure_text(check, record.world, _values(record, *broken))
        )
    blind = _blind(record, window)
    return inconclusive(blind) if blind else holds()


def _at(check: AtCheck, record: LabRecord) -> CheckFinding:
    at = record.when(check.at)
    assert at is not None
    reading = record.signal(check.holds).value(at)
    if reading is None or _blind(record, Window(at - 0.001, at)):
        return inconclusive(f"The cluster could not be watched at {clock(record.since_start(at))}.")
    if reading.holds:
        return holds()
    return inconclusive_if_outage(record, at, at) or failed(
        failure_text(check, record.world, _values(record, at, reading))
    )


def _gap(check: IntervalCheck, record: LabRecord) -> CheckFinding:
    first, then = record.when(check.interval.first), record.when(check.interval.then)
    assert first is not None
    assert then is not None
    seconds, most = then - first, check.interval.at_most
    if seconds >= check.interval.at_least and (most is None or seconds <= most):
        return holds(f"{seconds:.1f} s")
    return failed(failure_text(check, record.world, {"seconds": f"{seconds:.1f}"}))


def _acts(check: ChangesCheck, record: LabRecord) -> CheckFinding:
    start, on = record.when(check.changes.from_), check.changes.on
    assert start is not None
    done = [
        act
        for act in record.changes
        if act.at >= start
        and (act.kind.lower(), act.name) == (on.kind, on.name)
        and act.verb == "changed"
        and act.touches(check.changes.field)
        and act.manager != COLLEAGUE
    ]
    other = next((act for act in done if act.manager not in check.changes.by), None)
    if other:
        values = {"by": str(other.manager), "at": clock(record.since_start(other.at))}
        return failed(failure_text(check, record.world, values))
    if not done:
        return not_yet(f"Nobody has changed {check.changes.field} of {on} yet.")
    return holds(", ".join(sorted({str(act.manager) for act in done})))


def _answer(check: AnswerCheck, record: LabRecord) -> CheckFinding:
    found = record.world.get("ConfigMap", check.answer.configmap)
    given = str((found or {}).get("data", {}).get(check.answer.key, "")).strip()
    if not given:
        return not_yet(f"No decision yet: ConfigMap {check.answer.configmap} has no `{check.answer.key}`.")
    if given.lower() in {one.lower() for one in check.answer.accept}:
        return holds(given)
    return not_yet(failure_text(check, record.world, {"given": given}))


def _values(record: LabRecord, at: float, reading: ConditionResult) -> dict[str, str]:
    return {"found": reading.found, "at": clock(record.since_start(at))}


def _blind(record: LabRecord, window: Window) -> str | None:
    """Why something could have happened unseen in the window, or None."""
    for gap in record.gaps:
        if gap.start < window.end and gap.end > window.start:
            return gap_text(record, gap)
    return None


_FIND: Mapping[type[Check], Callable[[Any, LabRecord], CheckFinding]] = {
    NowCheck: _now,
    AlwaysCheck: _always,
    AtCheck: _at,
    IntervalCheck: _gap,
    TrafficCheck: traffic.evaluate_traffic,
    ChangesCheck: _acts,
    AnswerCheck: _answer,
}
