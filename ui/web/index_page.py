"""The HTML page that carries Streamlit: its own in our dress, and the device cookie with it."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import streamlit
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from ui import device as identity
from ui.settings import settings

_STATIC = Path(__file__).parents[1] / "static"
_ABOUT = "Become good at blue-green deployment of ML models: timed problems, graded honestly."
_SCREENS = {path.stem for path in (Path(__file__).parents[1] / "screens").glob("*.py")} - {"home", "__init__"}
_FILE = re.compile(r"\.\w{1,5}$")
_ASSETS = {"cutover.css": "text/css", "icon.svg": "image/svg+xml"}


@dataclass(frozen=True, slots=True)
class Shell:
    """`html` and the CSP hashes of the scripts that stand in it."""

    html: str
    script_hashes: tuple[str, ...]


@cache
def shell() -> Shell:
    """Streamlit's page in our dress; made once, since neither changes while the process lives."""
    html = (Path(streamlit.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    return Shell(dress(html, {name: _version(name) for name in _ASSETS}), script_hashes(html))


def dress(html: str, versions: dict[str, str]) -> str:
    """Streamlit's page with our title, description, icon and stylesheet; `versions` bust old caches."""
    html = html.replace("<title>Streamlit</title>", "<title>Cutover</title>")
    html = re.sub(r"<!--(?:(?!-->).)*agent API.*?-->\s*", "", html, flags=re.S)
    html = re.sub(r'<link rel="service-desc"[^>]*>', f'<meta name="description" content="{_ABOUT}" />', html)
    html = re.sub(
        r'<link rel="shortcut icon"[^>]*>',
        f'<link rel="icon" type="image/svg+xml" href="./assets/icon.svg?{versions["icon.svg"]}" />',
        html,
    )
    html = re.sub(
        r"<noscript>.*?</noscript>", "<noscript><p>Cutover needs JavaScript.</p></noscript>", html, flags=re.S
    )
    # Behind Streamlit's own stylesheet, so that ours has the last word among equals.
    sheet = f'<link rel="stylesheet" href="./assets/cutover.css?{versions["cutover.css"]}" />'
    return html.replace("</head>", f"  {sheet}\n  </head>")


def script_hashes(html: str) -> tuple[str, ...]:
    """The inline scripts' hashes as a content security policy names them."""
    scripts = re.findall(r"<script>(.*?)</script>", html, flags=re.S)
    return tuple(_csp_hash(script) for script in scripts)


def page_routes(base_path: str) -> list[Route]:
    """Routes for every page's address and for our few assets, below `base_path` ("" or "cutover")."""
    base = f"/{base_path}" if base_path else ""
    return [
        Route(f"{base}/assets/{{name}}", _asset, methods=["GET"]),
        Route(f"{base}/", _page, methods=["GET"]),
        Route(f"{base}/{{page}}", _page, methods=["GET"]),
    ]


def bare_routes() -> list[Route]:
    """The same for a page that knows nobody: no cookie is set."""
    return [Route("/assets/{name}", _asset, methods=["GET"]), Route("/", _bare_page, methods=["GET"])]


async def _bare_page(_: Request) -> Response:
    return HTMLResponse(shell().html, headers={"Cache-Control": "no-store"})


async def _page(request: Request) -> Response:
    page = request.path_params.get("page", "")
    if page and page not in _SCREENS:
        return _not_found(page)
    response = await _bare_page(request)
    device = identity.device_in(request.cookies.get(identity.COOKIE)) or identity.new_device()
    response.set_cookie(
        identity.COOKIE,
        identity.sign(device),
        max_age=identity.COOKIE_SECONDS,
        path=f"/{settings().base_path}",
        secure=settings().over_https,
        httponly=True,
        samesite="lax",
    )
    return response


def _not_found(page: str) -> Response:
    """A person is told; who asked for a file needs no words."""
    if _FILE.search(page):
        return Response(status_code=404)
    return HTMLResponse((_STATIC / "not-found.html").read_bytes(), 404)


async def _asset(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in _ASSETS:
        return Response(status_code=404)
    content = (_STATIC / name).read_bytes()
    return Response(content, media_type=_ASSETS[name], headers={"Cache-Control": "public, max-age=31536000"})


def _version(name: str) -> str:
    return hashlib.sha256((_STATIC / name).read_bytes()).hexdigest()[:8]


def _csp_hash(script: str) -> str:
    return "'sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() + "'"
