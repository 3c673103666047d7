"""One HTTP/1.1 connection, as small as a prober can do with."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Response:
    """A whole answer; header names are lower case."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def prediction(self) -> str | None:
        """The species of the only row asked for, or None where the body says no such thing."""
        try:
            return str(json.loads(self.body)["predictions"][0]["species"])
        except (ValueError, LookupError, TypeError):
            return None


@dataclass(slots=True)
class Connection:
    """An open connection; `usable` turns False when the other side asked to close it, or did."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    close_requested: bool = field(default=False)

    @property
    def usable(self) -> bool:
        return not (self.close_requested or self.reader.at_eof() or self.writer.is_closing())

    async def exchange(self, request: bytes) -> Response:
        """Sends the request in one piece and reads the answer. Raises OSError or EOFError."""
        self.writer.write(request)
        try:
            status, headers = parse_head(await self.reader.readuntil(b"\r\n\r\n"))
            body = await self.reader.readexactly(int(headers.get("content-length", "0")))
        except (asyncio.LimitOverrunError, ValueError) as problem:
            raise EOFError("no HTTP answer") from problem
        self.close_requested = headers.get("connection", "").lower() == "close"
        return Response(status, headers, body)

    def close(self) -> None:
        # Nothing is left to send, and a slow goodbye would keep sockets of a dead server around.
        self.writer.transport.abort()


async def connect(address: str, port: int) -> Connection:
    """asyncio sets TCP_NODELAY on every stream, so that a small request leaves at once. Raises OSError."""
    return Connection(*await asyncio.open_connection(address, port))


def parse_head(head: bytes) -> tuple[int, dict[str, str]]:
    """Status and headers of an answer. Raises EOFError for something that is no HTTP."""
    first, *lines = head.decode("latin-1").rstrip("\r\n").split("\r\n")
    parts = first.split(" ", 2)
    if len(parts) < 2 or not parts[1].isdecimal():
        raise EOFError("no HTTP answer")
    pairs = (line.partition(":") for line in lines)
    return int(parts[1]), {name.strip().lower(): value.strip() for name, _, value in pairs}
