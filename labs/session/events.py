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
class Heard:
    """The prober said something."""

    entries: Sequence[RequestRecord | Heartbeat]


@dataclass(frozen=True, slots=True)
class Blind:
    """Objects changed in a window in which nobody looked."""

    window: Window


@dataclass(frozen=True, slots=True)
class Away:
    """The cluster did not answer in a window. What changed in it was told later, each change by itself."""

    window: Window


@dataclass(frozen=True, slots=True)
class Opened:
    """The lab was handed over; `noise` says why slowness proves nothing in it, None after a calm baseline."""

    at: float
    noise: str | None


@dataclass(frozen=True, slots=True)
class Struck:
    """The scenario's incident happened."""

    at: float


@dataclass(frozen=True, slots=True)
class Ended:
    """The learner was done, or time was up."""

    at: float


@dataclass(frozen=True, slots=True)
class Revealed:
    """The solution was shown."""

    at: float


Lasting = ObjectChange | Blind | Away | Opened | Struck | Ended | Revealed
News = Lasting | Heard


def to_line(news: Lasting) -> str:
    """One line of JSON, newline included."""
    match news:
        case ObjectChange(at, thing, gone):
            fields: Mapping[str, Any] = {"at": at, "object": thing, "gone": gone}
        case Blind(window) | Away(window):
            fields = {"start": window.start, "end": window.end}
        case Opened(at, noise):
            fields = {"at": at, "noise": noise}
        case Struck(at) | Ended(at) | Revealed(at):
            fields = {"at": at}
    return json.dumps({"news": type(news).__name__, **fields}, separators=(",", ":")) + "\n"


def from_line(line: str) -> Lasting:
    """The piece in one line. Raises ValueError for a line that `to_line` did not write, or not to its end."""
    try:
        fields = json.loads(line)
        match fields.pop("news"):
            case "ObjectChange":
                return ObjectChange(fields["at"], fields["object"], fields["gone"])
            case ("Blind" | "Away") as name:
                window = Window(fields["start"], fields["end"])
                return Blind(window) if name == "Blind" else Away(window)
            case "Opened":
                return Opened(fields["at"], fields["noise"])
            case "Struck":
                return Struck(fields["at"])
            case "Ended":
                return Ended(fields["at"])
            case "Revealed":
                return Revealed(fields["at"])
    except (LookupError, TypeError, AttributeError, ValueError) as problem:
        raise ValueError(f"no line of a journal: {line[:200]!r}") from problem
    raise ValueError(f"no line of a journal: {line[:200]!r}")
