"""Takes away what labs left behind: clusters and places past their time, and what was left half made.

It waits until the first pages are served, and imports nothing unless there was ever a cluster.
"""

from __future__ import annotations

import logging

import anyio

from grader.clock import now

_LOG = logging.getLogger("cutover.labs")
# Seconds: the first pages come first, and a place lasts for hours.
_FIRST_AFTER, _EVERY = 10.0, 300.0


async def keep_labs_swept() -> None:
    """For ever, in a thread of its own; a sweep that fails is logged and tried again."""
    limiter = anyio.CapacityLimiter(1)
    await anyio.sleep(_FIRST_AFTER)
    while True:
        await anyio.to_thread.run_sync(sweep_labs, limiter=limiter)
        await anyio.sleep(_EVERY)


def sweep_labs() -> None:
    """One sweep. Where there was never a cluster, nobody is asked."""
    from labs.errors import LabError  # noqa: PLC0415 - nothing of the labs is needed to start
    from labs.settings import read_settings  # noqa: PLC0415

    try:
        if not read_settings().folder.exists():
            return
        from labs import operations as ground  # noqa: PLC0415

        gone = ground.sweep(read_settings(), now(), lambda step: _LOG.info("%s", step))
    except LabError as trouble:
        _LOG.warning("%s", trouble)
    except Exception:
        _LOG.exception("the labs' sweep failed; it is tried again")
    else:
        if gone:
            _LOG.info("removed what labs left over: %s", ", ".join(gone))
