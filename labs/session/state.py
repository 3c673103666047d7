"""One run of a lab, from the first answered request to the last evaluation, as a state machine. Pure.

connecting   until every class of clients has had a good answer
baseline     until a calm stretch was measured, or three were not calm
open         the learner works
closing      ended; requests that were under way are waited for
closed       evaluated for good
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Literal

from labs.checks.evaluate import CheckResult, evaluate
from labs.checks.model import Check
from labs.checks.objects import Object, ObjectChange
from labs.checks.record import LabRecord
from labs.checks.timeline import Timeline, Window
from labs.reading.model import Scenario
from labs.session.events import (
    ClusterOutage,
    IncidentApplied,
    LabEnded,
    LabOpened,
    PersistedEvent,
    SessionEvent,
    SolutionRevealed,
    TrafficRecorded,
    WatchGap,
)
from problems.verdict import Verdict

log = logging.getLogger(__name__)

Phase = Literal["connecting", "baseline", "open", "closing", "closed"]

# A class that has no good answer by then will not get one before the learner acts.
_CONNECT_SECONDS = 10.0
_BASELINES = 3
# After giving up on the last request a prober says so at once; more is for a connection that is slow.
_LAST_WORD_SECONDS, _PATIENCE = 0.5, 3.0


class SessionState:
    """Takes every event with its time; knows the phase and how the checks stand."""

    def __init__(self, scenario: Scenario, now: float) -> None:
        self.scenario = scenario
        self.phase: Phase = "connecting"
        self.solution_shown = False
        timeline = Timeline(scenario.versions.blue, scenario.versions.green)
        self.record = LabRecord(scenario.checks, scenario.moments, timeline)
        self._since = now
        self._baselines = 0
        self._closes_at = 0.0

    def apply(self, event: SessionEvent) -> None:
        """Something happened. What happened after the end is no matter, but for records of requests."""
        match event:
            case TrafficRecorded(entries):
                self.record.add_requests(entries)
            case SolutionRevealed():
                self.solution_shown = True
            case _ if self.record.end is not None:
                return
            case ObjectChange():
                self.record.add_change(event)
            case WatchGap(window):
                self.record.add_gap(window)
            case ClusterOutage(window):
                self.record.add_outage(window)
            case IncidentApplied(at):
                self.record.incident = at
            case LabOpened(at, noise):
                self.record.start, self.record.noisy_baseline, self.phase = at, noise, "open"
            case LabEnded(at):
                self._end(at)

    def catch_up(self, there: Sequence[Object], since: float, now: float) -> tuple[PersistedEvent, ...]:
        """What `there` has become while nobody looked, from `since` on, as events in order."""
        known = {(one["kind"], one["metadata"]["name"]): one for one in self.record.world.everything()}
        found = {(one["kind"], one["metadata"]["name"]): one for one in there}
        changed = [one for key, one in found.items() if _version(one) != _version(known.get(key))]
        gone = [one for key, one in known.items() if key not in found]
        if not changed and not gone:
            return ()
        events = [
            *(ObjectChange(now, one) for one in changed),
            *(ObjectChange(now, one, gone=True) for one in gone),
        ]
        return WatchGap(Window(since, now)), *events

    @property
    def incident_is_due(self) -> bool:
        """Whether the scenario's incident has to happen now, which it does once."""
        incident = self.scenario.incident
        if incident is None or self.phase != "open" or self.record.incident is not None:
            return False
        at = self.record.when(incident.at)
        return at is not None and at <= self.record.now

    def advance(self, now: float) -> None:
        """Time passed; the phase may change."""
        self.record.advance_to(now if self.record.end is None else min(now, self.record.end))
        if self.phase == "connecting" and (self._all_answered() or now > self._since + _CONNECT_SECONDS):
            self.phase, self._since = "baseline", now
        if (
            self.phase == "baseline"
            and self.record.timeline.last_heartbeat > self._since + self.scenario.baseline
        ):
            self._end_baseline(now)
        all_known = (
            self.record.timeline.last_heartbeat >= self._closes_at or now >= self._closes_at + _PATIENCE
        )
        if self.phase == "closing" and all_known:
            self.phase = "closed"

    def opened(self) -> LabOpened:
        """What there is to keep about the opening. The lab must be open."""
        assert self.record.start is not None
        return LabOpened(self.record.start, self.record.noisy_baseline)

    def results(self) -> tuple[CheckResult, ...]:
        """Every check as it stands; none before the lab is open."""
        if self.record.start is None:
            return ()
        return tuple(_evaluate(check, self.record) for check in self.scenario.checks)

    def verdict(self, results: Sequence[CheckResult]) -> Verdict | None:
        """How the lab stands by these results; while requests are under way there is no verdict."""
        return None if self.phase == "closing" else conclude(results)

    def _end(self, at: float) -> None:
        self.record.end = at
        self.record.start = at if self.record.start is None else self.record.start
        self._closes_at = at + self._slowest_fate() + _LAST_WORD_SECONDS
        self.phase = "closing"

    def _all_answered(self) -> bool:
        firsts = [self._first_answer(one.kind) for one in self.scenario.traffic]
        return all(at is not None for at in firsts)

    def _first_answer(self, client: str) -> float | None:
        answers = [self.record.timeline.first(client, who) for who in ("blue", "green", "foreign")]
        return min((at for at in answers if at is not None), default=None)

    def _end_baseline(self, now: float) -> None:
        trouble = self._trouble(Window(self._since, now))
        self._baselines += 1
        if trouble and self._baselines < _BASELINES:
            self._since = now
            return
        self.record.noisy_baseline = trouble
        self.record.start, self.phase = now, "open"

    def _trouble(self, window: Window) -> str | None:
        """Why slowness in this run proves nothing, or None."""
        tallies = [self.record.timeline.tally(one.kind, window) for one in self.scenario.traffic]
        bad = sum(tally.failed + tally.unsure for tally in tallies)
        if bad:
            of = sum(tally.of for tally in tallies)
            return (
                f"Before you did anything, {bad} of {of} requests were slow or failed. Reset, and try again."
            )
        if self.record.timeline.noisy(window):
            return "The machine was busy elsewhere before you did anything. Reset, and try again."
        return None

    def _slowest_fate(self) -> float:
        """Seconds after which the fate of every request is known."""
        clients = [one.clients("") for one in self.scenario.traffic]
        return max(one.work + one.give_up for one in clients)


