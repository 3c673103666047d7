"""Which names this server answers to.

A page on the internet can point a name of its own at this machine (DNS rebinding) and would then be of the
same origin as the app. It cannot do so with an IP address, and not with a name that is ours.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Iterable
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from ui.settings import Settings

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_HOST = re.compile(
    r"(?:\[(?P<six>[0-9a-f:.]{2,45})\]|(?P<name>[a-z0-9_.-]{1,253}))(?::[0-9]{1,5})?", re.ASCII
)
_REFUSAL = (
    "This Cutover does not answer to the name that was asked for. Whoever runs it can add the name to "
    "CUTOVER_ALLOWED_HOSTS."
)
_CLOSE = {"type": "websocket.close", "code": 1008, "reason": "another host"}


def host_name(header: str) -> str | None:
    """The name or address in a Host header, lower case and without port; None for anything malformed."""
    found = _HOST.fullmatch(header.lower())
    return (found["six"] or found["name"].rstrip(".") or None) if found else None


def is_ip_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def allowed_names(settings: Settings) -> frozenset[str]:
    """Every name that the app answers to, lower case; addresses are decided by `answers_to_any_address`."""
    names = {*_LOOPBACK, *settings.allowed_hosts}
    if settings.base_url:
        names.add((urlsplit(settings.base_url).hostname or "").lower())
    if answers_to_any_address(settings):
        machine = socket.gethostname().lower()
        # A classroom finds the machine by its own name; the second is what it is called over mDNS.
        names |= {settings.host.lower(), machine, f"{machine}.local"}
    return frozenset(names)


def answers_to_any_address(settings: Settings) -> bool:
    """Whether other machines are let in; they may ask for any of this machine's addresses."""
    return settings.host not in _LOOPBACK and not settings.host.startswith("127.")


class AllowedHosts:
    """Answers 400 to a Host that is not in `names`; `any_address` lets every IP address pass."""

    def __init__(self, app: ASGIApp, names: Iterable[str], *, any_address: bool = False) -> None:
        self._app = app
        self._names = frozenset(names)
        self._any_address = any_address

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"} or self._is_allowed(scope):
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await receive()
            await send(_CLOSE)
        else:
            await PlainTextResponse(_REFUSAL, 400)(scope, receive, send)

    def _is_allowed(self, scope: Scope) -> bool:
        given = [value for name, value in scope["headers"] if name == b"host"]
        # Two of them mean that a proxy and we might each believe another.
        name = host_name(given[0].decode("latin-1")) if len(given) == 1 else None
        if name is None:
            return False
        return name in self._names or (self._any_address and is_ip_address(name))
