"""What a trial is told, one piece at a time, and the line of a journal that keeps a piece over a restart.

The prober's records are not journaled: its tape can be read again from the first line.
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
    """The prober said something."""

    entries: Sequence[RequestRecord | Heartbeat]


@dataclass(frozen=True, slots=True)
class WatchGap:
    """Objects changed in a window in which nobody looked."""

    window: Window


@dataclass(frozen=True, slots=True)
class ClusterOutage:
    """The cluster did not answer in a window. What changed in it was told later, each change by itself."""

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


def to_line(news: PersistedEvent) -> str:
    """One line of JSON, newline included."""
    match news:
        case ObjectChange(at, thing, gone):
            fields: Mapping[str, Any] = {"at": at, "object": thing, "gone": gone}
        case WatchGap(window) | ClusterOutage(window):
            fields = {"start": window.start, "end": window.end}
        case LabOpened(at, noise):
            fields = {"at": at, "noise": noise}
        case IncidentApplied(at) | LabEnded(at) | SolutionRevealed(at):
            fields = {"at": at}
    return json.dumps({"news": type(news).__name__, **fields}, separators=(",", ":")) + "\n"


def from_line(line: str) -> PersistedEvent:
    """The piece in one line. Raises ValueError for a line that `to_line` did not write, or not to its end."""
    try:
        fields = json.loads(line)
        match fields.pop("news"):
            case "ObjectChange":
                return ObjectChange(fields["at"], fields["object"], fields["gone"])
            case ("WatchGap" | "ClusterOutage") as name:
                window = Window(fields["start"], fields["end"])
                return WatchGap(window) if name == "WatchGap" else ClusterOutage(window)
            case "LabOpened":
                return LabOpened(fields["at"], fields["noise"])
            case "IncidentApplied":
                return IncidentApplied(fields["at"])
            case "LabEnded":
                return LabEnded(fields["at"])
            case "SolutionRevealed":
                return SolutionRevealed(fields["at"])
    except (LookupError, TypeError, AttributeError, ValueError) as problem:
        raise ValueError(f"no line of a journal: {line[:200]!r}") from problem
    raise ValueError(f"no line of a journal: {line[:200]!r}")
