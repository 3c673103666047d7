"""`make load`: a ladder of learners on one process, and the start on a database with a million events.

Open loop: when each learner clicks is drawn before the first click, and a click counts from that moment, so
that a slow server cannot slow down those who measure it. `make load ARGS="100 200 --seconds 30"` names the
rungs and how long each takes, `--events 1000000` how full the database is.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sqlite3
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

import psutil

from tests.bench.clicks import arrive, bank_of_choices, click
from tests.bench.crowd import THINK_S
from tests.bench.learner import Learner
from tests.bench.server import ROOT, Server, serve
from tests.bench.startup import joined, seconds_to_page
from tests.bench.table import HEADER, Row

LADDER = (100, 200, 500)
# A start on a full database may take so many times that of an empty one.
_START_GOAL = 1.2


@dataclass(frozen=True, slots=True)
class Rung:
    """Clicks of so many learners: seconds from when each was due to its page, None where it failed."""

    learners: int
    waits: Sequence[float | None]
    processor: float
    memory: int

    def __str__(self) -> str:
        good = [wait for wait in self.waits if wait is not None]
        cuts = quantiles(good, n=100)
        percentiles = ", ".join(f"p{at} {cuts[at - 1] * 1000:.0f} ms" for at in (50, 95, 99))
        return (
            f"{self.learners} learners: {len(self.waits)} clicks, {len(self.waits) - len(good)} failed, "
            f"{percentiles}, longest {max(good) * 1000:.0f} ms; "
            f"the server took {self.processor:.2f} cores and {self.memory / 2**20:.0f} MB"
        )


def ladder(rungs: Sequence[int], seconds: float) -> Iterator[Rung]:
    """Each rung on a server of its own."""
    with tempfile.TemporaryDirectory() as folder:
        bank = bank_of_choices(Path(folder))
        for learners in rungs:
            with serve(ROOT / "app.py", CUTOVER_BANK=str(bank)) as server:
                yield asyncio.run(_climb(server, learners, seconds))


async def _climb(server: Server, learners: int, seconds: float) -> Rung:
    tabs = [
        Learner(server.address, local=f"127.0.{2 + nth // 250}.{1 + nth % 250}") for nth in range(learners)
    ]
    for number, tab in enumerate(tabs):
        await tab.__aenter__()
        await arrive(tab, number)
    process = psutil.Process(server.process.pid)
    before, begun = process.cpu_times(), time.perf_counter()
    waits = await asyncio.gather(
        *(_learn(tab, begun, due_times(seconds, random.Random(nth))) for nth, tab in enumerate(tabs))
    )
    took, after = time.perf_counter() - begun, process.cpu_times()
    used = (after.user + after.system - before.user - before.system) / took
    memory = server.memory()
    await asyncio.gather(*(tab.__aexit__() for tab in tabs))
    return Rung(learners, [wait for of_one in waits for wait in of_one], used, memory)


def due_times(seconds: float, dice: random.Random) -> list[float]:
    """When one learner clicks, in seconds from the start: at random, every `THINK_S` on average."""
    times = [dice.expovariate(1 / THINK_S)]
    while times[-1] < seconds:
        times.append(times[-1] + dice.expovariate(1 / THINK_S))
    return times[:-1]


async def _learn(tab: Learner, begun: float, due: Sequence[float]) -> list[float | None]:
    waits: list[float | None] = []
    for number, at in enumerate(due):
        await asyncio.sleep(max(0.0, begun + at - time.perf_counter()))
        try:
            await click(tab, number)
        except (OSError, RuntimeError, EOFError):
            waits.append(None)
            continue
        waits.append(None if tab.exceptions else time.perf_counter() - begun - at)
    return waits


def start_on_a_full_database(events: int, rounds: int = 5) -> Row:
    """Seconds until a learner who came back sees their page, full and empty in turn."""
    with tempfile.TemporaryDirectory() as full, tempfile.TemporaryDirectory() as empty:
        known = {folder: joined(folder) for folder in (full, empty)}
        fill(Path(full) / "cutover.sqlite3", events)
        turns = [
            [seconds_to_page(ROOT / "app.py", known[folder], CUTOVER_DATA=folder) for folder in (full, empty)]
            for _ in range(rounds)
        ]
    ours, theirs = (median(turn[at] for turn in turns) for at in (0, 1))
    ratio = median(turn[0] / turn[1] for turn in turns)
    return Row(
        f"start with {events:,} events", f"{ours:.2f} s", f"{theirs:.2f} s (without)", ratio, _START_GOAL
    )


def fill(database: Path, events: int) -> None:
    """A thousand learners with that many events among them, written past the app."""
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000) "
            "INSERT INTO learners SELECT printf('%032x', i), 'Learner ' || i, '1', 0 FROM n"
        )
        connection.execute(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) "
            "INSERT INTO events (id, learner, actor, kind, at, detail) "
            "SELECT printf('%032x', i), printf('%032x', 1 + i % 1000), 'learner', 'saved', i, '{}' FROM n",
            (events,),
        )


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="tests.bench.load", description="A ladder of learners on one process."
    )
    parser.add_argument("rungs", nargs="*", type=int, default=LADDER)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--events", type=int, default=1_000_000)
    chosen = parser.parse_args()
    for rung in ladder(chosen.rungs, chosen.seconds):
        print(rung, flush=True)
    print(HEADER, start_on_a_full_database(chosen.events), sep="\n")


if __name__ == "__main__":
    main()
