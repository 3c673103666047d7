"""Runs the plan in the environment variable PLAN until it is killed: `python -m labs.images.prober`."""

from __future__ import annotations

import asyncio
import os
import socket
import time

from labs.images.prober import plan, schedule
from labs.images.prober.clients import Clients
from labs.images.prober.cpu import Idleness
from labs.images.prober.log import Tape
from labs.images.prober.plan import Plan
from labs.images.prober.record import Heartbeat, to_line
from labs.images.prober.serve import listen

# Classes start so far apart that their requests do not fall due in the same millisecond.
STAGGER = 0.007


class _Wall:
    """Unix time that never jumps: read once, then carried on by the monotonic clock."""

    def __init__(self) -> None:
        self._offset = time.time() - time.monotonic()

    def __call__(self) -> float:
        return time.monotonic() + self._offset


class _Address:
    """The Service's address, asked for once a second so that no request waits for a name."""

    def __init__(self, host: str) -> None:
        self._host = host
        self._found: str | None = None

    def __call__(self) -> str | None:
        return self._found

    async def refresh(self) -> None:
        loop = asyncio.get_running_loop()
        try:
            answers = await loop.getaddrinfo(self._host, None, family=socket.AF_INET, type=socket.SOCK_STREAM)
            self._found = str(answers[0][4][0])
        except OSError:
            self._found = None

    async def keep(self) -> None:
        while True:
            await self.refresh()
            await asyncio.sleep(1)


async def main(what: Plan) -> None:
    now, tape = _Wall(), Tape()
    addresses = {host: _Address(host) for host in sorted({kind.host for kind in what.classes})}
    await listen(tape)
    await asyncio.gather(*(address.refresh() for address in addresses.values()))
    async with asyncio.TaskGroup() as group:
        group.create_task(_beat(now, tape))
        for address in addresses.values():
            group.create_task(address.keep())
        for at, kind in enumerate(what.classes):
            clients = Clients(
                kind, addresses[kind.host], now=now, emit=lambda record: tape.add(to_line(record))
            )
            group.create_task(schedule.run(now() + 0.1 + at * STAGGER, kind.rate, now, clients.send))


async def _beat(now: _Wall, tape: Tape) -> None:
    idleness = Idleness()
    while True:
        tape.add(to_line(Heartbeat(now(), time.process_time(), len(tape), idleness.since_last())))
        await asyncio.sleep(1)


if __name__ == "__main__":
    asyncio.run(main(plan.from_json(os.environ["PLAN"])))
