"""How long from starting the process to the first page, ours against an empty Streamlit app."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from statistics import median

from tests.bench.learner import Learner
from tests.bench.server import ROOT, serve
from tests.bench.table import Row

_EMPTY = Path(__file__).with_name("empty.py")


def rows(rounds: int = 5, *, returning: bool = True) -> Iterator[Row]:
    """Seconds to a first whole page; they take turns, so that a slow minute hits all.

    A stranger is asked for a name, which waits for no database; who comes back waits until it is open.
    Without `returning` only the stranger's page is measured.
    """
    goals = {"start-up to first page": 1.3} | ({"start-up to a page of one's own": None} if returning else {})
    with tempfile.TemporaryDirectory() as data:
        cookies: list[Mapping[str, str]] = [{}, joined(data)] if returning else [{}]
        turns = [
            (
                *(seconds_to_page(ROOT / "app.py", known, CUTOVER_DATA=data) for known in cookies),
                seconds_to_page(_EMPTY, {}),
            )
            for _ in range(rounds)
        ]
    empty = f"{median(turn[-1] for turn in turns):.2f} s (empty app)"
    for nth, (what, goal) in enumerate(goals.items()):
        ratio = median(turn[nth] / turn[-1] for turn in turns)
        yield Row(what, f"{median(turn[nth] for turn in turns):.2f} s", empty, ratio, goal)


def joined(data: str) -> dict[str, str]:
    """The cookies of a learner whose data lies in the folder `data`."""

    async def join(address: str) -> dict[str, str]:
        async with Learner(address) as learner:
            await learner.load()
            await learner.type("Your name", "Ada")
            await learner.click("Start learning")
            return learner.cookies

    with serve(ROOT / "app.py", CUTOVER_DATA=data) as server:
        return asyncio.run(join(server.address))


def seconds_to_page(script: Path, cookies: Mapping[str, str], **settings: str) -> float:
    """From the start of the process until the page of who has these cookies is whole."""
    with serve(script, descriptors=None, **settings) as server:
        begun = time.perf_counter()
        asyncio.run(_first_page(server.address, cookies))
        return server.seconds_to_page + time.perf_counter() - begun


async def _first_page(address: str, cookies: Mapping[str, str]) -> None:
    async with Learner(address, cookies) as learner:
        await learner.load()
        if learner.exceptions:
            raise RuntimeError(f"the first page came with errors: {learner.exceptions}")
        asked = "Your name" in learner.inputs
    if cookies and asked:
        raise RuntimeError("a learner who came back was asked for a name")
