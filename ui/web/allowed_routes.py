"""Only what the app needs is open: our own routes and what Streamlit's frontend asks for.

Streamlit brings routes for uploads, metrics, foreign components, sign-in and agents with every app; whoever
reached the port could store files in our memory through them. Here they answer 404.
"""

from __future__ import annotations

from collections.abc import Sequence

from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Match
from starlette.types import ASGIApp, Receive, Scope, Send

from ui.web.first_page.error_pages import not_found
from ui.web.static_files import STREAMLIT_STATIC

# Whether the server is there, what the frontend may do, and the pages themselves.
STREAMLIT_PATHS = frozenset({"_stcore/health", "_stcore/host-config"})
STREAMLIT_SOCKET = "_stcore/stream"

_READING = frozenset({"GET", "HEAD"})
_CLOSED = {"type": "websocket.close", "code": 1008, "reason": "there is nothing here"}


class AllowedRoutes:
    """Answers 404 unless a request is for a route of `own` or for what Streamlit's frontend needs.

    `base_path` is the path below which browsers find the app, "" or "cutover".
    """

    def __init__(self, app: ASGIApp, own: Sequence[BaseRoute], base_path: str) -> None:
        self._app = app
        self._own = tuple(own)
        self._base = base = f"/{base_path}/" if base_path else "/"
        self._socket = base + STREAMLIT_SOCKET
        self._paths = frozenset(base + path for path in STREAMLIT_PATHS | _streamlit_files())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        match scope["type"]:
            case "http":
                refusal = self._refusal(scope)
                await (refusal or self._app)(scope, receive, send)
            case "websocket" if not self._is_socket(scope):
                await receive()
                await send(_CLOSED)
            case _:
                await self._app(scope, receive, send)

    def _refusal(self, scope: Scope) -> Response | None:
        if scope["path"] in self._paths and scope["method"] in _READING:
            return None
        match self._own_match(scope):
            case Match.FULL:
                return None
            case Match.PARTIAL:
                return PlainTextResponse("This address can only be read.", 405, {"Allow": "GET, HEAD"})
            case _:
                return not_found(scope, self._base)

    def _is_socket(self, scope: Scope) -> bool:
        return scope["path"] == self._socket or self._own_match(scope) is Match.FULL

    def _own_match(self, scope: Scope) -> Match:
        return max((route.matches(scope)[0] for route in self._own), key=lambda match: match.value)


def _streamlit_files() -> frozenset[str]:
    """The frontend's scripts, styles and fonts, as paths like "static/js/index.js"."""
    return frozenset(
        file.relative_to(STREAMLIT_STATIC).as_posix() for file in STREAMLIT_STATIC.glob("static/*/*")
    )