def _evaluate(check: Check, record: LabRecord) -> CheckResult:
    """A check that breaks has judged nothing, and is ours to mend."""
    try:
        return evaluate(check, record)
    except Exception:
        log.exception("the check %s broke", check.id)
        broke = Verdict("inconclusive", "The check itself broke. That is our fault and costs you nothing.")
        return CheckResult(check.id, check.title, check.points, broke, record.end is not None)


def _version(one: Object | None) -> object:
    return one["metadata"].get("resourceVersion") if one else None


def remaining(state: SessionState, now: float) -> float:
    """Seconds left of the lab's time; its whole time before it is open."""
    whole = state.scenario.minutes * 60.0
    return whole if state.record.start is None else max(0.0, state.record.start + whole - now)


def conclude(checks: Sequence[CheckResult]) -> Verdict | None:
    """How the lab stands: pass, fail or inconclusive; None while it is open.

    A settled failure fails the lab; what could not be judged makes it inconclusive, and fails nobody. While a
    check is not yet so, and none has failed for good, there is no verdict.
    """
    by_state = {check.state: check for check in reversed(checks)}
    if "fail" in by_state:
        return Verdict("fail", by_state["fail"].verdict.reason)
    if "not-yet" in by_state:
        return None
    if "inconclusive" in by_state:
        return Verdict("inconclusive", by_state["inconclusive"].verdict.reason)
    return Verdict("pass", "Every check holds.")
