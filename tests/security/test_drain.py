"""A drain says no to whoever asks first, then closes pages one after the other, and only then ends."""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.types import Message, Receive, Scope, Send

from grader.store import Store
from tests.grader.client import Client
from tests.ui.context import make_context
from ui.web.drain import Drain, DrainableSockets, OpenSocket
from ui.web.health import health_routes

pytestmark = pytest.mark.timeout(20)


class Browser:
    """The far end of a WebSocket: what it was sent."""

    def __init__(self) -> None:
        self.messages: list[Message] = []
        self.is_gone = False

    async def send(self, message: Message) -> None:
        if self.is_gone:
            raise RuntimeError("the connection is gone")
        self.messages.append(message)

    @property
    def close_codes(self) -> list[int]:
        return [message["code"] for message in self.messages if message["type"] == "websocket.close"]


def open_pages(drain: Drain, count: int) -> list[Browser]:
    async def accept() -> list[Browser]:
        browsers = [Browser() for _ in range(count)]
        for browser in browsers:
            socket = OpenSocket(browser.send)
            drain.add(socket)
            await socket.send({"type": "websocket.accept"})
        return browsers

    return asyncio.run(accept())


def test_pages_are_closed_in_the_second_half_one_after_the_other() -> None:
    closed_before_pause: list[tuple[float, int]] = []

    async def sleep(seconds: float) -> None:
        closed_before_pause.append((seconds, sum(len(browser.close_codes) for browser in browsers)))

    drain = Drain(8, sleep=sleep)
    browsers = open_pages(drain, 4)
    asyncio.run(drain.run())
    assert closed_before_pause == [(4, 0), (1, 1), (1, 2), (1, 3), (1, 4)]
    assert [browser.close_codes for browser in browsers] == [[1001]] * 4


def test_what_an_app_sends_after_the_close_goes_nowhere() -> None:
    browser, drain = Browser(), Drain(0.01)

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "websocket.accept"})
        await drain.run()
        await send({"type": "websocket.send", "text": "late"})

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    asyncio.run(DrainableSockets(app, drain)({"type": "websocket"}, receive, browser.send))
    assert [message["type"] for message in browser.messages] == ["websocket.accept", "websocket.close"]


def test_a_page_that_is_gone_or_was_never_accepted_is_told_nothing() -> None:
    drain = Drain(0.01)
    gone, pending = open_pages(drain, 1)[0], Browser()
    drain.add(OpenSocket(pending.send))
    gone.is_gone = True
    asyncio.run(drain.run())
    assert gone.close_codes == pending.close_codes == []


def test_a_process_that_drains_is_not_ready(tmp_path: Path) -> None:
    context = make_context(Client(Store.open(f"sqlite:///{tmp_path}/cutover.db")))
    drain = Drain(0)

    async def ask() -> tuple[int, int]:
        transport = httpx.ASGITransport(Starlette(routes=health_routes(context, lambda: None, drain=drain)))
        async with httpx.AsyncClient(transport=transport, base_url="http://here") as http:
            return (await http.get("/readyz")).status_code, (await http.get("/healthz")).status_code

    assert asyncio.run(ask()) == (200, 200)
    asyncio.run(drain.run())
    assert asyncio.run(ask()) == (503, 200)


@pytest.mark.parametrize(("seconds", "drained"), [(0.05, True), (0, False)])
def test_the_server_is_asked_to_end_after_the_drain(seconds: float, drained: bool) -> None:
    """The handler that was there before, the server's own, is called once, and the drain is over by then."""
    drain, begun_when_asked = Drain(seconds), list[bool]()
    before = signal.signal(signal.SIGTERM, lambda *_: begun_when_asked.append(drain.has_begun))

    async def main() -> None:
        task = asyncio.create_task(drain.run_when_asked_to_end())
        await asyncio.sleep(0.01)
        os.kill(os.getpid(), signal.SIGTERM)
        await task

    try:
        asyncio.run(main())
    finally:
        signal.signal(signal.SIGTERM, before)
    assert begun_when_asked == [drained]
