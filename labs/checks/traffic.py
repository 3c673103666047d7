"""Checks of who answered whom: failures, versions and times of the requests in a window."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from labs.checks.findings import Finding, excuse, failed, holds, not_yet, say, unsure, watching
from labs.checks.model import TrafficCheck
from labs.checks.record import Observation
from labs.checks.timeline import WHO, Tally, Window
from labs.checks.times import clock

# A prober beats once a second; without one for so long nobody can say what users saw.
LONGEST_SILENCE = 4.0
# Requests due this close to the end may still be under way.
_UNDER_WAY = 0.5

Look = Callable[[TrafficCheck, Observation, str, Window], Finding]


def find(check: TrafficCheck, seen: Observation) -> Finding:
    """The worst finding over the classes; the first class that fails gives the reason."""
    start, end = seen.when(check.traffic.from_), seen.when(check.traffic.to)
    assert start is not None
    assert end is not None
    window = Window(start, min(end, max(seen.now, start)))
    look = _look_for(check)
    findings = [
        look(check, seen, client, window) for client in check.traffic.classes or seen.timeline.classes
    ]
    if not findings:
        return not_yet("Waiting for the first request.")
    worst = max(findings, key=_badness)
    if worst.outcome == "pass":
        return _only_if_watched(check, seen, window, worst)
    silence = seen.now - seen.timeline.heard
    if worst.outcome == "fail" and not worst.settled and silence > LONGEST_SILENCE:
        return unsure(_silent(silence))
    return worst


def _badness(finding: Finding) -> int:
    if finding.outcome == "fail":
        return 3 if finding.settled else 2
    return 1 if finding.outcome == "inconclusive" else 0


def _only_if_watched(check: TrafficCheck, seen: Observation, window: Window, found: Finding) -> Finding:
    """A pass counts when the prober was there all the time, and for as long as the check wants."""
    once = seen.when(check.once) if check.once else window.start
    if once is None:
        return found
    heard, wanted = min(seen.timeline.heard, seen.now), once + check.soak
    silence = seen.timeline.silence(Window(window.start, min(window.end, seen.now)))
    if silence > LONGEST_SILENCE:
        return unsure(_silent(silence))
    if heard < wanted and seen.now < wanted + 1:
        return not_yet(watching(wanted - heard, ended=seen.end is not None))
    return found


def _silent(seconds: float) -> str:
    return f"The prober was silent for {seconds:.0f} s, so nobody can say what users saw."


def _look_for(check: TrafficCheck) -> Look:
    asked = check.traffic
    if asked.failed is not None:
        return _few_failed
    if asked.all is not None:
        return _all_moved
    return _none_answered if asked.none else _quick


def _few_failed(check: TrafficCheck, seen: Observation, client: str, window: Window) -> Finding:
    tally = seen.timeline.tally(client, window)
    assert check.traffic.failed is not None
    if tally.failed <= check.traffic.failed:
        if tally.failed + tally.unsure <= check.traffic.failed:
            return holds(f"0 of {tally.of} {client} requests failed" if not tally.failed else "")
        return unsure(_busy(seen, f"{tally.unsure} slow answers of {tally.of} prove nothing"))
    if seen.noisy_baseline and set(tally.kinds) <= {"late", "timeout"}:
        return unsure(seen.noisy_baseline)
    excused = excuse(seen, tally.first or window.start, tally.last or window.end)
    return excused or failed(_say(check, seen, client, _told_failures(seen, tally)))


def _all_moved(check: TrafficCheck, seen: Observation, client: str, window: Window) -> Finding:
    asked, end = check.traffic, min(window.end, seen.timeline.heard - _UNDER_WAY)
    assert asked.all is not None
    assert asked.within is not None
    took = seen.timeline.settled(client, asked.all, window.start, max(window.start, end))
    if took is not None and took <= asked.within:
        return holds(f"after {took:.1f} s")
    told = {"who": asked.all, "within": f"{asked.within:g}"}
    if end <= window.start + asked.within:
        return not_yet(_say(check, seen, client, told))
    if seen.noisy_baseline or seen.timeline.noisy(Window(window.start, window.start + asked.within)):
        return unsure(_busy(seen, "that the move took longer proves nothing"))
    excused = excuse(seen, window.start, window.start + asked.within)
    return excused or failed(_say(check, seen, client, told))


def _none_answered(check: TrafficCheck, seen: Observation, client: str, window: Window) -> Finding:
    counts = seen.timeline.counts(client, window)
    for who in check.traffic.none:
        if counts[who]:
            first, last = seen.timeline.first(client, who, window), seen.timeline.last(client, who, window)
            told = {"who": who, "failed": str(counts[who]), "of": str(sum(counts.values()))}
            excused = excuse(seen, first or window.start, last or window.end)
            return excused or failed(_say(check, seen, client, told | _times(seen, first, last)))
    return holds(" and ".join(f"0 from {who}" for who in WHO if who in check.traffic.none))


def _quick(check: TrafficCheck, seen: Observation, client: str, window: Window) -> Finding:
    asked = check.traffic.p95
    assert asked is not None
    p95 = seen.timeline.percentile(client, 0.95, window)
    if p95 is None:
        return not_yet("Waiting for a good answer.")
    if p95 <= asked:
        return holds(f"{p95 * 1000:.0f} ms")
    if seen.noisy_baseline or seen.timeline.noisy(window):
        return unsure(_busy(seen, f"95 of 100 answers within {p95 * 1000:.0f} ms prove nothing"))
    return not_yet(_say(check, seen, client, {"p95": f"{p95 * 1000:.0f}"}))


def _busy(seen: Observation, what: str) -> str:
    return seen.noisy_baseline or f"The machine was busy elsewhere; {what}. Reset, and try again."


def _say(check: TrafficCheck, seen: Observation, client: str, told: Mapping[str, str]) -> str:
    return say(check, seen.world, {"class": _CALLED.get(client, client), **told})


_CALLED = {"fresh": "new connections", "keep-alive": "keep-alive requests", "long": "long predictions"}
_HOW = {
    "refused": "refused",
    "reset": "cut off",
    "late": "late",
    "timeout": "never answered",
    "unresolved": "without an address",
    "status": "answered with an error",
}


def _told_failures(seen: Observation, tally: Tally) -> dict[str, str]:
    kinds = sorted(tally.kinds.items(), key=lambda pair: -pair[1])
    how = ", ".join(f"{count} {_HOW[kind]}" for kind, count in kinds)
    told = {"failed": str(tally.failed), "of": str(tally.of), "how": how}
    return told | _times(seen, tally.first, tally.last)


def _times(seen: Observation, first: float | None, last: float | None) -> dict[str, str]:
    named = {"first": first, "last": last}
    return {name: clock(seen.since_start(at)) for name, at in named.items() if at is not None}
