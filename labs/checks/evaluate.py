"""A check against an observation: pass, fail or inconclusive, why, and whether that is settled.

"Not yet" is a fail that is not settled: it can still come right without a reset. Where we were blind or the
machine was busy, nobody fails for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from labs.checks import traffic
from labs.checks.conditions import Reading
from labs.checks.findings import (
    Finding,
    excuse,
    failed,
    holds,
    not_yet,
    say,
    say_likely,
    unsure,
    unwatched,
    watching,
)
from labs.checks.model import (
    ActsCheck,
    AlwaysCheck,
    AnswerCheck,
    AtCheck,
    Check,
    GapCheck,
    NowCheck,
    TrafficCheck,
)
from labs.checks.record import Observation
from labs.checks.timeline import Window
from labs.checks.times import Instant, clock
from problems.verdict import Verdict

# Who makes a lab's incident, in managedFields; nobody is blamed for what the lab itself did.
COLLEAGUE = "colleague"

State = Literal["pass", "not-yet", "fail", "inconclusive"]


@dataclass(frozen=True, slots=True)
class CheckResult:
    """How one check stands. `settled`: only a reset can change it. `earned` is 0 or its points."""

    id: str
    title: str
    points: int
    verdict: Verdict
    settled: bool

    @property
    def state(self) -> State:
        if self.verdict.outcome == "fail" and not self.settled:
            return "not-yet"
        return self.verdict.outcome

    @property
    def earned(self) -> int:
        return self.points if self.verdict.outcome == "pass" else 0


def judge(check: Check, seen: Observation) -> CheckResult:
    """The check as it stands at `seen.now`; once `seen.end` is set, everything is settled."""
    finding = _find(check, seen)
    if seen.end is not None and finding.outcome == "fail" and not finding.settled:
        # Nobody can do what is missing while the cluster is away.
        finding = excuse(seen, seen.end, seen.end) or finding
    verdict = Verdict(finding.outcome, finding.reason)
    return CheckResult(check.id, check.title, check.points, verdict, finding.settled or seen.end is not None)


def _find(check: Check, seen: Observation) -> Finding:
    """`once` holds back everything but a failure for good."""
    missing = next((one for one in check.instants() if seen.when(one) is None and one != check.once), None)
    if missing is not None:
        return _waiting(check, missing, seen)
    finding = _FIND[type(check)](check, seen)
    if check.once is None or (finding.outcome == "fail" and finding.settled):
        return finding
    once = seen.when(check.once)
    if once is None:
        return _waiting(check, check.once, seen)
    return finding if once <= seen.now else not_yet(watching(once - seen.now, ended=seen.end is not None))


def _waiting(check: Check, instant: Instant, seen: Observation) -> Finding:
    """A moment that has not come; a likely mistake may say why."""
    begin = "Waiting for" if seen.end is None else "The lab ended before"
    return not_yet(say_likely(check, seen.world) or f"{begin} {seen.title(instant)}.")


def _now(check: NowCheck, seen: Observation) -> Finding:
    reading = check.now.read(seen.world)
    return (
        holds(reading.found) if reading.holds else not_yet(say(check, seen.world, {"found": reading.found}))
    )


def _always(check: AlwaysCheck, seen: Observation) -> Finding:
    start, end = seen.when(check.from_), seen.when(check.to)
    assert start is not None
    assert end is not None
    window = Window(start, end)
    broken = seen.signal(check.always).first_break(window)
    if broken:
        at, _ = broken
        return excuse(seen, at, at) or failed(say(check, seen.world, _told(seen, *broken)))
    blind = _blind(seen, window)
    return unsure(blind) if blind else holds()


def _at(check: AtCheck, seen: Observation) -> Finding:
    at = seen.when(check.at)
    assert at is not None
    reading = seen.signal(check.holds).value(at)
    if reading is None or _blind(seen, Window(at - 0.001, at)):
        return unsure(f"The cluster could not be watched at {clock(seen.since_start(at))}.")
    if reading.holds:
        return holds()
    return excuse(seen, at, at) or failed(say(check, seen.world, _told(seen, at, reading)))


def _gap(check: GapCheck, seen: Observation) -> Finding:
    first, then = seen.when(check.gap.first), seen.when(check.gap.then)
    assert first is not None
    assert then is not None
    seconds, most = then - first, check.gap.at_most
    if seconds >= check.gap.at_least and (most is None or seconds <= most):
        return holds(f"{seconds:.1f} s")
    return failed(say(check, seen.world, {"seconds": f"{seconds:.1f}"}))


def _acts(check: ActsCheck, seen: Observation) -> Finding:
    start, on = seen.when(check.acts.from_), check.acts.on
    assert start is not None
    done = [
        act
        for act in seen.acts
        if act.at >= start
        and (act.kind.lower(), act.name) == (on.kind, on.name)
        and act.verb == "changed"
        and act.touches(check.acts.field)
        and act.manager != COLLEAGUE
    ]
    other = next((act for act in done if act.manager not in check.acts.by), None)
    if other:
        told = {"by": str(other.manager), "at": clock(seen.since_start(other.at))}
        return failed(say(check, seen.world, told))
    if not done:
        return not_yet(f"Nobody has changed {check.acts.field} of {on} yet.")
    return holds(", ".join(sorted({str(act.manager) for act in done})))


def _answer(check: AnswerCheck, seen: Observation) -> Finding:
    found = seen.world.get("ConfigMap", check.answer.configmap)
    given = str((found or {}).get("data", {}).get(check.answer.key, "")).strip()
    if not given:
        return not_yet(f"No decision yet: ConfigMap {check.answer.configmap} has no `{check.answer.key}`.")
    if given.lower() in {one.lower() for one in check.answer.accept}:
        return holds(given)
    return not_yet(say(check, seen.world, {"given": given}))


def _told(seen: Observation, at: float, reading: Reading) -> dict[str, str]:
    return {"found": reading.found, "at": clock(seen.since_start(at))}


def _blind(seen: Observation, window: Window) -> str | None:
    """Why something could have happened unseen in the window, or None."""
    for gap in seen.gaps:
        if gap.start < window.end and gap.end > window.start:
            return unwatched(seen, gap)
    return None


_FIND: Mapping[type[Check], Callable[[Any, Observation], Finding]] = {
    NowCheck: _now,
    AlwaysCheck: _always,
    AtCheck: _at,
    GapCheck: _gap,
    TrafficCheck: traffic.find,
    ActsCheck: _acts,
    AnswerCheck: _answer,
}
