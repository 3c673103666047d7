"""The HTML page that carries Streamlit, customised, and the device cookie that goes with it."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import streamlit
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from grader.rules.modes import MODES
from ui.device import COOKIE_SECONDS

if TYPE_CHECKING:
    from ui.app_context import AppContext

_STATIC = Path(__file__).parents[1] / "static"
_ABOUT = "Become good at blue-green deployment of ML models: timed problems, graded honestly."
_SCREENS = {path.stem for path in (Path(__file__).parents[1] / "screens").glob("*.py")} - {"home", "__init__"}
_FILE = re.compile(r"\.\w{1,5}$")
_ASSETS = {"cutover.css": "text/css", "icon.svg": "image/svg+xml"}


@dataclass(frozen=True, slots=True)
class IndexPage:
    """`html` and the CSP hashes of the scripts in it."""

    html: str
    script_hashes: tuple[str, ...]

    @staticmethod
    def of_streamlit() -> IndexPage:
        """The page of the installed Streamlit, customised. Made once, at start."""
        html = (Path(streamlit.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
        return IndexPage(
            customise_index(html, {name: _version(name) for name in _ASSETS}), script_hashes(html)
        )


def customise_index(html: str, versions: dict[str, str]) -> str:
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


def page_routes(context: AppContext, index: IndexPage) -> list[Route]:
    """Routes for every page's address and for our few assets."""

    async def page(request: Request) -> Response:
        return _page(context, index, request)

    base = context.settings.base_route
    without_slash = [Route(base, _to_home, methods=["GET"])] if base else []
    return [
        *without_slash,
        Route(f"{base}/assets/{{name}}", _asset, methods=["GET"]),
        Route(f"{base}/", page, methods=["GET"]),
        Route(f"{base}/{{page}}", page, methods=["GET"]),
    ]


def cookieless_routes(index: IndexPage) -> list[Route]:
    """The same for an app of one page that knows nobody: no cookie is set."""

    async def page(_: Request) -> Response:
        return _without_cookie(index)

    return [Route("/assets/{name}", _asset, methods=["GET"]), Route("/", page, methods=["GET"])]


async def _to_home(request: Request) -> Response:
    """The base path without its slash. The redirect names no host, so a forged one misleads nobody."""
    return RedirectResponse(f"{request.url.path}/")


def _page(context: AppContext, index: IndexPage, request: Request) -> Response:
    page = request.path_params.get("page", "")
    if page in MODES and page not in _SCREENS:
        return _to_mode(request, page)
    if page and page not in _SCREENS:
        return _not_found(page)
    response = _without_cookie(index)
    device = context.devices.find(request.cookies) or context.devices.new_device()
    response.set_cookie(
        context.devices.name,
        context.devices.sign(device),
        max_age=COOKIE_SECONDS,
        path=f"/{context.settings.base_path}",
        secure=context.settings.over_https,
        httponly=True,
        samesite="lax",
    )
    return response


def _to_mode(request: Request, mode: str) -> Response:
    """From `/challenge?attempt=…` to `/attempt?mode=challenge&attempt=…`, so that old links go on working."""
    attempt = {"attempt": request.query_params["attempt"]} if "attempt" in request.query_params else {}
    return RedirectResponse(f"attempt?{urlencode({'mode': mode, **attempt})}")


def _without_cookie(index: IndexPage) -> Response:
    return HTMLResponse(index.html, headers={"Cache-Control": "no-store"})


def _not_found(page: str) -> Response:
    """A page in words for a person; nothing for a program that asked for a file."""
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
