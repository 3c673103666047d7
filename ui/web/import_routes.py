"""The route by which a learner's own download comes back in, beside Streamlit's uploads, which stay closed.

POST /import/progress.json, the file itself
     -> 200 {"kind": "imported", "message": "3 attempts were brought in."}
        400 {"kind": "refused", "message": "..."}: not such a file, or too much of it
        503 {"kind": "unsaved", "message": "..."}: not now; trying again may help
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import anyio
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from grader.errors import GraderError, NotSaved, Refused
from ui import format as fmt
from ui.components.progress_import import IMPORT_PATH
from ui.errors import Closed
from ui.web.draft_routes import read_body, refuse_foreign
from ui.web.limits import Buckets, Rate

if TYPE_CHECKING:
    from grader.service.progress_import import ImportReport
    from ui.app_context import AppContext

# Reading the largest file takes most of a second of one core.
_RATE = Rate(per_second=1 / 20, burst=3)
_NO_STORE = {"Cache-Control": "no-store"}
_LEFT = "This browser was left in another tab, so nothing was brought in."


def import_routes(context: AppContext, devices: Buckets | None = None) -> list[Route]:
    """`/import/progress.json`; `devices` bounds how often each may send. One file is read at a time."""
    buckets, one_at_a_time = devices or Buckets(_RATE), anyio.CapacityLimiter(1)

    async def answer(request: Request) -> Response:
        refusal = refuse_foreign(request, context.settings.base_url)
        device = context.devices.find(request.cookies)
        if refusal is not None or device is None:
            return refusal or _response(404, "refused", _LEFT)
        if buckets.take(device) > 0:
            return _response(
                429, "unsaved", "Too many files were sent at once. Wait a minute, then try again."
            )
        from grader.rules.progress_file import LARGEST_FILE  # noqa: PLC0415 - the first page needs none of it

        body = await read_body(request, LARGEST_FILE)
        return await anyio.to_thread.run_sync(_import, context, device, body, limiter=one_at_a_time)

    return [Route(f"{context.settings.base_route}/{IMPORT_PATH}", answer, methods=["POST"])]


def _import(context: AppContext, device: str, body: bytes | None) -> Response:
    from grader.rules.progress_file import LARGEST_FILE, read_progress_file  # noqa: PLC0415

    if body is None:
        return _response(400, "refused", f"This file is larger than {LARGEST_FILE // 2**20} MB.")
    try:
        learner = context.grader.learners.of_device(device)
        if learner is None:
            return _response(404, "refused", _LEFT)
        done = context.grader.progress_imports.bring_in(learner.id, read_progress_file(body))
    except Refused as refused:
        return _response(400, "refused", str(refused))
    except (NotSaved, Closed, GraderError) as away:
        return _response(503, "unsaved", str(away))
    return _response(200, "imported", describe(done))


def describe(done: ImportReport) -> str:
    """What became of the attempts of a file, in words."""
    words = [f"Brought in: {fmt.count(done.imported, 'attempt')}."]
    if done.known:
        words.append(f"Here already: {done.known}.")
    if done.left_out:
        words.append(
            f"Left out: {done.left_out}, not finished or of problems that this server does not have."
        )
    return " ".join(words)


def _response(status: int, kind: str, message: str) -> Response:
    return JSONResponse({"kind": kind, "message": message}, status, _NO_STORE)
