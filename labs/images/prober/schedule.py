"""The open loop: request n is due at start + n / rate, come what may."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator

from labs.images.prober.clients import Now


def due_times(start: float, rate: float) -> Iterator[float]:
    """When each request is due, computed from the start so that no rounding adds up."""
    n = 0
    while True:
        yield start + n / rate
        n += 1


async def run(start: float, rate: float, now: Now, send: Callable[[float], Awaitable[None]]) -> None:
    """Sends for ever, each request in a task of its own. One that is overdue is sent at once, not skipped."""
    running: set[asyncio.Future[None]] = set()
    for due in due_times(start, rate):
        wait = due - now()
        if wait > 0:
            await asyncio.sleep(wait)
        task = asyncio.ensure_future(send(due))
        running.add(task)
        task.add_done_callback(running.discard)
