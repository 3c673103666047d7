"""Files that belong to one learner: everything that they did, and the reports of their labs.

Whose file it is follows from the cookie of the request itself, so a page that was left open gives nothing
away, and no cache keeps it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import anyio
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from grader.errors import GraderError, NotFound
from ui.errors import Closed

if TYPE_CHECKING:
    from grader.service import Grader
    from ui.app_context import AppContext

_NOT_YOURS = "There is no such file of yours. Open it from a page of the browser that you learn in."
_KINDS = {"csv": "text/csv", "json": "application/json", "md": "text/markdown"}


@dataclass(frozen=True, slots=True)
class File:
    """A text to be saved; `name` ends in a format of `_KINDS`."""

    name: str
    text: str


def download_routes(context: AppContext) -> list[Route]:
    """`/download/progress.csv|json` and `/download/labs/<attempt>.md|json`."""

    async def progress(request: Request) -> Response:
        wanted = request.path_params["format"]
        return await _answer(context, request, lambda grader, learner: progress_file(grader, learner, wanted))

    async def lab(request: Request) -> Response:
        attempt, wanted = request.path_params["attempt"], request.path_params["format"]
        return await _answer(
            context, request, lambda grader, learner: lab_file(grader, learner, attempt, wanted)
        )

    base = f"{context.settings.base_route}/download"
    return [
        Route(f"{base}/progress.{{format}}", progress, methods=["GET"]),
        Route(f"{base}/labs/{{attempt}}.{{format}}", lab, methods=["GET"]),
    ]


def progress_file(grader: Grader, learner: str, wanted: str) -> File:
    """Everything of the learner as "csv" or "json". Raises NotFound for another format."""
    exports = {"csv": grader.exports.as_csv, "json": grader.exports.as_json}
    if wanted not in exports:
        raise NotFound(_NOT_YOURS)
    return File(f"cutover-progress.{wanted}", exports[wanted](learner))


def lab_file(grader: Grader, learner: str, attempt: str, wanted: str) -> File:
    """The report of a lab that has ended, as "md" or "json". Raises NotFound where there is none."""
    from ui.lab import report_export  # noqa: PLC0415 - the first page needs nothing of the labs

    lab = grader.labs.look(learner, attempt)
    report = report_export.stored_report(lab) if lab.ended_at is not None else None
    if report is None or wanted not in {"md", "json"}:
        raise NotFound(_NOT_YOURS)
    text = report_export.as_text(lab, report) if wanted == "md" else lab.report or "{}"
    return File(f"cutover-{lab.scenario}.{wanted}", text)


async def _answer(context: AppContext, request: Request, make: Callable[[Grader, str], File]) -> Response:
    device = context.devices.find(request.cookies)
    try:
        file = await anyio.to_thread.run_sync(_made, context, device, make)
    except NotFound:
        return PlainTextResponse(_NOT_YOURS, 404, {"Cache-Control": "no-store"})
    except (Closed, GraderError) as trouble:
        return PlainTextResponse(str(trouble), 503, {"Cache-Control": "no-store"})
    headers = {"Content-Disposition": f'attachment; filename="{file.name}"', "Cache-Control": "no-store"}
    return Response(file.text, media_type=_KINDS[file.name.rpartition(".")[2]], headers=headers)


def _made(context: AppContext, device: str | None, make: Callable[[Grader, str], File]) -> File:
    grader = context.grader
    learner = grader.learners.of_device(device) if device else None
    if learner is None:
        raise NotFound(_NOT_YOURS)
    return make(grader, learner.id)
