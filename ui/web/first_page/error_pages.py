"""The page for an address that leads nowhere, in words for a person; plain text for a program."""

from __future__ import annotations

import re
from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.types import Scope

_PAGE = Path(__file__).parents[2] / "static" / "not-found.html"
_FILE = re.compile(r"\.\w{1,5}$")


def not_found(scope: Scope, base: str) -> Response:
    """What a request below the path `base`, "/" or "/cutover/", gets when nothing is there: status 404."""
    path = scope["path"].removeprefix(base)
    if _FILE.search(path):
        return Response(status_code=404)
    if "text/html" not in Headers(scope=scope).get("accept", ""):
        return PlainTextResponse("There is nothing here.", 404)
    # Links in it are relative, since a proxy may know the app by another path.
    to_base = "../" * path.count("/") or "./"
    return HTMLResponse(_PAGE.read_text(encoding="utf-8").replace('"./', f'"{to_base}'), 404)
