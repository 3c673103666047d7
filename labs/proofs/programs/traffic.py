"""Users of a Service, open loop, each on a fresh connection; run in the workbench until a file is there.

Standard library only and in one file. Prints one line of JSON: `sent`, `failed`, `late` (sent or answered
by a machine that lags behind its own clock), and for the first failures when they were due, in seconds
since the start, and what happened.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from pathlib import Path

RATE = 10.0
# Past this a request is failed: a Service without pods mostly looks slow, since the first SYN is dropped
# and sent again after a second.
DEADLINE = 0.9
KEPT = 5
# Seconds behind its schedule at which a request says more of the machine than of the Service.
LAGS = 0.15


async def ask(host: str) -> str:
    """Empty for an answer of 200, else what happened."""
    try:
        async with asyncio.timeout(DEADLINE):
            reader, writer = await asyncio.open_connection(host, 80)
            writer.write(f"GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
            status = (await reader.readline()).split()
            writer.close()
            return "" if status[1:2] == [b"200"] else f"status {status[1:2]}"
    except TimeoutError:
        return f"no answer within {DEADLINE} s"
    except OSError as e:
        return type(e).__name__


async def main(host: str, stop: Path) -> None:
    began, failures, late, tasks = time.monotonic(), [], [], []

    async def one(due: float) -> None:
        if time.monotonic() - due > LAGS:
            late.append(due)
        what = await ask(host)
        if what:
            failures.append((round(due - began, 1), what))

    due = began
    while not stop.exists():
        tasks.append(asyncio.create_task(one(due)))
        due += 1 / RATE
        await asyncio.sleep(max(0.0, due - time.monotonic()))
    await asyncio.gather(*tasks)
    print(
        json.dumps(
            {"sent": len(tasks), "failed": len(failures), "late": len(late), "first": sorted(failures)[:KEPT]}
        )
    )


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], Path(sys.argv[2])))
