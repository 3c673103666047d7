"""Many learners at once, each thinking between clicks, and how long their clicks took."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from statistics import median, quantiles

from tests.bench.learner import Learner

# Seconds between two clicks of one learner: quick, but somebody who reads.
THINK_S = 5.0

Journey = Callable[[Learner, int], Awaitable[float]]
Arrival = Callable[[Learner, int], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Clicks:
    """What `learners` felt: seconds from a click to its page, and how many clicks went wrong."""

    learners: int
    count: int
    p50: float
    p95: float
    failed: int


async def measure(
    address: str, learners: int, seconds: float, *, arrive: Arrival, click: Journey, seed: int = 1
) -> Clicks:
    """`learners` tabs that arrive one after the other and then click for `seconds`.

    `click` is given the tab and the number of its click and returns the seconds waited. The load is
    bounded: it ends by itself after `seconds`, whatever the server does.
    """
    tabs = [Learner(address) for _ in range(learners)]
    for number, tab in enumerate(tabs):
        await tab.__aenter__()
        await arrive(tab, number)
    end = time.perf_counter() + seconds
    try:
        results = await asyncio.gather(
            *(_learn(tab, end, random.Random(seed + number), click) for number, tab in enumerate(tabs))
        )
    finally:
        await asyncio.gather(*(tab.__aexit__() for tab in tabs))
    return _summary(learners, [wait for waits in results for wait in waits])


async def _learn(tab: Learner, end: float, dice: random.Random, click: Journey) -> list[float | None]:
    """Seconds of each click of one learner; None where the page came back with an error."""
    waits: list[float | None] = []
    thinks = dice.uniform(0, THINK_S)
    while time.perf_counter() + thinks < end:
        await asyncio.sleep(thinks)
        waited = await click(tab, len(waits))
        waits.append(None if tab.exceptions else waited)
        thinks = min(dice.expovariate(1 / THINK_S), 4 * THINK_S)
    return waits


def _summary(learners: int, waits: list[float | None]) -> Clicks:
    good = [wait for wait in waits if wait is not None]
    return Clicks(learners, len(waits), median(good), quantiles(good, n=20)[-1], len(waits) - len(good))
