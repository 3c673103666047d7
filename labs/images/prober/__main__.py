"""Runs the plan in the environment variable PLAN until it is killed: `python -m labs.images.prober`."""

from __future__ import annotations

import asyncio
import os
import socket
import time

from labs.images.prober import plan, schedule
from labs.images.prober.clients import Clients
from labs.images.prober.cpu import IdleMeter
from labs.images.prober.log import RequestLog
from labs.images.prober.plan import ProbePlan
from labs.images.prober.record import Heartbeat, to_line
from labs.images.prober.serve import listen

# Classes start so far apart that their requests do not fall due in the same millisecond.
STAGGER = 0.007


class _WallClock:
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


async def main(what: ProbePlan) -> None:
    now, request_log = _WallClock(), RequestLog()
    addresses = {host: _Address(host) for host in sorted({kind.host for kind in what.classes})}
    await listen(request_log)
    await asyncio.gather(*(address.refresh() for address in addresses.values()))
    async with asyncio.TaskGroup() as group:
        group.create_task(_send_heartbeats(now, request_log))
        for address in addresses.values():
            group.create_task(address.keep())
        for at, kind in enumerate(what.classes):
            clients = Clients(
                kind, addresses[kind.host], now=now, emit=lambda record: request_log.add(to_line(record))
            )
            group.create_task(schedule.run(now() + 0.1 + at * STAGGER, kind.rate, now, clients.send))


async def _send_heartbeats(now: _WallClock, request_log: RequestLog) -> None:
    idle_meter = IdleMeter()
    while True:
        request_log.add(
            to_line(Heartbeat(now(), time.process_time(), len(request_log), idle_meter.since_last()))
        )
        await asyncio.sleep(1)


if __name__ == "__main__":
    asyncio.run(main(plan.from_json(os.environ["PLAN"])))
