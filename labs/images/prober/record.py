"""What happened to one request, and the line of JSON that carries it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Literal

# late: a good answer past the class's deadline. timeout: none until the class gave up waiting.
# refused: a RST to the SYN or an ICMP "unreachable". reset: the connection died under the request.
# unresolved: the Service's name has no address. status: an answer other than 200.
RequestOutcome = Literal["ok", "late", "timeout", "refused", "reset", "unresolved", "status"]


@dataclass(frozen=True, slots=True)
class RequestRecord:
    """One request. Times are Unix seconds on the prober's clock.

    `scheduled` is when it was due, `woke` when the prober came to it, `sent` when a connection had taken it
    (None if none did) and `done` when its fate was known. `woke - scheduled` is the prober's own lateness,
    for which nobody else is to blame.
    """

    client: str
    scheduled: float
    woke: float
    sent: float | None
    done: float
    outcome: RequestOutcome
    status: int | None = None
    version: str | None = None
    pod: str | None = None
    prediction: str | None = None
    truth: str | None = None

    @property
    def ok(self) -> bool:
        """Answered with 200 before the class's deadline; everything else is a failed request."""
        return self.outcome == "ok"

    @property
    def lateness(self) -> float:
        """Seconds by which the prober was behind its own schedule."""
        return self.woke - self.scheduled


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """Once a second: the prober is alive, has used so many seconds of CPU, and holds so many lines.

    `idle` is the share of its machine's CPU time, 0..1, that nobody wanted since the last beat.
    """

    at: float
    cpu: float
    lines: int
    idle: float = 1.0


def to_line(entry: RequestRecord | Heartbeat) -> bytes:
    """One line of JSON, newline included; times to a tenth of a millisecond, nothing that is None."""
    fields = {key: _short(value) for key, value in asdict(entry).items() if value is not None}
    return json.dumps(fields, separators=(",", ":")).encode() + b"\n"


def from_line(line: bytes | str) -> RequestRecord | Heartbeat:
    """The entry in one line. Raises ValueError for a line that `to_line` did not write."""
    try:
        fields = json.loads(line)
        return Heartbeat(**fields) if "at" in fields else RequestRecord(**{"sent": None, **fields})
    except (TypeError, ValueError) as problem:
        raise ValueError(f"no line of a prober: {line[:200]!r}") from problem


def _short(value: object) -> object:
    return round(value, 4) if isinstance(value, float) else value
