"""Files of the lab page: what the terminal is drawn with, and a kubeconfig for a learner's own terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import anyio
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from grader.clock import now
from grader.errors import NotFound
from labs.errors import LabError
from ui.web.authorise import own_lab

if TYPE_CHECKING:
    from ui.app_context import AppContext


def lab_routes(context: AppContext) -> list[Route]:
    """`/xterm/<file>` and `/kubeconfig/<attempt>`."""

    async def asset(request: Request) -> Response:
        return await _asset(context, request)

    async def kubeconfig(request: Request) -> Response:
        return await _kubeconfig(context, request)

    base = context.settings.base_route
    return [
        Route(f"{base}/xterm/{{name}}", asset, methods=["GET"]),
        Route(f"{base}/kubeconfig/{{attempt}}", kubeconfig, methods=["GET"]),
    ]


async def _asset(context: AppContext, request: Request) -> Response:
    found = context.labs.terminal_files.find(request.path_params["name"])
    if found is None:
        return Response(status_code=404)
    file, media_type = found
    content = await anyio.Path(file).read_bytes()
    return Response(content, media_type=media_type, headers={"Cache-Control": "public, max-age=86400"})


async def _kubeconfig(context: AppContext, request: Request) -> Response:
    """A token of its own, in no page, no log and no cache; it dies with the place."""
    try:
        lab = await own_lab(context, request, request.path_params["attempt"])
        text = await anyio.to_thread.run_sync(_written, context, lab.id)
    except NotFound as refused:
        return PlainTextResponse(str(refused), status_code=404)
    except LabError as trouble:
        return PlainTextResponse(str(trouble), status_code=503)
    saved = {
        "Content-Disposition": 'attachment; filename="cutover-lab.kubeconfig"',
        "Cache-Control": "no-store",
    }
    return Response(text, media_type="application/json", headers=saved)


def _written(context: AppContext, attempt: str) -> str:
    from labs.namespace import credentials  # noqa: PLC0415 - the kubernetes client takes a second to import

    session = context.labs.sessions.find(attempt)
    if session is None or session.view.workspace is None:
        raise NotFound("Your workspace is not ready yet. Try again in a moment.")
    cluster, workspace = session.view.workspace
    return credentials.external_kubeconfig(cluster.kube, workspace.namespace, now(), workspace.expires_at)
