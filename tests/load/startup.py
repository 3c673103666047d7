"""How long from starting the process to the first page, ours against an empty Streamlit app."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from tests.load.learner import Learner
from tests.load.server import ROOT, serve
from tests.load.table import Row

_EMPTY = Path(__file__).with_name("empty.py")


def rows(rounds: int = 5) -> Iterator[Row]:
    """Seconds to a first whole page; the two take turns, so that a slow minute hits both."""
    pairs = [(_seconds(ROOT / "app.py"), _seconds(_EMPTY)) for _ in range(rounds)]
    ours, empty = median(pair[0] for pair in pairs), median(pair[1] for pair in pairs)
    ratio = median(ours / empty for ours, empty in pairs)
    yield Row("start-up to first page", f"{ours:.2f} s", f"{empty:.2f} s (empty app)", ratio, goal=1.3)


def _seconds(script: Path) -> float:
    with serve(script) as server:
        begun = time.perf_counter()
        asyncio.run(_first_page(server.address))
        return server.seconds_to_page + time.perf_counter() - begun


async def _first_page(address: str) -> None:
    async with Learner(address) as learner:
        await learner.load()
