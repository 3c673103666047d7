"""The HTML page that carries Streamlit, customised, and the device cookie that goes with it."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass, replace
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from grader.rules.modes import MODES
from ui.device import RENEWAL_SECONDS
from ui.web.first_page.device_cookie import set_device_cookie
from ui.web.first_page.error_pages import not_found
from ui.web.first_page.first_screen import FirstScreen, as_html, first_screen
from ui.web.first_page.index_head import reorder_head
from ui.web.static_files import STREAMLIT_STATIC, encoded

if TYPE_CHECKING:
    from ui.app_context import AppContext

_STATIC = Path(__file__).parents[2] / "static"
_ABOUT = "Become good at blue-green deployment of ML models: timed problems, graded honestly."
_SCREENS = {path.stem for path in (Path(__file__).parents[2] / "screens").glob("*.py")} - {"home", "__init__"}
_TITLE = "<title>Cutover</title>"
_ROOT = '<div id="root"></div>'
_SCRIPTS = ("page.js", "translation.js")
_ASSETS = {"cutover.css": "text/css", "icon.svg": "image/svg+xml"} | dict.fromkeys(
    _SCRIPTS, "text/javascript"
)


@dataclass(frozen=True, slots=True)
class IndexPage:
    """`html` with a mark where the first screen goes, and the CSP hashes of the scripts in it."""

    html: str
    script_hashes: tuple[str, ...]

    @staticmethod
    def of_streamlit() -> IndexPage:
        """The page of the installed Streamlit, customised. Made once, at start."""
        html = (STREAMLIT_STATIC / "index.html").read_text(encoding="utf-8")
        customised = customise_index(html, {name: _version(name) for name in _ASSETS})
        page = IndexPage(reorder_head(customised, STREAMLIT_STATIC), ())
        return replace(page, script_hashes=script_hashes(page.with_screen(first_screen("", is_known=False))))

    def with_screen(self, screen: FirstScreen) -> str:
        """The page as it is sent, with what it says before its scripts are there."""
        html = self.html.replace(_TITLE, f"<title>{escape(screen.title)}</title>")
        return html.replace(_ROOT, f"{as_html(screen)}\n    {_ROOT}")


def customise_index(html: str, versions: dict[str, str]) -> str:
    """Streamlit's page with our title, description, icon and stylesheet; `versions` bust old caches."""
    html = html.replace("<title>Streamlit</title>", _TITLE)
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
    scripts = "".join(
        f'<script defer src="./assets/{name}?{versions[name]}"></script>\n  ' for name in _SCRIPTS
    )
    return html.replace("</head>", f"  {sheet}\n  {scripts}</head>")


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

    async def page(request: Request) -> Response:
        return _without_cookie(index, request, first_screen("", is_known=True))

    return [Route("/assets/{name}", _asset, methods=["GET"]), Route("/", page, methods=["GET"])]


async def _to_home(request: Request) -> Response:
    """The base path without its slash. The redirect names no host, so a forged one misleads nobody."""
    return RedirectResponse(f"{request.url.path}/")


def _page(context: AppContext, index: IndexPage, request: Request) -> Response:
    page = request.path_params.get("page", "")
    if page in MODES and page not in _SCREENS:
        return _to_mode(request, page)
    if page and page not in _SCREENS:
        return not_found(request.scope, f"{context.settings.base_route}/")
    known = context.devices.find(request.cookies)
    response = _without_cookie(index, request, first_screen(page, is_known=known is not None))
    renewed = context.devices.seconds_since_renewal(known) if known else None
    if renewed is not None and renewed < RENEWAL_SECONDS:
        # Another tab is about to bring the fresh id, which a cookie from here would replace.
        return response
    device = known if known and renewed is None else context.devices.new_device()
    set_device_cookie(context, response, device)
    return response


def _to_mode(request: Request, mode: str) -> Response:
    """From `/challenge?attempt=…` to `/attempt?mode=challenge&attempt=…`, so that old links go on working."""
    attempt = {"attempt": request.query_params["attempt"]} if "attempt" in request.query_params else {}
    return RedirectResponse(f"attempt?{urlencode({'mode': mode, **attempt})}")


def _without_cookie(index: IndexPage, request: Request, screen: FirstScreen) -> Response:
    return _encoded_response(
        request, index.with_screen(screen).encode(), "text/html; charset=utf-8", "no-store"
    )


def _encoded_response(request: Request, content: bytes, media_type: str, cache: str) -> Response:
    body, headers = encoded(content, request.headers.get("accept-encoding", ""))
    return Response(body, media_type=media_type, headers={**headers, "Cache-Control": cache})


async def _asset(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in _ASSETS:
        return Response(status_code=404)
    content = (_STATIC / name).read_bytes()
    return _encoded_response(request, content, _ASSETS[name], "public, max-age=31536000")


def _version(name: str) -> str:
    return hashlib.sha256((_STATIC / name).read_bytes()).hexdigest()[:8]


def _csp_hash(script: str) -> str:
    return "'sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() + "'"
