"""Is the process alive, and can it serve? For a supervisor or a cluster to ask."""

from __future__ import annotations

import anyio
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from grader.errors import GraderError
from ui.app_context import house
from ui.errors import Closed

# No device has this id, so asking for its learner reads the database and finds nothing.
_NOBODY = "0" * 32


def health_routes(base_path: str) -> list[Route]:
    """`/healthz` answers while the process lives; `/readyz` with 200 only while learners can be served."""
    base = f"/{base_path}" if base_path else ""
    return [Route(f"{base}/healthz", _healthz), Route(f"{base}/readyz", _readyz)]


async def _healthz(_: Request) -> Response:
    return PlainTextResponse("ok")


async def _readyz(_: Request) -> Response:
    trouble = await anyio.to_thread.run_sync(_trouble)
    return PlainTextResponse(trouble or "ready", status_code=503 if trouble else 200)


def _trouble() -> str | None:
    try:
        house().grader.learner_of(_NOBODY)
    except (Closed, GraderError) as refused:
        return str(refused)
    return None
