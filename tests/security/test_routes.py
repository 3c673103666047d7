"""Every route of the built app is known, and what no page needs answers 404 to everybody."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import streamlit as st
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute
from streamlit import config
from streamlit.runtime import Runtime

from tests.security.asking import http, websocket
from ui.app_context import AppContext
from ui.lab.services import LabServices
from ui.settings import Settings
from ui.web.allowed_routes import STREAMLIT_PATHS, STREAMLIT_SOCKET, AllowedRoutes
from ui.web.download_routes import download_routes
from ui.web.first_page.device_cookie import device_routes
from ui.web.first_page.index_page import IndexPage, page_routes
from ui.web.health import health_routes
from ui.web.lab_routes import lab_routes
from ui.web.middleware import middleware
from ui.web.terminal import terminal_routes

# What Streamlit 1.67 brings and no page of ours uses. A new one is a decision: needed, or closed and listed.
CLOSED = {
    "_stcore/metrics",
    "media/{file_id:path}",
    "_stcore/upload_file/{session_id}/{file_id}",
    "component/{path:path}",
    "_stcore/bidi-components/{path:path}",
    "auth/login",
    "auth/logout",
    "oauth2callback",
    "_stcore/agent/interact",
    "_stcore/agent/openapi.json",
    "_stcore/agent/mcp",
}
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "get")


@dataclass(frozen=True)
class Built:
    """The app as it is served, with Streamlit's routes and ours."""

    app: Starlette
    own: list[BaseRoute]
    base: str

    @property
    def of_streamlit(self) -> list[BaseRoute]:
        return [route for route in self.app.routes if route not in self.own]


@pytest.fixture(params=["", "cutover"])
def built(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Built]:
    # A process has one runtime; another test's may be there.
    monkeypatch.setattr(Runtime, "_instance", None)
    base = str(request.param)
    context = AppContext(
        Settings(base_url=f"http://127.0.0.1/{base}" if base else None, data=tmp_path), LabServices()
    )
    index = IndexPage.of_streamlit()
    own = [
        *health_routes(context),
        *device_routes(context),
        *download_routes(context),
        *lab_routes(context),
        *terminal_routes(context),
        *page_routes(context, index),
    ]
    before = config.get_option("server.baseUrlPath")
    config.set_option("server.baseUrlPath", base)
    script = tmp_path / "script.py"
    script.write_text("")
    app = st.App(script, routes=own, middleware=middleware(context, index, own))
    yield Built(app._build_starlette_app(), own, f"/{base}/" if base else "/")
    config.set_option("server.baseUrlPath", before)


def test_every_route_of_streamlit_is_either_needed_or_closed(built: Built) -> None:
    paths = {
        route.path.removeprefix(built.base)
        for route in built.of_streamlit
        if isinstance(route, Route | WebSocketRoute)
    }
    assert all(isinstance(route, Route | WebSocketRoute | Mount) for route in built.of_streamlit)
    assert paths == CLOSED | STREAMLIT_PATHS | {STREAMLIT_SOCKET}
    assert [route.name for route in built.of_streamlit if isinstance(route, Mount)] == ["static-assets"]


def test_a_closed_route_is_not_there_for_any_method(built: Built) -> None:
    for path in CLOSED:
        filled = built.base + re.sub(r"{[^}]*}", "x", path)
        for variant in (
            filled,
            f"{filled}/",
            filled.upper(),
            f"/{filled}",
            f"{built.base}./{filled.lstrip('/')}",
        ):
            for method in METHODS:
                status, headers, _ = http(built.app, variant, method)
                assert status in {404, 405}, f"{method} {variant}"
                assert "set-cookie" not in headers
        assert http(built.app, filled, "PUT")[0] in {404, 405}


def test_what_a_page_needs_is_there_and_sets_no_cookie_of_streamlit(built: Built) -> None:
    for path in STREAMLIT_PATHS:
        status, headers, _ = http(built.app, built.base + path)
        # Nobody started this app's runtime, which health says.
        assert status in {200, 503}
        assert "access-control-allow-origin" not in headers


def test_the_frontend_gets_its_files_and_no_other_of_the_package(built: Built) -> None:
    root = Path(st.__file__).parent / "static"
    script = next(root.glob("static/js/index.*.js")).relative_to(root).as_posix()
    assert http(built.app, built.base + script)[0] == 200
    for path in (
        "index.html", "favicon.png", "manifest.json", "static/", "static/js", "static/js/nowhere.js",
        f"static/js/../js/{Path(script).name}", "static/../../config.py", f"{script}/", f"{script}\x00",
    ):  # fmt: skip
        assert http(built.app, built.base + path)[0] == 404, path


def test_an_address_below_a_page_is_no_page(built: Built) -> None:
    for path in ("challenge/more", "challenge/", "a/b/c", "healthz/", "readyz/x"):
        assert http(built.app, built.base + path)[0] == 404


def test_our_own_routes_can_only_be_read(built: Built) -> None:
    for path in ("", "challenge", "healthz", "download/progress.csv"):
        for method in ("POST", "PUT", "DELETE", "PATCH", "OPTIONS"):
            assert http(built.app, built.base + path, method)[0] == 405


def test_what_takes_a_message_takes_no_other_method(built: Built) -> None:
    for method in ("GET", "HEAD", "PUT", "DELETE", "PATCH"):
        assert http(built.app, f"{built.base}device", method)[0] in {404, 405}
    assert http(built.app, f"{built.base}device", "POST", body=b"forged")[0] == 403


def test_a_websocket_opens_nowhere_else(built: Built) -> None:
    for path in (
        "",
        "_stcore/health",
        "_stcore/streams",
        "terminal",
        "terminal/a/b",
        "_stcore/upload_file/a/b",
    ):
        said = websocket(built.app, built.base + path)
        assert [message["type"] for message in said] == ["websocket.close"], path


def test_outside_the_base_path_is_nothing() -> None:
    async def reached(scope: object, receive: object, send: object) -> None:
        await PlainTextResponse("reached")(scope, receive, send)  # type: ignore[arg-type]

    own = [Route("/cutover/healthz", reached), WebSocketRoute("/cutover/terminal/{attempt}", reached)]
    app = AllowedRoutes(reached, own, "cutover")
    for path in (
        "/_stcore/health",
        "/healthz",
        "/cutovers/_stcore/health",
        "/cutover_stcore/health",
        "//cutover/healthz",
    ):
        assert http(app, path)[0] == 404
    assert http(app, "/cutover/_stcore/health")[0] == 200


def test_the_way_to_the_base_path_names_no_host(built: Built) -> None:
    if built.base == "/":
        return
    status, headers, _ = http(built.app, built.base.rstrip("/"), headers=[(b"host", b"localhost:99")])
    assert (status, headers["location"]) == (307, built.base)
