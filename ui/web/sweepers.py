"""The sweeps that run while the app does, off the event loop, whether or not a browser is open.

Every second what is overdue is closed; every five minutes what labs left behind is removed.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import anyio

from grader.clock import now
from grader.errors import GraderError
from ui.errors import Closed

if TYPE_CHECKING:
    from ui.app_context import AppContext
    from ui.web.limits import SocketCounts
    from ui.web.metrics import AppMetrics

_LOG = logging.getLogger("cutover.sweeper")
_EVERY_S = 1.0
# A board calls a line lost after 20 s.
PRESENCE_EVERY_S = 5.0
# A lab's namespace lasts for hours, and the first pages come first.
_LABS_FIRST_S, _LABS_EVERY_S = 10.0, 300.0


async def keep_sweeping(
    sweep: Callable[[], None], every_s: float = _EVERY_S, *, first_s: float | None = None
) -> None:
    """Call `sweep` in a thread of its own, for ever; a sweep that fails is logged and tried again.

    The first comes after `first_s` seconds, or else after `every_s`: what it imports would take turns with
    the first page.
    """
    # One slot, so that a slow database never piles sweeps up.
    limiter = anyio.CapacityLimiter(1)
    await anyio.sleep(every_s if first_s is None else first_s)
    while True:
        try:
            await anyio.to_thread.run_sync(sweep, limiter=limiter)
        except Exception:
            # Also where no thread can be started: the next time there may be one.
            _LOG.exception("the sweep failed; it is tried again")
        await anyio.sleep(every_s)


async def keep_labs_swept() -> None:
    """Remove what labs left behind, for ever."""
    await keep_sweeping(sweep_labs, _LABS_EVERY_S, first_s=_LABS_FIRST_S)


def sweep_overdue(context: AppContext, metrics: AppMetrics | None = None) -> None:
    """Close everybody's overdue problems. A backend that cannot be opened has logged that already."""
    try:
        swept = context.grader.sweep()
    except Closed:
        return
    if metrics is not None:
        metrics.sweep(swept.closed, swept.failed)
    if swept.failed:
        _LOG.warning("%d overdue problems could not be closed; they are tried again", swept.failed)


def sweep_labs(sweep: Callable[[], Sequence[str]] | None = None) -> None:
    """Remove clusters and namespaces past their time, and what was left half made.

    `sweep` gives the names of what it removed; without it, the labs' own does it. Where there was never a
    cluster, nothing is imported and nobody is asked.
    """
    from labs.errors import LabError  # noqa: PLC0415 - nothing of the labs is needed to start
    from labs.settings import read_settings  # noqa: PLC0415

    if not read_settings().folder.exists():
        return
    try:
        gone = (sweep or _sweep_cluster)()
    except LabError as trouble:
        _LOG.warning("%s", trouble)
        return
    if gone:
        _LOG.info("removed what labs left over: %s", ", ".join(gone))


def _sweep_cluster() -> Sequence[str]:
    from labs import operations  # noqa: PLC0415
    from labs.settings import read_settings  # noqa: PLC0415

    return operations.sweep(read_settings(), now(), lambda step: _LOG.info("%s", step))


def note_presence(context: AppContext, counts: SocketCounts) -> None:
    """The learners whose pages are open were seen now, as the boards of their classes show."""
    if not counts.devices or not context.was_opened:
        return
    try:
        context.grader.memberships.record_presence(tuple(map(context.devices.newest, counts.devices)))
    except (Closed, GraderError) as away:
        _LOG.debug("presence cannot be noted: %s", away)
