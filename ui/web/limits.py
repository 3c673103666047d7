"""What one visitor may ask of the server, so that nobody else waits for it.

Open pages are counted in all, for each address and for each device; what is above a limit is refused with 503
before it costs anything. Messages beyond a rate are not refused but wait: reading stops, so they stay in the
visitor's own network, and nobody loses an answer.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter, OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_LOG = logging.getLogger("cutover.limits")
# Tabs of one browser; a learner has a handful, and a page that reconnects has two for a moment.
PER_DEVICE = 20
# One address may be a whole classroom, so it is refused only what others need: a quarter stays free for them.
ADDRESS_SHARE = 0.75
# Bytes of a message. What pages send is far below 20,000; Streamlit keeps the last one of each session.
LARGEST_MESSAGE = 128 * 1024
# Every visitor's bucket is kept until this many others came after it.
_MOST_BUCKETS = 10_000


@dataclass(frozen=True, slots=True)
class Rate:
    """`per_second` messages, after `burst` at once."""

    per_second: float
    burst: int


# A person who holds a key down sends less: a page waits until they settle.
DEVICE_RATE = Rate(per_second=10, burst=30)
# What one process can draw in a second; a class of a hundred that clicks at once waits half a second.
ADDRESS_RATE = Rate(per_second=100, burst=60)
# A page that opens costs as much as two clicks.
OPENING = 2

_FULL: list[Message] = [
    {
        "type": "websocket.http.response.start",
        "status": 503,
        "headers": [(b"content-type", b"text/plain; charset=utf-8"), (b"retry-after", b"10")],
    },
    {
        "type": "websocket.http.response.body",
        "body": b"Too many pages are open. Close one, or wait a moment.",
    },
]
_CLOSED: Message = {"type": "websocket.close", "code": 1013, "reason": "too many pages are open"}
_TOO_LARGE: Message = {"type": "websocket.close", "code": 1009, "reason": "the message is too large"}


class Buckets:
    """A token bucket for each key; who takes more than there is waits its turn."""

    def __init__(self, rate: Rate, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate = rate
        self._clock = clock
        # When each key's bucket will be full again; a key that is not here has a full one.
        self._full_at: OrderedDict[str, float] = OrderedDict()

    def take(self, key: str, tokens: int = 1) -> float:
        """Seconds to wait before going on; 0.0 as long as there are tokens."""
        now, rate = self._clock(), self._rate
        full_at = max(now, self._full_at.pop(key, now)) + tokens / rate.per_second
        self._full_at[key] = full_at
        if len(self._full_at) > _MOST_BUCKETS:
            self._full_at.popitem(last=False)
        return max(0.0, full_at - now - rate.burst / rate.per_second)


class SocketCounts:
    """How many WebSockets are open, in all and for each key."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.refused = 0
        self._per_address = max(1, int(most * ADDRESS_SHARE))
        self._open = 0
        self._addresses: Counter[str] = Counter()
        self._devices: Counter[str] = Counter()

    def __len__(self) -> int:
        return self._open

    @property
    def devices(self) -> tuple[str, ...]:
        """Whose pages are open at this moment."""
        return tuple(self._devices)

    def enter(self, address: str, device: str) -> bool:
        """Count one more, unless a limit is reached."""
        if self._is_full_for(address, device):
            self.refused += 1
            return False
        self._count(address, device, 1)
        return True

    def leave(self, address: str, device: str) -> None:
        self._count(address, device, -1)

    def _is_full_for(self, address: str, device: str) -> bool:
        if self._open >= self.most or self._addresses[address] >= self._per_address:
            return True
        return self._devices[device] >= PER_DEVICE

    def _count(self, address: str, device: str, by: int) -> None:
        self._open += by
        for counter, key in ((self._addresses, address), (self._devices, device)):
            counter[key] += by
            if counter[key] <= 0:
                del counter[key]


class Limits:
    """Bounds the open pages and the messages of every visitor. `find_device` reads the device of cookies."""

    def __init__(
        self,
        app: ASGIApp,
        counts: SocketCounts,
        find_device: Callable[[HTTPConnection], str | None],
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._app = app
        self._counts = counts
        self._find_device = find_device
        self._devices, self._addresses = Buckets(DEVICE_RATE, clock), Buckets(ADDRESS_RATE, clock)
        self._sleep = sleep

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "websocket":
            await self._app(scope, receive, send)
            return
        address = address_of(scope)
        # Whoever keeps no cookie shares one device with all such others of the address.
        device = self._find_device(HTTPConnection(scope)) or f"without a cookie at {address}"
        if not self._counts.enter(address, device):
            await _refuse(scope, receive, send)
            return
        try:
            await self._wait(address, device, OPENING)
            await self._app(scope, self._paced(address, device, receive, send), send)
        finally:
            self._counts.leave(address, device)

    def _paced(self, address: str, device: str, receive: Receive, send: Send) -> Receive:
        async def paced() -> Message:
            message = await receive()
            if message["type"] == "websocket.receive":
                if _size(message) > LARGEST_MESSAGE:
                    await send(_TOO_LARGE)
                    return {"type": "websocket.disconnect", "code": 1009}
                await self._wait(address, device, 1)
            return message

        return paced

    async def _wait(self, address: str, device: str, tokens: int) -> None:
        seconds = max(self._addresses.take(address, tokens), self._devices.take(device, tokens))
        # Even without a wait others get their turn: a visitor's messages may all have arrived at once.
        await self._sleep(seconds)


def address_of(scope: Scope) -> str:
    """The visitor's network address; of IPv6 the first half, since the second is theirs to choose."""
    client = scope.get("client")
    try:
        address = ip_address(client[0] if client else "")
    except ValueError:
        return ""
    if isinstance(address, IPv6Address):
        return str(ip_network((address, 64), strict=False))
    return str(address)


def _size(message: Message) -> int:
    return len(message.get("bytes") or b"") + len(message.get("text") or "")


async def _refuse(scope: Scope, receive: Receive, send: Send) -> None:
    _LOG.debug("a page was refused: too many are open")
    await receive()
    if "websocket.http.response" in scope.get("extensions", {}):
        for message in _FULL:
            await send(message)
    else:
        await send(_CLOSED)
