"""The drain of a process that is asked to end while others go on serving.

First `/readyz` says no, so that whatever stands in front sends nobody any more. Then the open pages are
closed one after the other, so that their browsers do not all come back in the same moment. Only then the
server ends.
"""

from __future__ import annotations

import asyncio
import logging
import signal
import threading
from collections.abc import Awaitable, Callable
from contextlib import suppress

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_LOG = logging.getLogger("cutover.drain")
# 1001, "going away": a browser connects again by itself.
_GOING_AWAY: Message = {"type": "websocket.close", "code": 1001, "reason": "this replica ends; connect again"}


class Drain:
    """Whether this process is about to end, and which of its pages are still open.

    `seconds` is how long a drain takes: half of it nobody new is sent, in the other half pages are closed.
    """

    def __init__(
        self, seconds: float, *, sleep: Callable[[float], Awaitable[object]] = asyncio.sleep
    ) -> None:
        self.seconds = seconds
        self.has_begun = False
        self._sleep = sleep
        self._open: set[OpenSocket] = set()

    def add(self, socket: OpenSocket) -> None:
        self._open.add(socket)

    def remove(self, socket: OpenSocket) -> None:
        self._open.discard(socket)

    async def run(self) -> None:
        """Returns when every page that was open after half of the time is closed."""
        self.has_begun = True
        _LOG.info("draining for %g s: /readyz says no, then pages are closed", self.seconds)
        await self._sleep(self.seconds / 2)
        sockets = [*self._open]
        for socket in sockets:
            await socket.close()
            await self._sleep(self.seconds / 2 / len(sockets))

    async def run_when_asked_to_end(self) -> None:
        """Waits for SIGTERM, drains, and hands the signal on to the server. A second one ends it at once.

        Without seconds to drain, or in a thread that is given no signals, the server keeps its own way.
        """
        if self.seconds <= 0 or threading.current_thread() is not threading.main_thread():
            return
        asked, loop = asyncio.Event(), asyncio.get_running_loop()
        server_s_own = signal.getsignal(signal.SIGTERM)

        def ask(*_: object) -> None:
            signal.signal(signal.SIGTERM, server_s_own)
            loop.call_soon_threadsafe(asked.set)

        signal.signal(signal.SIGTERM, ask)
        await asked.wait()
        await self.run()
        signal.raise_signal(signal.SIGTERM)


class OpenSocket:
    """The sending side of a WebSocket that the server may close while the app still sends."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._is_open = self._is_closed = False

    async def send(self, message: Message) -> None:
        """Pass on what the app sends; nothing any more once the socket was closed."""
        if self._is_closed:
            return
        self._is_open = self._is_open or message["type"] == "websocket.accept"
        await self._send(message)

    async def close(self) -> None:
        """Tell the browser to connect again. Does nothing before the socket was accepted."""
        if self._is_open and not self._is_closed:
            self._is_closed = True
            # A browser that left in this moment needs to be told nothing.
            with suppress(RuntimeError, OSError):
                await self._send(_GOING_AWAY)


class DrainableSockets:
    """Lets a drain close the WebSockets of the app behind it."""

    def __init__(self, app: ASGIApp, drain: Drain) -> None:
        self._app = app
        self._drain = drain

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "websocket":
            await self._app(scope, receive, send)
            return
        socket = OpenSocket(send)
        self._drain.add(socket)
        try:
            await self._app(scope, receive, socket.send)
        finally:
            self._drain.remove(socket)
