"""The request log over HTTP: `GET /log?from=N` streams lines from number N on; `GET /healthz` says
"alive".
"""

from __future__ import annotations

import asyncio
from urllib.parse import parse_qs, urlsplit

from labs.images.prober.log import RequestLog

PORT = 8080
EVERYWHERE = "0.0.0.0"  # noqa: S104 - a pod has one address, and a NetworkPolicy says who may come
_HEAD = "HTTP/1.1 {} \r\nContent-Type: application/jsonl\r\nCache-Control: no-store\r\nConnection: close\r\n"


async def listen(request_log: RequestLog, host: str = EVERYWHERE, port: int = PORT) -> asyncio.Server:
    """A server that hands out the log."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 10)
            await _answer(head.split(b" ", 2)[1].decode("latin-1"), request_log, writer)
        except (OSError, EOFError, ValueError, LookupError, TimeoutError):
            pass  # a reader that went away or spoke no HTTP; it can come again and lose nothing
        finally:
            writer.close()

    return await asyncio.start_server(answer, host, port)


async def _answer(target: str, request_log: RequestLog, writer: asyncio.StreamWriter) -> None:
    parts = urlsplit(target)
    if parts.path == "/healthz":
        writer.write((_HEAD.format(200) + "Content-Length: 6\r\n\r\nalive\n").encode())
    elif parts.path == "/log":
        await _stream(request_log, int(parse_qs(parts.query).get("from", ["0"])[0]), writer)
    else:
        writer.write((_HEAD.format(404) + "Content-Length: 0\r\n\r\n").encode())
    await writer.drain()


async def _stream(request_log: RequestLog, start: int, writer: asyncio.StreamWriter) -> None:
    writer.write((_HEAD.format(200) + "Transfer-Encoding: chunked\r\n\r\n").encode())
    async for piece in request_log.follow(max(0, start)):
        writer.write(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
        await writer.drain()
