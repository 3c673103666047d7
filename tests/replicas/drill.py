"""The drill: replicas are drained, replaced and killed under learners, and no acknowledgement may be lost.

`without stickiness` shows what the cookie of the proxy is good for: requests are dealt out in turn.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from statistics import quantiles
from typing import Any, LiteralString

from sqlalchemy import URL, make_url

from tests.browser.journeys.bank import write_bank
from tests.replicas.learners import SteadyLearner
from tests.replicas.processes import Replica, proxy, running_replicas
from tests.support.postgres import connect

Deadlines = Mapping[tuple[str, int], object]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of what the server had acknowledged, and what the learners went through."""

    name: str
    learners: int
    drafts: int
    answers: int
    lost: tuple[str, ...]
    deadlines: int
    deadlines_changed: int
    reconnect_seconds: tuple[float, ...]
    troubles: Mapping[str, int]

    @property
    def reconnect_p95(self) -> float:
        return quantiles(self.reconnect_seconds, n=20)[-1]

    def __str__(self) -> str:
        troubles = "".join(f"\n    {count} x {what}" for what, count in sorted(self.troubles.items()))
        return (
            f"{self.name}: {self.learners} learners, {self.drafts} drafts and {self.answers} answers "
            f"acknowledged, {len(self.lost)} lost; {self.deadlines_changed} of {self.deadlines} deadlines "
            f"changed; {len(self.reconnect_seconds)} reconnects, p95 {self.reconnect_p95:.2f} s{troubles}"
        )


@dataclass(frozen=True, slots=True)
class Remains:
    """What a look at the database and at every page found after all."""

    lost: tuple[str, ...]
    deadlines: int
    deadlines_changed: int

    def outcome(self, name: str, people: Sequence[SteadyLearner]) -> Outcome:
        notes = [person.notes for person in people]
        return Outcome(
            name,
            len(people),
            drafts=sum(one.saved for one in notes),
            answers=sum(one.answered for one in notes),
            lost=self.lost,
            deadlines=self.deadlines,
            deadlines_changed=self.deadlines_changed,
            # The last reconnect of each is the look at the end.
            reconnect_seconds=tuple(second for one in notes for second in one.reconnect_seconds[:-1]),
            troubles=sum((one.troubles for one in notes), Counter()),
        )


def replace_both(replicas: Sequence[Replica]) -> None:
    """The flip and the flip back: each replica in turn is drained and comes back while the other serves."""
    for replica in replicas:
        replica.drain()
        replica.start()


def kill_one(replicas: Sequence[Replica]) -> None:
    replicas[0].kill()


def environment_of(database: str, bank: Path, drain_seconds: float) -> dict[str, str]:
    """What all replicas share."""
    return {
        "CUTOVER_DB_URL": database,
        "CUTOVER_BANK": str(bank),
        "CUTOVER_COOKIE_SECRET": "the-same-for-all-replicas",
        "CUTOVER_DRAIN_SECONDS": str(drain_seconds),
    }


def run(database: str, learners: int, *, think_s: float, drain_seconds: float) -> list[Outcome]:
    """The drill on a PostgreSQL database that is empty."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        bank = write_bank(folder / "bank", limit=timedelta(minutes=15))
        with running_replicas(folder, environment_of(database, bank, drain_seconds)) as replicas:
            outcomes = []
            for sticky, act in ((True, replace_both), (False, kill_one)):
                title = "replaced in turn" if sticky else "without stickiness, one killed"
                with proxy(folder, replicas, sticky=sticky) as address:
                    people = [
                        SteadyLearner(address, f"{title} {nth}", f"127.0.1.{nth}", seed=nth)
                        for nth in range(1, learners + 1)
                    ]
                    remains = asyncio.run(drill(people, make_url(database), think_s, partial(act, replicas)))
                    outcomes.append(remains.outcome(title, people))
            return outcomes


async def drill(
    people: Sequence[SteadyLearner], database: URL, think_s: float, act: Callable[[], None]
) -> Remains:
    """What is left of everything that was acknowledged while `act` did something to the replicas."""
    for person in people:
        await person.begin()
    before, over = deadlines_of(database), asyncio.Event()
    learning = asyncio.gather(*(person.learn(over, think_s) for person in people))
    await asyncio.sleep(2 * think_s)
    await asyncio.to_thread(act)
    await asyncio.sleep(4 * think_s)
    over.set()
    await learning
    lost = [missing for person in people for missing in await _missing(person, database)]
    after = deadlines_of(database)
    for person in people:
        await person.leave()
    changed = sum(after.get(key) != value for key, value in before.items())
    return Remains(tuple(lost), len(before), changed)


async def _missing(person: SteadyLearner, database: URL) -> list[str]:
    """What was acknowledged to a learner and is not there: in the database, and on a page drawn anew."""
    revisions, tries = stored_of(database, person.name)
    missing = [
        f"{person.name}: {draft.address} is at {revisions.get(draft.address)}, not {draft.revision}"
        for draft in person.notes.drafts.values()
        if revisions.get(draft.address, -1) < draft.revision
    ]
    if tries < person.notes.answered:
        missing.append(f"{person.name}: {tries} tries of {person.notes.answered} acknowledged answers")
    shown = await person.look_again()
    known = person.notes.drafts.get(shown.address) if shown else None
    if shown and known and shown.revision == known.revision and shown.value != known.value:
        missing.append(f"{person.name}: the page shows {shown.value}, not {known.value}")
    return missing


def deadlines_of(database: URL) -> Deadlines:
    """Every deadline, by attempt and position."""
    rows = _rows(database, "SELECT attempt, position, deadline FROM items WHERE deadline IS NOT NULL")
    return {(attempt, position): deadline for attempt, position, deadline in rows}


def stored_of(database: URL, name: str) -> tuple[dict[str, int], int]:
    """A learner's draft revisions by the address that saves them, and how many tries are stored."""
    drafts = _rows(
        database,
        "SELECT i.attempt, i.position, i.draft_revision FROM items i "
        "JOIN attempts a ON a.id = i.attempt JOIN learners l ON l.id = a.learner WHERE l.name = %s",
        name,
    )
    tries = _rows(
        database,
        "SELECT count(*) FROM tries t "
        "JOIN attempts a ON a.id = t.attempt JOIN learners l ON l.id = a.learner WHERE l.name = %s",
        name,
    )
    return {f"draft/{attempt}/{position}": revision for attempt, position, revision in drafts}, tries[0][0]


def _rows(database: URL, query: LiteralString, *values: str) -> list[tuple[Any, ...]]:
    with connect(database) as connection:
        return connection.execute(query, values).fetchall()
