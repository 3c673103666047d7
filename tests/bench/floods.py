"""What a visitor with bad intentions costs everybody else: the delay of a click, and memory."""

from __future__ import annotations

import asyncio
import statistics
from collections.abc import Iterator

from streamlit.proto.BackMsg_pb2 import BackMsg

from tests.bench.learner import Learner
from tests.bench.server import ROOT, Server, serve
from tests.bench.table import Row

MOST_DELAY_S = 0.100
MOST_MEMORY = 100e6
VISITORS = 100


def rows(messages: int = 3_000, clicks: int = 30, visitors: int = VISITORS) -> Iterator[Row]:
    """A flood of `messages` while another makes `clicks`, then `visitors` with all they may send."""
    with serve(ROOT / "app.py") as server:
        alone, flooded = asyncio.run(delays(server, messages, clicks))
        delay = max(flooded) - statistics.median(alone)
        cost, goal = f"{delay * 1000:.0f} ms more", f"{MOST_DELAY_S * 1000:.0f} ms"
        yield Row("worst click while another floods", cost, goal, delay / MOST_DELAY_S, 1.0)
    with serve(ROOT / "app.py") as server:
        memory, most = asyncio.run(memory_of_visitors(server, visitors)), MOST_MEMORY * visitors / VISITORS
        cost, goal = f"{memory / 1e6:.0f} MB", f"{most / 1e6:.0f} MB"
        yield Row(f"memory of {visitors} anonymous visitors", cost, goal, memory / most, 1.0)


async def delays(server: Server, messages: int, clicks: int) -> tuple[list[float], list[float]]:
    """Seconds of another visitor's clicks, alone and while one visitor floods the server."""
    async with Learner(server.address) as ada, Learner(server.address) as eve:
        await ada.load()
        await ada.type("Your name", "Ada")
        await ada.click("Start learning")
        await ada.click("Start practice")
        await eve.load()
        alone = [await _click(ada, nth) for nth in range(clicks)]
        flood = asyncio.create_task(eve.flood([rerun()] * messages))
        flooded = [await _click(ada, nth) for nth in range(clicks)]
        flood.cancel()
        return alone, flooded


async def _click(learner: Learner, nth: int) -> float:
    await asyncio.sleep(0.1)
    return await learner.click("Back" if nth % 2 else "Forward")


async def memory_of_visitors(server: Server, count: int = VISITORS) -> float:
    """Bytes that so many cost who join nobody, load a page and send the largest state that is read."""
    async with Learner(server.address) as first:
        await first.load()
        before = server.memory()
    visitors = [Learner(server.address) for _ in range(count)]
    for visitor in visitors:
        await visitor.__aenter__()
        await visitor.load()
        await visitor.flood([rerun(state=100_000)] * 3)
    await asyncio.sleep(3)
    cost = server.memory() - before
    for visitor in visitors:
        await visitor.__aexit__()
    return float(cost)


def rerun(state: int = 0) -> bytes:
    """The message of a click; with `state` bytes of a widget that no page has."""
    message = BackMsg()
    message.rerun_script.query_string = ""
    if state:
        message.rerun_script.widget_states.widgets.add(id="forged", string_value="x" * state)
    return message.SerializeToString()
