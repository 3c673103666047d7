"""A run on disk, so that a lab goes on after the app was ended: a line about the run, then its events."""

from __future__ import annotations

import errno
import json
import os
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from labs.session.events import ClusterOutage, LabOpened, PersistedEvent, WatchGap, from_line, to_line


@dataclass(frozen=True, slots=True)
class RunHeader:
    """Which run it is: the lab's slug, the prober's name, its number from 1, and help taken before it."""

    slug: str
    prober: str
    number: int
    solution_shown: bool


@dataclass(frozen=True, slots=True)
class StoredRun:
    """What a log holds."""

    header: RunHeader
    events: tuple[PersistedEvent, ...]

    @property
    def was_open(self) -> bool:
        return any(isinstance(event, LabOpened) for event in self.events)

    @property
    def last(self) -> float:
        """When it was last written, in Unix seconds by its own events."""
        return max(_time_of(event) for event in self.events)


# Bytes of one run. An honest one has some hundred thousand.
MOST_BYTES = 16 << 20


class SessionLog:
    """One file. Each line is flushed as it is written: it survives the app, if not the machine."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def begin(self, header: RunHeader) -> None:
        """Forget the run before, and begin this one. Raises OSError."""
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = self._path.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        # What a learner did is for this user alone, whatever the system's default is.
        with os.fdopen(
            os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8"
        ) as file:
            file.write(json.dumps(asdict(header)) + "\n")
        fresh.replace(self._path)

    def add(self, event: PersistedEvent) -> None:
        """Raises OSError, also when the run has become too long to keep."""
        line = to_line(event)
        with self._path.open("a", encoding="utf-8") as file:
            if file.tell() + len(line) > MOST_BYTES:
                raise OSError(errno.EFBIG, "the log is as long as it may be", str(self._path))
            file.write(line)

    def read(self) -> StoredRun | None:
        """The run as far as it was written; None without one. A last line that was cut short is left out."""
        try:
            first, *lines = self._path.read_text("utf-8").splitlines()
            header = RunHeader(**json.loads(first))
        except (OSError, ValueError, TypeError):
            return None
        events: list[PersistedEvent] = []
        for line in lines:
            with suppress(ValueError):
                events.append(from_line(line))
        return StoredRun(header, tuple(events))

    def remove(self) -> None:
        self._path.unlink(missing_ok=True)


def _time_of(event: PersistedEvent) -> float:
    return event.window.end if isinstance(event, WatchGap | ClusterOutage) else event.at
