"""Asks an ASGI app in this process, as anybody who reaches its port could."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

from starlette.types import ASGIApp, Message, Scope

Header = tuple[bytes, bytes]


def http(
    app: ASGIApp,
    path: str,
    method: str = "GET",
    headers: Sequence[Header] = ((b"host", b"127.0.0.1"),),
    body: bytes = b"",
) -> tuple[int, Mapping[str, str], str]:
    """Status, headers and text of the answer."""
    sent = _ask(app, {**_scope("http", path, headers), "method": method, "scheme": "http"}, body)
    started, body = sent[0], b"".join(message.get("body", b"") for message in sent[1:])
    answered = {name.decode().lower(): value.decode() for name, value in started["headers"]}
    return started["status"], answered, body.decode("utf-8", "replace")


def websocket(
    app: ASGIApp, path: str, headers: Sequence[Header] = ((b"host", b"127.0.0.1"),)
) -> list[Message]:
    """What the app says to whoever opens a WebSocket there and leaves at once."""
    return _ask(app, {**_scope("websocket", path, headers), "scheme": "ws", "subprotocols": []})


def _scope(kind: str, path: str, headers: Sequence[Header]) -> Scope:
    raw = path.encode()
    return {
        "type": kind,
        "path": path,
        "raw_path": raw,
        "query_string": b"",
        "headers": list(headers),
        "root_path": "",
    }


def _ask(app: ASGIApp, scope: Scope, body: bytes = b"") -> list[Message]:
    sent: list[Message] = []
    start = "http.request" if scope["type"] == "http" else "websocket.connect"
    end = "http.disconnect" if scope["type"] == "http" else "websocket.disconnect"
    coming: list[Message] = [{"type": start, "body": body, "more_body": False}]

    async def receive() -> Message:
        return coming.pop() if coming else {"type": end, "code": 1005}

    async def send(message: Message) -> None:
        sent.append(message)

    asyncio.run(app(scope, receive, send))  # type: ignore[arg-type]
    return sent
