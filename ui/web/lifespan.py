"""What lives as long as the app: the sweeps, and the watch that ends a process which serves no more."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

import anyio
from streamlit.runtime import Runtime

from ui.web.classes.class_changes import ClassChanges, keep_watching
from ui.web.drain import Drain
from ui.web.limits import SocketCounts
from ui.web.sweepers import PRESENCE_EVERY_S, keep_labs_swept, keep_sweeping, note_presence, sweep_overdue

if TYPE_CHECKING:
    from ui.app_context import AppContext
    from ui.web.metrics import AppMetrics

_LOG = logging.getLogger("cutover.app")
# EX_SOFTWARE of sysexits.h: every supervisor takes it for a failure and starts the process again.
CANNOT_SERVE = 70

Task = Callable[[], Awaitable[None]]
Lifespan = Callable[[object], AbstractAsyncContextManager[dict[str, Any]]]


def lifespan_of(
    context: AppContext,
    metrics: AppMetrics | None = None,
    *,
    changes: ClassChanges | None = None,
    counts: SocketCounts | None = None,
    drain: Drain | None = None,
) -> Lifespan:
    """A learner's app's lifespan; its pages wait for `changes`, `counts` counts them, `drain` closes them.

    The first sweep opens the backend, unless a page did; nobody's first page waits for it.
    """

    @asynccontextmanager
    async def lifespan(_: object) -> AsyncIterator[dict[str, Any]]:
        tasks: list[Task] = [
            partial(keep_sweeping, partial(sweep_overdue, context, metrics)),
            keep_labs_swept,
        ]
        if changes is not None:
            tasks.append(partial(keep_watching, context, changes))
        if counts is not None:
            tasks.append(partial(keep_sweeping, partial(note_presence, context, counts), PRESENCE_EVERY_S))
        if drain is not None:
            tasks.append(drain.run_when_asked_to_end)
        tasks += _measuring(context, metrics)
        async with running(*tasks, partial(end_with_runtime, Runtime.instance().stopped)):
            yield {}

    return lifespan


def _measuring(context: AppContext, metrics: AppMetrics | None) -> Sequence[Task]:
    port = context.settings.metrics_port
    if metrics is None or port is None:
        return ()
    return (metrics.keep_measuring_lag, partial(metrics.keep_serving, context.settings.metrics_host, port))


@asynccontextmanager
async def running(*tasks: Task) -> AsyncIterator[None]:
    """Runs the tasks beside the block, and cancels them after it. A task that fails ends nothing else."""
    async with anyio.create_task_group() as group:
        for task in tasks:
            group.start_soon(_isolated, task)
        yield
        group.cancel_scope.cancel()


async def end_with_runtime(stopped: Awaitable[None], end: Callable[[int], object] = os._exit) -> None:
    """Ends the process once Streamlit's runtime has stopped by itself: health alone would stay green.

    A normal shutdown cancels this task before it stops the runtime. What was acknowledged is committed, so
    nothing is lost by ending at once.
    """
    try:
        # Shielded, since a cancelled wait would cancel the runtime's own future with it.
        await asyncio.shield(stopped)
    except Exception:
        _LOG.exception("Streamlit's runtime failed")
    _LOG.critical("Cutover cannot serve any more: Streamlit's runtime has stopped. The process ends.")
    logging.shutdown()
    end(CANNOT_SERVE)


async def _isolated(task: Task) -> None:
    try:
        await task()
    except Exception:
        _LOG.exception("a background task ended")
