"""Checks of who answered whom: failures, versions and times of the requests in a window."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from labs.checks.findings import (
    CheckFinding,
    failed,
    failure_text,
    holds,
    inconclusive,
    inconclusive_if_outage,
    not_yet,
    soak_text,
)
from labs.checks.model import TrafficCheck
from labs.checks.record import LabRecord
from labs.checks.timeline import RESPONDERS, FailureTally, Window
from labs.checks.times import clock

# A prober beats once a second; without one for so long nobody can say what users saw.
LONGEST_SILENCE = 4.0
# Requests due this close to the end may still be under way.
_UNDER_WAY = 0.5

ClassEvaluation = Callable[[TrafficCheck, LabRecord, str, Window], CheckFinding]


def evaluate_traffic(check: TrafficCheck, record: LabRecord) -> CheckFinding:
    """The worst finding over the classes; the first class that fails gives the reason."""
    start, end = record.when(check.traffic.from_), record.when(check.traffic.to)
    assert start is not None
    assert end is not None
    window = Window(start, min(end, max(record.now, start)))
    look = _look_for(check)
    findings = [
        look(check, record, client, window) for client in check.traffic.classes or record.timeline.classes
    ]
    if not findings:
        return not_yet("Waiting for the first request.")
    worst = max(findings, key=_badness)
    if worst.outcome == "pass":
        return _only_if_watched(check, record, window, worst)
    silence = record.now - record.timeline.last_heartbeat
    if worst.outcome == "fail" and not worst.settled and silence > LONGEST_SILENCE:
        return inconclusive(_silent(silence))
    return worst


def _badness(finding: CheckFinding) -> int:
    if finding.outcome == "fail":
        return 3 if finding.settled else 2
    return 1 if finding.outcome == "inconclusive" else 0


def _only_if_watched(
    check: TrafficCheck, record: LabRecord, window: Window, found: CheckFinding
) -> CheckFinding:
    """A pass counts when the prober was there all the time, and for as long as the check wants."""
    once = record.when(check.once) if check.once else window.start
    if once is None:
        return found
    heard, wanted = min(record.timeline.last_heartbeat, record.now), once + check.soak
    silence = record.timeline.silence(Window(window.start, min(window.end, record.now)))
    if silence > LONGEST_SILENCE:
        return inconclusive(_silent(silence))
    if heard < wanted and record.now < wanted + 1:
        return not_yet(soak_text(wanted - heard, ended=record.end is not None))
    return found


def _silent(seconds: float) -> str:
    return f"The prober was silent for {seconds:.0f} s, so nobody can say what users saw."


def _look_for(check: TrafficCheck) -> ClassEvaluation:
    asked = check.traffic
    if asked.failed is not None:
        return _few_failed
    if asked.all is not None:
        return _all_moved
    return _none_answered if asked.none else _quick


def _few_failed(check: TrafficCheck, record: LabRecord, client: str, window: Window) -> CheckFinding:
    tally = record.timeline.tally(client, window)
    assert check.traffic.failed is not None
    if tally.failed <= check.traffic.failed:
        if tally.failed + tally.unsure <= check.traffic.failed:
            return holds(f"0 of {tally.of} {client} requests failed" if not tally.failed else "")
        return inconclusive(_busy(record, f"{tally.unsure} slow answers of {tally.of} prove nothing"))
    if record.noisy_baseline and set(tally.kinds) <= {"late", "timeout"}:
        return inconclusive(record.noisy_baseline)
    excused = inconclusive_if_outage(record, tally.first or window.start, tally.last or window.end)
    return excused or failed(_say(check, record, client, _failure_values(record, tally)))


def _all_moved(check: TrafficCheck, record: LabRecord, client: str, window: Window) -> CheckFinding:
    asked, end = check.traffic, min(window.end, record.timeline.last_heartbeat - _UNDER_WAY)
    assert asked.all is not None
    assert asked.within is not None
    took = record.timeline.settled(client, asked.all, window.start, max(window.start, end))
    if took is not None and took <= asked.within:
        return holds(f"after {took:.1f} s")
    values = {"who": asked.all, "within": f"{asked.within:g}"}
    if end <= window.start + asked.within:
        return not_yet(_say(check, record, client, values))
    if record.noisy_baseline or record.timeline.noisy(Window(window.start, window.start + asked.within)):
        return inconclusive(_busy(record, "that the move took longer proves nothing"))
    excused = inconclusive_if_outage(record, window.start, window.start + asked.within)
    return excused or failed(_say(check, record, client, values))


def _none_answered(check: TrafficCheck, record: LabRecord, client: str, window: Window) -> CheckFinding:
    counts = record.timeline.counts(client, window)
    for who in check.traffic.none:
        if counts[who]:
            first, last = (
                record.timeline.first(client, who, window),
                record.timeline.last(client, who, window),
            )
            values = {"who": who, "failed": str(counts[who]), "of": str(sum(counts.values()))}
            excused = inconclusive_if_outage(record, first or window.start, last or window.end)
            return excused or failed(_say(check, record, client, values | _times(record, first, last)))
    return holds(" and ".join(f"0 from {who}" for who in RESPONDERS if who in check.traffic.none))


def _quick(check: TrafficCheck, record: LabRecord, client: str, window: Window) -> CheckFinding:
    asked = check.traffic.p95
    assert asked is not None
    p95 = record.timeline.percentile(client, 0.95, window)
    if p95 is None:
        return not_yet("Waiting for a good answer.")
    if p95 <= asked:
        return holds(f"{p95 * 1000:.0f} ms")
    if record.noisy_baseline or record.timeline.noisy(window):
        return inconclusive(_busy(record, f"95 of 100 answers within {p95 * 1000:.0f} ms prove nothing"))
    return not_yet(_say(check, record, client, {"p95": f"{p95 * 1000:.0f}"}))


def _busy(record: LabRecord, what: str) -> str:
    return record.noisy_baseline or f"The machine was busy elsewhere; {what}. Reset, and try again."


def _say(check: TrafficCheck, record: LabRecord, client: str, values: Mapping[str, str]) -> str:
    return failure_text(check, record.world, {"class": _CALLED.get(client, client), **values})


_CALLED = {"fresh": "new connections", "keep-alive": "keep-alive requests", "long": "long predictions"}
_HOW = {
    "refused": "refused",
    "reset": "cut off",
    "late": "late",
    "timeout": "never answered",
    "unresolved": "without an address",
    "status": "answered with an error",
}


def _failure_values(record: LabRecord, tally: FailureTally) -> dict[str, str]:
    kinds = sorted(tally.kinds.items(), key=lambda pair: -pair[1])
    how = ", ".join(f"{count} {_HOW[kind]}" for kind, count in kinds)
    values = {"failed": str(tally.failed), "of": str(tally.of), "how": how}
    return values | _times(record, tally.first, tally.last)


def _times(record: LabRecord, first: float | None, last: float | None) -> dict[str, str]:
    named = {"first": first, "last": last}
    return {name: clock(record.since_start(at)) for name, at in named.items() if at is not None}
