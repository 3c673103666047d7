"""What happens in a lab session, one event at a time, and the line of a log that keeps one over a restart.

The prober's records are not logged: its own log can be read again from the first line.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from labs.checks.objects import ObjectChange
from labs.checks.timeline import Window
from labs.images.prober.record import Heartbeat, RequestRecord


@dataclass(frozen=True, slots=True)
class TrafficRecorded:
    """The prober recorded requests or heartbeats."""

    entries: Sequence[RequestRecord | Heartbeat]


@dataclass(frozen=True, slots=True)
class WatchGap:
    """Objects changed in a window in which nobody looked."""

    window: Window


@dataclass(frozen=True, slots=True)
class ClusterOutage:
    """The cluster did not answer in a window. What changed in it follows, each change by itself."""

    window: Window


@dataclass(frozen=True, slots=True)
class LabOpened:
    """The lab was handed over; `noise` says why slowness proves nothing in it, None after a calm baseline."""

    at: float
    noise: str | None


@dataclass(frozen=True, slots=True)
class IncidentApplied:
    """The scenario's incident happened."""

    at: float


@dataclass(frozen=True, slots=True)
class LabEnded:
    """The learner was done, or time was up."""

    at: float


@dataclass(frozen=True, slots=True)
class SolutionRevealed:
    """The solution was shown."""

    at: float


PersistedEvent = (
    ObjectChange | WatchGap | ClusterOutage | LabOpened | IncidentApplied | LabEnded | SolutionRevealed
)
SessionEvent = PersistedEvent | TrafficRecorded


# What a line calls its event: the names on disk stay when a class is renamed.
_NAMES: Mapping[type[PersistedEvent], str] = {
    ObjectChange: "object-change",
    WatchGap: "watch-gap",
    ClusterOutage: "cluster-outage",
    LabOpened: "opened",
    IncidentApplied: "incident",
    LabEnded: "ended",
    SolutionRevealed: "revealed",
}
_TYPES: Mapping[str, Any] = {name: kind for kind, name in _NAMES.items()}


def to_line(event: PersistedEvent) -> str:
    """One line of JSON, newline included."""
    match event:
        case ObjectChange(at, thing, gone):
            fields: Mapping[str, Any] = {"at": at, "object": thing, "gone": gone}
        case WatchGap(window) | ClusterOutage(window):
            fields = {"start": window.start, "end": window.end}
        case LabOpened(at, noise):
            fields = {"at": at, "noise": noise}
        case IncidentApplied(at) | LabEnded(at) | SolutionRevealed(at):
            fields = {"at": at}
    return json.dumps({"event": _NAMES[type(event)], **fields}, separators=(",", ":")) + "\n"


def from_line(line: str) -> PersistedEvent:
    """The event in one line. Raises ValueError for a line that `to_line` did not write, or not to its end."""
    try:
        fields = json.loads(line)
        kind = _TYPES[fields.pop("event")]
        made: PersistedEvent = kind(**fields) if "start" not in fields else kind(Window(**fields))
        return made
    except (LookupError, TypeError, AttributeError, ValueError) as problem:
        raise ValueError(f"no line of a session log: {line[:200]!r}") from problem
