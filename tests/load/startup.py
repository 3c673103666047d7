"""How long from starting the process to the first page, ours against an empty Streamlit app."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from tests.load.learner import Learner
from tests.load.server import ROOT, serve
from tests.load.table import Row

_EMPTY = Path(__file__).with_name("empty.py")


def rows(rounds: int = 5) -> Iterator[Row]:
    """Seconds to a first whole page; they take turns, so that a slow minute hits all.

    A start finds the data of an earlier one; the very first makes the database and reads the bank's YAML.
    """
    with tempfile.TemporaryDirectory() as data:
        _seconds(ROOT / "app.py", CUTOVER_DATA=data)
        turns = [
            (_seconds(ROOT / "app.py", CUTOVER_DATA=data), _seconds(ROOT / "app.py"), _seconds(_EMPTY))
            for _ in range(rounds)
        ]
    empty = f"{median(turn[2] for turn in turns):.2f} s (empty app)"
    for nth, (what, goal) in enumerate({"start-up to first page": 1.3, "the very first start": None}.items()):
        ratio = median(turn[nth] / turn[2] for turn in turns)
        yield Row(what, f"{median(turn[nth] for turn in turns):.2f} s", empty, ratio, goal)


def _seconds(script: Path, **settings: str) -> float:
    with serve(script, **settings) as server:
        begun = time.perf_counter()
        asyncio.run(_first_page(server.address))
        return server.seconds_to_page + time.perf_counter() - begun


async def _first_page(address: str) -> None:
    async with Learner(address) as learner:
        await learner.load()
