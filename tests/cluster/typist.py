"""A learner at the terminal, for tests."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from labs.namespace.lifecycle import Workspace
from labs.namespace.terminal import Terminal
from tests.cluster.conftest import Lab

# Bytes; more than one frame of a terminal has, with what is searched for.
_NEWEST = 1 << 20


@asynccontextmanager
async def typing(
    lab: Lab, workspace: Workspace, columns: int = 100, rows: int = 30
) -> AsyncIterator[Terminal]:
    """An open terminal, closed afterwards."""
    terminal = await Terminal.open(lab.kube, lab.settings, workspace.namespace, columns=columns, rows=rows)
    try:
        yield terminal
    finally:
        await terminal.close()


async def seen(terminal: Terminal, text: str, seconds: float = 20) -> str:
    """What was read up to and with `text`."""
    read, wanted = bytearray(), text.encode()
    async with asyncio.timeout(seconds):
        # Only what is new is searched: there may be a hundred megabytes.
        while read.find(wanted, max(0, len(read) - _NEWEST)) < 0:
            read += await terminal.read()
    return read.decode("utf-8", "replace")
