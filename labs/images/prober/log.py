"""Everything that happened, line by line, for whoever asks and from whichever line they ask."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

# About an hour and a half of three classes at 20 requests a second, 70 MB.
MOST_LINES = 300_000
# Readers are woken this often, not once a line: a picture drawn 5 times a second is live.
GATHER = 0.2


class RequestLog:
    """Lines are numbered from 0 and never change, so that a reader who was cut off can go on."""

    def __init__(self) -> None:
        self._lines: list[bytes] = []

    def __len__(self) -> int:
        return len(self._lines)

    @property
    def full(self) -> bool:
        return len(self._lines) >= MOST_LINES

    def add(self, line: bytes) -> None:
        """A full log takes no more; the missing heartbeats tell the reader."""
        if not self.full:
            self._lines.append(line)

    async def follow(self, start: int) -> AsyncIterator[bytes]:
        """Runs of whole lines from number `start` on, for ever."""
        while True:
            if start < len(self._lines):
                piece = self._lines[start:]
                start += len(piece)
                yield b"".join(piece)
            await asyncio.sleep(GATHER)
