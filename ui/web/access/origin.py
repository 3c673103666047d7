"""A WebSocket is opened by our own pages only.

Browsers let any site open a WebSocket to any other and send the cookies along; the Origin header is the
only sign of it. Streamlit's own check would ask a host on the internet for this machine's address
before it refuses, so the check is made here, and what passes goes on without an Origin.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

_WEBSOCKET_CLOSE = {"type": "websocket.close", "code": 1008, "reason": "another origin"}
_DEFAULT_PORTS = {"http": 80, "https": 443}

Origin = tuple[str, str, int]


def is_own_origin(origin: str | None, host: str | None, base_url: str | None) -> bool:
    """Whether a page of ours asks: its origin is the base URL's, or the host that it asked.

    Where the host is the base URL's, the scheme is too: a page on http is not our page on https. Programs
    send no Origin; they carry no visitor's cookie either.
    """
    if origin is None:
        return True
    asking, public = _origin(origin), _origin(base_url or "")
    if asking is None:
        return False
    if asking == public:
        return True
    if public is not None and _origin(f"{public[0]}://{host}") == public:
        return False
    return asking == _origin(f"{asking[0]}://{host}")


def _origin(url: str) -> Origin | None:
    """Scheme, host and port of a web address; None for any other."""
    try:
        parts = urlsplit(url.lower())
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in _DEFAULT_PORTS or not parts.hostname or "@" in parts.netloc:
        return None
    return parts.scheme, parts.hostname, _DEFAULT_PORTS[parts.scheme] if port is None else port


class OwnOrigin:
    """Refuses WebSockets that a foreign page opens."""

    def __init__(self, app: ASGIApp, base_url: str | None) -> None:
        self._app = app
        self._base_url = base_url

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            headers = Headers(scope=scope)
            if not is_own_origin(headers.get("origin"), headers.get("host"), self._base_url):
                await receive()
                await send(_WEBSOCKET_CLOSE)
                return
            scope = {**scope, "headers": [pair for pair in scope["headers"] if pair[0] != b"origin"]}
        await self._app(scope, receive, send)
