"""Is the process alive, and can it serve? For a supervisor or a cluster to ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

import anyio
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from grader.errors import GraderError
from ui.errors import Closed

if TYPE_CHECKING:
    from ui.app_context import AppContext

# No device has this id, so asking for its learner reads the database and finds nothing.
_NOBODY = "0" * 32


def health_routes(context: AppContext) -> list[Route]:
    """`/healthz` answers while the process lives; `/readyz` with 200 only while learners can be served."""

    async def readyz(_: Request) -> Response:
        trouble = await anyio.to_thread.run_sync(_trouble, context)
        return PlainTextResponse(trouble or "ready", status_code=503 if trouble else 200)

    base = context.settings.base_route
    return [Route(f"{base}/healthz", _healthz), Route(f"{base}/readyz", readyz)]


async def _healthz(_: Request) -> Response:
    return PlainTextResponse("ok")


def _trouble(context: AppContext) -> str | None:
    try:
        context.grader.learners.of_device(_NOBODY)
    except (Closed, GraderError) as refused:
        return str(refused)
    return None
