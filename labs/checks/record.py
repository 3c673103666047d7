"""Everything that was seen of one try at a lab. It only grows; the same events give the same observation."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from labs.checks.changes import AttributedChange, attributed_change
from labs.checks.conditions import AnyCondition, ConditionResult
from labs.checks.model import AlwaysCheck, AtCheck, Check, MomentSpec
from labs.checks.objects import NamespaceObjects, ObjectChange
from labs.checks.timeline import Timeline, Window
from labs.checks.times import END, INCIDENT, START, MomentRef
from labs.images.prober.record import Heartbeat, RequestRecord


@dataclass(slots=True)
class ConditionHistory:
    """What a condition said over time: one step whenever it said something else."""

    at: list[float] = field(default_factory=list)
    results: list[ConditionResult] = field(default_factory=list)

    def add(self, at: float, reading: ConditionResult) -> None:
        if not self.results or self.results[-1] != reading:
            self.at.append(at)
            self.results.append(reading)

    def value(self, at: float) -> ConditionResult | None:
        """What it said at an instant; None before its first word."""
        step = bisect_right(self.at, at) - 1
        return self.results[step] if step >= 0 else None

    def became_true(self, after: float) -> list[float]:
        """Every time after `after` (not at it) at which it turned from false to true."""
        held = [False, *(reading.holds for reading in self.results)]
        return [
            at
            for at, before, reading in zip(self.at, held, self.results, strict=False)
            if reading.holds and not before and at > after
        ]

    def first_break(self, window: Window) -> tuple[float, ConditionResult] | None:
        """When and how it first did not hold in the window; what it said at the window's start counts."""
        now = self.value(window.start)
        if now is not None and not now.holds:
            return window.start, now
        return next(
            (
                (at, reading)
                for at, reading in zip(self.at, self.results, strict=True)
                if window.start < at < window.end and not reading.holds
            ),
            None,
        )


# Changes of one try that are kept by name; who makes more than a few a second is not working on the lab.
MOST_CHANGES = 200
# Seconds around an outage in which pods and requests may fail for the cluster's own reasons.
_GOING_DOWN, _COMING_BACK = 15.0, 60.0


class LabRecord:
    """One try: the world and its signals, who did what, the traffic, and where we were blind.

    `start` is when the lab was handed over, `incident` when its incident struck, `end` when it was ended;
    each None until then. Times are Unix seconds. `changes` has the first MOST_CHANGES that people
    made, and `more_changes` counts the others.
    """

    def __init__(
        self, checks: Sequence[Check], moments: Mapping[str, MomentSpec], timeline: Timeline
    ) -> None:
        self.world = NamespaceObjects()
        self.timeline = timeline
        self.changes: list[AttributedChange] = []
        self.more_changes = 0
        self.gaps: list[Window] = []
        self.outages: list[Window] = []
        self.start: float | None = None
        self.incident: float | None = None
        self.end: float | None = None
        self.now: float = -math.inf
        # Why slowness proves nothing in this try, in words; None if the baseline was calm.
        self.noisy_baseline: str | None = None
        self._moments = moments
        self._signals = {key_of(one): (one, ConditionHistory()) for one in _followed(checks, moments)}

    def add_change(self, change: ObjectChange) -> None:
        """An object changed."""
        self.now = max(self.now, change.at)
        before = self.world.apply(change)
        self._attribute(attributed_change(before, change))
        for condition, signal in self._signals.values():
            signal.add(change.at, condition.read(self.world))

    def _attribute(self, change: AttributedChange | None) -> None:
        if change is None:
            return
        if len(self.changes) < MOST_CHANGES:
            self.changes.append(change)
        else:
            self.more_changes += 1

    def add_requests(self, entries: Iterable[RequestRecord | Heartbeat]) -> None:
        """The prober said something."""
        for entry in entries:
            self.timeline.add(entry)

    def advance_to(self, now: float) -> None:
        """Time passed."""
        self.now = max(self.now, now)

    def add_gap(self, window: Window) -> None:
        """The watch was away: what happened in the window, and did not last, is unknown."""
        self.gaps.append(window)

    def add_outage(self, window: Window) -> None:
        """The cluster did not answer in the window."""
        self.outages.append(window)

    def near_outage(self, start: float, end: float) -> Window | None:
        """An outage so near that what went wrong in this span may be the cluster's doing, or None.

        A node that goes down fails requests before its API server falls silent, and its pods come back one
        by one.
        """
        for outage in self.outages:
            if outage.start - _GOING_DOWN <= end and start <= outage.end + _COMING_BACK:
                return outage
        return None

    def signal(self, condition: AnyCondition) -> ConditionHistory:
        """What a condition of an `always`, an `at` or a moment said over time."""
        return self._signals[key_of(condition)][1]

    def when(self, instant: MomentRef) -> float | None:
        """The instant as a time, or None if it has not come. The end, before it has come, is now."""
        at = self._moment(instant.moment)
        return None if at is None else at + instant.offset

    def title(self, instant: MomentRef) -> str:
        """What the instant's moment is called in a sentence."""
        named = {START: "the start", INCIDENT: "the incident", END: "the end"}
        moment = self._moments.get(instant.moment)
        return moment.title if moment else named[instant.moment]

    def since_start(self, at: float) -> float:
        """Seconds since the lab was handed over."""
        return at - (self.start if self.start is not None else at)

    def _moment(self, name: str) -> float | None:
        match name:
            case "start":
                return self.start
            case "incident":
                return self.incident
            case "end":
                return self.now if self.end is None else self.end
        moment = self._moments[name]
        after = self.when(moment.after)
        if after is None:
            return None
        times = self.signal(moment.becomes).became_true(after)
        times = [at for at in times if self.end is None or at <= self.end]
        return (times[0] if moment.take == "first" else times[-1]) if times else None


def key_of(condition: AnyCondition) -> str:
    """Equal conditions have one signal between them."""
    return f"{type(condition).__name__} {condition.model_dump_json(by_alias=True)}"


def _followed(checks: Sequence[Check], moments: Mapping[str, MomentSpec]) -> Iterable[AnyCondition]:
    """The conditions whose past matters."""
    yield from (moment.becomes for moment in moments.values())
    for check in checks:
        if isinstance(check, AlwaysCheck):
            yield check.always
        elif isinstance(check, AtCheck):
            yield check.holds
