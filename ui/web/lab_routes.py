"""Files of the lab page: what the terminal is drawn with, and a kubeconfig for a learner's own terminal."""

from __future__ import annotations

from pathlib import Path

import anyio
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

import ui
from grader.clock import now
from grader.errors import NotFound
from labs.errors import LabError
from ui.lab import sessions as rooms
from ui.web.authorise import own_lab

_PACKAGES = Path(ui.__file__).parent / "xterm" / "node_modules" / "@xterm"
_ASSETS = {
    "xterm.mjs": ("xterm/lib/xterm.mjs", "text/javascript"),
    "fit.mjs": ("addon-fit/lib/addon-fit.mjs", "text/javascript"),
    "xterm.css": ("xterm/css/xterm.css", "text/css"),
}


def lab_routes(base_path: str) -> list[Route]:
    """`/xterm/<file>` and `/kubeconfig/<attempt>`, below `base_path` ("" or "cutover")."""
    base = f"/{base_path}" if base_path else ""
    return [
        Route(f"{base}/xterm/{{name}}", _asset, methods=["GET"]),
        Route(f"{base}/kubeconfig/{{attempt}}", _kubeconfig, methods=["GET"]),
    ]


def has_terminal() -> bool:
    """Whether npm has brought what the terminal is drawn with."""
    return all((_PACKAGES / path).is_file() for path, _ in _ASSETS.values())


async def _asset(request: Request) -> Response:
    path, kind = _ASSETS.get(request.path_params["name"], ("", ""))
    if not path or not (_PACKAGES / path).is_file():
        return Response(status_code=404)
    content = await anyio.Path(_PACKAGES / path).read_bytes()
    return Response(content, media_type=kind, headers={"Cache-Control": "public, max-age=86400"})


async def _kubeconfig(request: Request) -> Response:
    """A token of its own, in no page, no log and no cache; it dies with the place."""
    try:
        lab = await own_lab(request, request.path_params["attempt"])
        text = await anyio.to_thread.run_sync(_written, lab.id)
    except NotFound as refused:
        return PlainTextResponse(str(refused), status_code=404)
    except LabError as trouble:
        return PlainTextResponse(str(trouble), status_code=503)
    saved = {
        "Content-Disposition": 'attachment; filename="cutover-lab.kubeconfig"',
        "Cache-Control": "no-store",
    }
    return Response(text, media_type="application/json", headers=saved)


def _written(attempt: str) -> str:
    from labs.namespace import credentials as session  # noqa: PLC0415 - the kubernetes client takes a second to import

    room = rooms.find(attempt)
    if room is None or room.home is None:
        raise NotFound("Your place is not ready yet. Try again in a moment.")
    cluster, place = room.home
    return session.own_terminal(cluster.kube, place.namespace, now(), place.expires_at)
