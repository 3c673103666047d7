"""The running app under floods: whoever was there goes on, and whoever comes from elsewhere gets in."""

from __future__ import annotations

import asyncio
import statistics
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException

from tests.bench.floods import MOST_DELAY_S, MOST_MEMORY, delays, memory_of_visitors
from tests.bench.learner import Learner
from tests.bench.server import ROOT, Server, serve

pytestmark = [pytest.mark.faults, pytest.mark.timeout(300)]

ELSEWHERE = "127.0.0.2"


@asynccontextmanager
async def silent_pages(server: Server, count: int, *, own_cookies: bool) -> AsyncIterator[int]:
    """Opens so many pages that never say anything; gives how many were let in."""
    page, stream = f"http://{server.address}/", f"ws://{server.address}/_stcore/stream"
    async with httpx.AsyncClient(verify=False, trust_env=False) as http, AsyncExitStack() as opened:
        cookie, let_in = "", 0
        for _ in range(count):
            if own_cookies or not cookie:
                http.cookies.clear()
                cookie = (await http.get(page)).headers["set-cookie"].partition(";")[0]
            try:
                await opened.enter_async_context(connect(stream, additional_headers={"Cookie": cookie}))
            except WebSocketException:
                continue
            let_in += 1
        yield let_in


@pytest.mark.parametrize("own_cookies", [False, True], ids=["one browser", "many browsers"])
def test_silent_pages_leave_everybody_else_served_at_an_ordinary_limit(own_cookies: bool) -> None:
    async def attack(server: Server) -> int:
        async with Learner(server.address) as ada:
            await ada.load()
            async with silent_pages(server, 250, own_cookies=own_cookies) as let_in:
                await ada.type("Your name", "Ada")
                await ada.click("Start learning")
                assert "Start practice" in ada.buttons
                async with Learner(server.address, local=ELSEWHERE) as grace:
                    await grace.load()
                    assert "Your name" in grace.inputs
                ready = httpx.get(f"http://{server.address}/readyz", trust_env=False)
                assert (ready.status_code, ready.text) == (200, "ready")
                return let_in

    with serve(ROOT / "app.py", descriptors=1_024) as server:
        assert asyncio.run(attack(server)) == (153 if own_cookies else 20)


def test_a_flood_of_messages_delays_no_other_click() -> None:
    with serve(ROOT / "app.py") as server:
        alone, flooded = asyncio.run(delays(server, 3_000, 20))
    # The first clicks come with the burst; a machine with other tests on it is slow by itself.
    assert statistics.median(flooded) - statistics.median(alone) < MOST_DELAY_S
    assert max(flooded) - max(alone) < 5 * MOST_DELAY_S


def test_anonymous_visitors_cost_little_memory() -> None:
    with serve(ROOT / "app.py") as server:
        assert asyncio.run(memory_of_visitors(server)) < MOST_MEMORY
