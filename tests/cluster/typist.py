"""A learner at the terminal, for tests."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from labs.namespace.lifecycle import Workspace
from labs.namespace.terminal import Terminal
from tests.cluster.conftest import Lab


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
    read = b""
    async with asyncio.timeout(seconds):
        while text.encode() not in read:
            read += await terminal.read()
    return read.decode("utf-8", "replace")
