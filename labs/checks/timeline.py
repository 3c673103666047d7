"""Who answered whom, and when: the records of a prober as columns that answer questions about windows.

A lab of half an hour is a hundred thousand requests, asked about every second. So each class of clients
keeps its requests as sorted columns; a window is two bisections, and a count is one of `bytearray`'s.
Times are Unix seconds. The same lines give the same timeline in whatever order they come.
"""

from __future__ import annotations

import math
from array import array
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from labs.images.prober.record import Heartbeat, RequestOutcome, RequestRecord, from_line

Responder = Literal["blue", "green", "foreign", "failed"]
RESPONDERS: tuple[Responder, ...] = ("blue", "green", "foreign", "failed")

# The class that asks a server nobody may touch: when it is slow, the machine is.
CONTROL = "control"
# A prober later than this missed its own schedule (facts: p99 is under 100 ms on two cores).
LATENESS = 0.1
# A control answer takes 2 ms; this much means that the machine was busy elsewhere.
CONTROL_SLOW = 0.1
# A machine with less CPU to spare lets some process wait, and nobody knows which.
LEAST_IDLE = 0.05
# What is slow within so many seconds of noise may be slow because of it: a scheduler that is behind treats
# one process after another badly.
_NOISE_MARGIN, _NOISE_CELL = 2.0, 0.5
# A request that took long is the machine's doing if the control, or the prober itself, lost at least this
# share of that time in the same seconds.
_SHARED = 0.5
# These fates come of slowness, so that noise excuses them; a refusal or a reset comes of the cluster.
_SLOW: frozenset[RequestOutcome] = frozenset({"late", "timeout"})


@dataclass(frozen=True, slots=True)
class Window:
    """From `start` up to but not including `end`; a request belongs to the window in which it was due."""

    start: float = -math.inf
    end: float = math.inf


EVER = Window()


@dataclass(frozen=True, slots=True)
class SecondCounts:
    """One second of one class: how many of the requests due in it each of `WHO` answered."""

    at: int
    blue: int = 0
    green: int = 0
    foreign: int = 0
    failed: int = 0


@dataclass(frozen=True, slots=True)
class FailureTally:
    """`failed` of `of` requests failed for sure; `unsure` more may have failed because of noise.

    `shared` were slow with the whole machine, as the control was, and are no failures.
    `kinds` counts the outcomes of those that failed for sure; `first` is when the first of them was due.
    """

    failed: int = 0
    of: int = 0
    unsure: int = 0
    shared: int = 0
    first: float | None = None
    last: float | None = None
    kinds: Mapping[RequestOutcome, int] = field(default_factory=dict)


@dataclass(slots=True)
class _Track:
    """One class: columns in the order in which requests were due, and the records of those that failed."""

    due: array[float] = field(default_factory=lambda: array("d"))
    who: bytearray = field(default_factory=bytearray)
    took: array[float] = field(default_factory=lambda: array("d"))
    failures: list[RequestRecord] = field(default_factory=list)

    def add(self, record: RequestRecord, who: int) -> None:
        at = bisect_right(self.due, record.scheduled)
        self.due.insert(at, record.scheduled)
        self.who.insert(at, who)
        self.took.insert(at, record.done - record.scheduled)
        if not record.ok:
            self.failures.append(record)

    def span(self, window: Window) -> slice:
        return slice(bisect_left(self.due, window.start), bisect_left(self.due, window.end))


