"""Closes what nobody closed: every second, off the event loop, whether or not a browser is open."""

from __future__ import annotations

import logging
from collections.abc import Callable

import anyio

from ui.app_context import house
from ui.errors import Closed

_LOG = logging.getLogger("cutover.sweeper")
_EVERY_S = 1.0


async def keep_sweeping(sweep: Callable[[], None], every_s: float = _EVERY_S) -> None:
    """Call `sweep` in a thread of its own, for ever; a sweep that fails is logged and tried again.

    The first waits as long as the others: what it imports would take turns with the first page.
    """
    # One slot, so that a slow database never piles sweeps up.
    limiter = anyio.CapacityLimiter(1)
    while True:
        await anyio.sleep(every_s)
        await anyio.to_thread.run_sync(_once, sweep, limiter=limiter)


def sweep_house() -> None:
    """One sweep of everybody's overdue problems. A house that cannot be opened has said so already."""
    try:
        swept = house().grader.sweep()
    except Closed:
        return
    if swept.failed:
        _LOG.warning("%d overdue problems could not be closed; they are tried again", swept.failed)


def _once(sweep: Callable[[], None]) -> None:
    try:
        sweep()
    except Exception:
        _LOG.exception("the sweep failed; it is tried again")
