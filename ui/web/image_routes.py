"""Images of the bank that is served. Only files that its problems name are given, by opaque keys."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import anyio
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from problems.errors import ImageError
from ui.errors import Closed

# Gives the folder of a bank and the names of its images by key. May raise Closed.
ImageSource = Callable[[], tuple[Path, Mapping[str, str]]]

# Seconds. A changed image gets a new name, so it may be kept for as long as a lesson takes.
_KEEP = 3_600


def image_routes(base: str, source: ImageSource) -> list[Route]:
    """`/images/<key>` below `base`, "" or "/cutover"."""

    async def image(request: Request) -> Response:
        return await anyio.to_thread.run_sync(_answer, source, request.path_params["key"])

    return [Route(f"{base}/images/{{key}}", image, methods=["GET"])]


def _answer(source: ImageSource, key: str) -> Response:
    # Not at the start: the reading of images brings pydantic's types, which a first page need not wait for.
    from problems.images import media_type, read_image  # noqa: PLC0415

    try:
        folder, names = source()
        name = names[key]
        content = read_image(folder, name)
    except (Closed, KeyError, ImageError):
        return Response(status_code=404, headers={"Cache-Control": "no-store"})
    headers = {"Cache-Control": f"private, max-age={_KEEP}"}
    return Response(content, media_type=media_type(name), headers=headers)