class Timeline:
    """`blue` and `green` are the two versions' values of `X-Model-Version`; any other is foreign."""

    def __init__(self, blue: str, green: str) -> None:
        self._codes = {blue: RESPONDERS.index("blue"), green: RESPONDERS.index("green")}
        self._tracks: dict[str, _Track] = {}
        # For each half second that was noisy, how many seconds the control or the prober was late in it; 0
        # where only the processor had nothing to spare.
        self._noise: dict[int, float] = {}
        self.heartbeats: list[float] = []

    @classmethod
    def read(cls, lines: Iterable[bytes | str], blue: str, green: str) -> Timeline:
        """The timeline of a tape. Raises ValueError for a line that no prober wrote."""
        timeline = cls(blue, green)
        for line in lines:
            timeline.add(from_line(line))
        return timeline

    @property
    def classes(self) -> tuple[str, ...]:
        return tuple(sorted(self._tracks))

    @property
    def last_heartbeat(self) -> float:
        """Until when the prober has been heard; -inf before its first beat."""
        return self.heartbeats[-1] if self.heartbeats else -math.inf

    def add(self, entry: RequestRecord | Heartbeat) -> None:
        if isinstance(entry, Heartbeat):
            self.heartbeats.append(entry.at)
            if entry.idle < LEAST_IDLE:
                self._note_noise(entry.at - 1, entry.at, 0.0)
            return
        self._listen_for_noise(entry)
        if entry.client != CONTROL:
            self._tracks.setdefault(entry.client, _Track()).add(entry, self._code(entry))

    def seconds(self, client: str, start: float, end: float) -> tuple[SecondCounts, ...]:
        """Every second from `start` to `end`, those without a request among them; `at` counts from 0."""
        track = self._tracks.get(client, _Track())
        return tuple(
            _second(at, track.who[track.span(Window(start + at, min(start + at + 1, end)))])
            for at in range(max(0, math.ceil(end - start)))
        )

    def counts(self, client: str, window: Window) -> dict[Responder, int]:
        """How many requests each of `WHO` answered."""
        track = self._tracks.get(client, _Track())
        who = track.who[track.span(window)]
        return {name: who.count(code) for code, name in enumerate(RESPONDERS)}

    def tally(self, client: str, window: Window) -> FailureTally:
        """What failed, apart from what noise may have made slow."""
        track = self._tracks.get(client, _Track())
        inside = sorted(
            (one for one in track.failures if window.start <= one.scheduled < window.end),
            key=lambda one: one.scheduled,
        )
        sure = [one for one in inside if not self._may_be_noise(one)]
        shared = sum(self._is_shared(one) for one in inside)
        span = track.span(window)
        return FailureTally(
            failed=len(sure),
            of=span.stop - span.start,
            unsure=len(inside) - len(sure) - shared,
            shared=shared,
            first=sure[0].scheduled if sure else None,
            last=sure[-1].scheduled if sure else None,
            kinds=Counter(one.outcome for one in sure),
        )

    def first(self, client: str, who: Responder, window: Window = EVER) -> float | None:
        """When the first request that `who` answered was due."""
        track = self._tracks.get(client, _Track())
        span = track.span(window)
        at = track.who.find(RESPONDERS.index(who), span.start, span.stop)
        return track.due[at] if at >= 0 else None

    def last(self, client: str, who: Responder, window: Window = EVER) -> float | None:
        """When the last request that `who` answered was due."""
        track = self._tracks.get(client, _Track())
        span = track.span(window)
        at = track.who.rfind(RESPONDERS.index(who), span.start, span.stop)
        return track.due[at] if at >= 0 else None

    def settled(self, client: str, who: Responder, since: float, until: float = math.inf) -> float | None:
        """Seconds from `since` to the first request from which on `who` gave every good answer.

        None while somebody else gave the last good answer, or nobody any. With `who` green and `since` the
        switch this is the time to switch; with blue and the way back, the time to roll back.
        """
        window = Window(since, until)
        others = [self.last(client, other, window) for other in RESPONDERS if other not in (who, "failed")]
        after = max((at for at in others if at is not None), default=None)
        begin = self.first(client, who, window if after is None else Window(after, until))
        return None if begin is None else begin - since

    def percentile(self, client: str, share: float, window: Window) -> float | None:
        """The time, in seconds from when it was due, that `share` (0..1) of the answers stay below.

        By nearest rank, over good answers only: failures are counted elsewhere. None without any.
        """
        track = self._tracks.get(client, _Track())
        span = track.span(window)
        failed = RESPONDERS.index("failed")
        took = sorted(
            time for time, who in zip(track.took[span], track.who[span], strict=True) if who != failed
        )
        return took[max(0, math.ceil(share * len(took)) - 1)] if took else None

    def silence(self, window: Window) -> float:
        """The longest time inside the window without a beat, in seconds; beats come once a second."""
        inside = [at for at in self.heartbeats if window.start < at < window.end]
        edges = [window.start, *inside, window.end]
        return max(later - earlier for earlier, later in pairwise(edges))

    def noisy(self, window: Window) -> bool:
        """Whether the machine or the prober was too busy somewhere in the window."""
        return any(window.start - _NOISE_CELL < cell * _NOISE_CELL < window.end for cell in self._noise)

    def _code(self, record: RequestRecord) -> int:
        if not record.ok:
            return RESPONDERS.index("failed")
        return self._codes.get(record.version or "", RESPONDERS.index("foreign"))

    def _listen_for_noise(self, record: RequestRecord) -> None:
        start = record.scheduled - _NOISE_MARGIN
        if record.lateness > LATENESS:
            self._note_noise(start, record.woke + _NOISE_MARGIN, record.lateness)
        took = record.done - record.scheduled
        if record.client == CONTROL and (not record.ok or took > CONTROL_SLOW):
            self._note_noise(start, record.done + _NOISE_MARGIN, took)

    def _note_noise(self, start: float, end: float, seconds: float) -> None:
        for cell in _cells(start, end):
            self._noise[cell] = max(seconds, self._noise.get(cell, 0.0))

    def _may_be_noise(self, failure: RequestRecord) -> bool:
        return bool(self._noise_beside(failure))

    def _is_shared(self, failure: RequestRecord) -> bool:
        """Whether the machine was late enough in the same seconds to explain that this request was."""
        lost = max(self._noise_beside(failure), default=0.0)
        return lost >= _SHARED * (failure.done - failure.scheduled)

    def _noise_beside(self, failure: RequestRecord) -> list[float]:
        """How late the machine was in each noisy half second of a request that was only slow."""
        if failure.outcome not in _SLOW:
            return []
        cells = _cells(failure.scheduled, failure.done)
        return [self._noise[cell] for cell in cells if cell in self._noise]


def _cells(start: float, end: float) -> range:
    return range(math.floor(start / _NOISE_CELL), math.floor(end / _NOISE_CELL) + 1)


def _second(at: int, who: bytearray) -> SecondCounts:
    return SecondCounts(at, *(who.count(code) for code in range(len(RESPONDERS))))
