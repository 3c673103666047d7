"""A try on disk, so that a lab goes on after the app was ended: a first line about the try, then its news."""

from __future__ import annotations

import errno
import json
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from labs.session.events import PersistedEvent, from_line, to_line


@dataclass(frozen=True, slots=True)
class RunHeader:
    """Which try it is: the lab's slug, the prober's name, its number from 1, and help taken before it."""

    slug: str
    prober: str
    number: int
    solution_shown: bool


@dataclass(frozen=True, slots=True)
class StoredRun:
    """What a journal holds. `last` is when it was last written, in Unix seconds by its own news."""

    about: RunHeader
    news: tuple[PersistedEvent, ...]

    @property
    def last(self) -> float:
        return max(one.window.end if hasattr(one, "window") else one.at for one in self.news)


# Bytes of one run. An honest one has some hundred thousand.
MOST_BYTES = 16 << 20


class SessionLog:
    """One file. Each line is flushed as it is written: it survives the app, if not the machine."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def begin(self, about: RunHeader) -> None:
        """Forget the try before, and begin this one. Raises OSError."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        fresh = self._path.with_suffix(".new")
        fresh.write_text(json.dumps(asdict(about)) + "\n", "utf-8")
        fresh.replace(self._path)

    def add(self, news: PersistedEvent) -> None:
        """Raises OSError, also when the run has become too long to keep."""
        line = to_line(news)
        with self._path.open("a", encoding="utf-8") as file:
            if file.tell() + len(line) > MOST_BYTES:
                raise OSError(errno.EFBIG, "the log is as long as it may be", str(self._path))
            file.write(line)

    def read(self) -> StoredRun | None:
        """The try as far as it was written; None without one. A last line that was cut short is left out."""
        try:
            first, *lines = self._path.read_text("utf-8").splitlines()
            about = RunHeader(**json.loads(first))
        except (OSError, ValueError, TypeError):
            return None
        news: list[PersistedEvent] = []
        for line in lines:
            with suppress(ValueError):
                news.append(from_line(line))
        return StoredRun(about, tuple(news))

    def remove(self) -> None:
        self._path.unlink(missing_ok=True)
