"""Is the process alive, and can it serve? For a supervisor or a cluster to ask."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import anyio
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from streamlit.runtime import Runtime

from grader.errors import GraderError
from ui.errors import Closed
from ui.web.descriptors import has_free_descriptors
from ui.web.drain import Drain

if TYPE_CHECKING:
    from ui.app_context import AppContext

# No device has this id, so asking for its learner reads the database and finds nothing.
_NOBODY = "0" * 32


def streamlit_runtime() -> Runtime | None:
    """What serves the pages of this process; None where it serves none."""
    return Runtime.instance() if Runtime.exists() else None


def health_routes(
    context: AppContext,
    runtime: Callable[[], Runtime | None] = streamlit_runtime,
    *,
    drain: Drain | None = None,
) -> list[Route]:
    """`/healthz` answers while the process lives; `/readyz` with 200 only while learners can be served.

    While a drain is under way they are still served, and nobody else should be sent.
    """

    async def readyz(_: Request) -> Response:
        if drain is not None and drain.has_begun:
            return PlainTextResponse("This process drains: it ends in a moment.", status_code=503)
        trouble = await _trouble_with_pages(runtime()) or await _trouble_with_backend(context)
        return PlainTextResponse(trouble or "ready", status_code=503 if trouble else 200)

    base = context.settings.base_route
    return [Route(f"{base}/healthz", _healthz), Route(f"{base}/readyz", readyz)]


async def _healthz(_: Request) -> Response:
    return PlainTextResponse("ok")


async def _trouble_with_pages(runtime: Runtime | None) -> str | None:
    """Why no page could be opened now."""
    if runtime is not None and not (await runtime.is_ready_for_browser_connection)[0]:
        return "Streamlit's runtime does not run. Start Cutover again."
    if not has_free_descriptors():
        return "The system gives this process no more descriptors. Raise its limit: ulimit -n."
    return None


async def _trouble_with_backend(context: AppContext) -> str | None:
    try:
        return await anyio.to_thread.run_sync(_trouble, context)
    except RuntimeError as refused:
        return f"The system gives this process no more threads ({refused})."


def _trouble(context: AppContext) -> str | None:
    try:
        context.grader.learners.of_device(_NOBODY)
    except (Closed, GraderError) as refused:
        return str(refused)
    return None
