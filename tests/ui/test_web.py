"""What goes over HTTP around the pages: the index page, its headers, and who may open a WebSocket."""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx
import pytest
import streamlit
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Message, Scope

import ui
from ui.app_context import AppContext
from ui.device import DeviceCookies
from ui.lab.services import LabServices
from ui.navigation import PAGE_TITLES
from ui.settings import Settings
from ui.web.access.origin import OwnOrigin, is_own_origin
from ui.web.allowed_routes import AllowedRoutes
from ui.web.first_page.first_screen import WELCOME_TITLE, first_screen
from ui.web.first_page.index_page import IndexPage, customise_index, page_routes, script_hashes
from ui.web.headers import SecurityHeaders, content_security_policy

_INDEX = (Path(streamlit.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
_VERSIONS = {"cutover.css": "v1", "icon.svg": "v2", "page.js": "v3", "translation.js": "v4"}


class Asker:
    """Asks the app in this process, with the cookies that it is given."""

    def __init__(self, data: Path) -> None:
        self.cookies: dict[str, str] = {}
        context, index = AppContext(Settings(data=data), LabServices()), IndexPage.of_streamlit()
        self.devices = context.devices
        self.cookie = context.devices.name
        headers = Middleware(SecurityHeaders, index.script_hashes)
        self._app = Starlette(routes=page_routes(context, index), middleware=[headers])

    def get(self, path: str) -> httpx.Response:
        return asyncio.run(self._get(path))

    async def _get(self, path: str) -> httpx.Response:
        transport = httpx.ASGITransport(self._app)
        async with httpx.AsyncClient(
            transport=transport, base_url="http://127.0.0.1", cookies=self.cookies
        ) as client:
            return await client.get(path, headers={"Accept": "text/html"})


async def _nothing(_: Request) -> Response:
    return Response()


async def _script(_: Request) -> Response:
    return Response("1", media_type="text/javascript")


def _ask(app: Starlette, path: str, headers: dict[str, str]) -> httpx.Response:
    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            return await client.get(path, headers=headers)

    return asyncio.run(ask())


@pytest.fixture
def asker(tmp_path: Path) -> Asker:
    return Asker(tmp_path)


def test_the_installed_streamlit_still_has_what_the_index_page_replaces() -> None:
    page = customise_index(_INDEX, _VERSIONS)
    assert "<title>Cutover</title>" in page
    assert 'href="./assets/icon.svg?v2"' in page
    assert page.index("./assets/cutover.css?v1") > page.rindex("./static/css/")
    assert '<script defer src="./assets/page.js?v3"' in page
    assert '<script defer src="./assets/translation.js?v4"' in page
    assert "agent" not in page
    assert 'lang="en"' in page


def test_every_inline_script_of_the_index_page_is_allowed_by_its_hash_and_no_other() -> None:
    index = IndexPage.of_streamlit()
    html = index.with_screen(first_screen("progress", is_known=True))
    assert len(script_hashes(html)) == html.count("<script>") == _INDEX.count("<script>") + 1
    assert script_hashes(html) == index.script_hashes
    policy = content_security_policy(index.script_hashes)
    scripts = next(part for part in policy.split("; ") if part.startswith("script-src"))
    assert "unsafe" not in scripts
    assert all(name in scripts for name in script_hashes(html))


def test_the_policy_names_no_outside_host() -> None:
    assert "//" not in content_security_policy(())
    assert "*" not in content_security_policy(())


@pytest.mark.parametrize("address", ["/nowhere", "/preview", "/no.page of ours"])
def test_an_address_that_leads_nowhere_is_said_to_in_plain_words(asker: Asker, address: str) -> None:
    answer = asker.get(address)
    assert answer.status_code == 404
    assert "There is no such page" in answer.text
    assert 'href="./"' in answer.text
    assert "<script" not in answer.text


@pytest.mark.parametrize(
    ("address", "to_base"),
    [("/progress/foo", "../"), ("/help/x/", "../../"), ("/challenge/abc/def", "../../")],
)
def test_an_address_of_several_parts_that_leads_nowhere_gets_the_same_page_with_links_that_work(
    address: str, to_base: str
) -> None:
    allowed = Starlette(middleware=[Middleware(AllowedRoutes, [Route("/{page}", _nothing)], "")])
    answer = _ask(allowed, address, {"Accept": "text/html,*/*;q=0.8"})
    assert answer.status_code == 404
    assert "There is no such page" in answer.text
    assert f'href="{to_base}"' in answer.text
    assert f'href="{to_base}assets/cutover.css"' in answer.text
    assert _ask(allowed, address, {"Accept": "application/json"}).text == "There is nothing here."


@pytest.mark.parametrize(
    ("page", "cookie", "title", "heading"),
    [
        ("/", False, "Cutover", WELCOME_TITLE),
        ("/progress", False, "My progress · Cutover", WELCOME_TITLE),
        ("/progress", True, "My progress · Cutover", "My progress"),
        ("/help", False, "Help · Cutover", "Help"),
    ],
)
def test_the_first_html_says_where_one_is_before_any_script(
    asker: Asker, page: str, cookie: bool, title: str, heading: str
) -> None:
    if cookie:
        asker.cookies = dict(asker.get("/").cookies)
    html = asker.get(page).text
    assert f"<title>{title}</title>" in html
    assert f"<h1>{heading}</h1>" in html
    assert html.index("cutover.css") < html.index("<script"), "nothing is painted before the style sheets"


def test_every_page_has_a_title() -> None:
    screens = Path(ui.__file__).with_name("screens").glob("*.py")
    assert set(PAGE_TITLES) == {screen.stem for screen in screens} - {"__init__"}


def test_scripts_and_fonts_go_without_what_only_pages_need() -> None:
    script = _ask(
        Starlette(routes=[Route("/a.js", _script)], middleware=[Middleware(SecurityHeaders, ())]), "/a.js", {}
    )
    assert script.headers["x-content-type-options"] == "nosniff"
    assert "content-security-policy" not in script.headers
    page = _ask(
        Starlette(routes=[Route("/a", _nothing)], middleware=[Middleware(SecurityHeaders, ())]), "/a", {}
    )
    assert "content-security-policy" in page.headers


@pytest.mark.parametrize("page", ["/", "/attempt", "/settings"])
def test_a_page_comes_with_a_device_that_scripts_cannot_read(asker: Asker, page: str) -> None:
    response = asker.get(page)
    assert response.status_code == 200
    cookie = response.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Secure" not in cookie
    assert response.headers["x-content-type-options"] == "nosniff"
    assert "frame-ancestors 'none'" in response.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("address", "leads_to"),
    [
        ("/practice", "attempt?mode=practice"),
        ("/test?attempt=abc", "attempt?mode=test&attempt=abc"),
        ("/challenge?attempt=//evil.example&x=1", "attempt?mode=challenge&attempt=%2F%2Fevil.example"),
    ],
)
def test_a_link_to_a_mode_that_was_kept_leads_to_the_page_of_attempts(
    asker: Asker, address: str, leads_to: str
) -> None:
    answer = asker.get(address)
    assert (answer.status_code, answer.headers["location"]) == (307, leads_to)


def test_a_browser_stays_the_same_device(asker: Asker) -> None:
    first = asker.get("/").cookies[asker.cookie]
    asker.cookies = {asker.cookie: first}
    assert asker.get("/attempt").cookies[asker.cookie] == first


def test_a_forged_cookie_becomes_a_new_device(asker: Asker) -> None:
    asker.cookies = {asker.cookie: "0" * 32 + ".forged"}
    cookie = asker.get("/").headers["set-cookie"]
    assert "0" * 32 not in cookie


def test_a_cookie_that_another_installation_signed_is_left_alone(asker: Asker) -> None:
    asker.cookies = {"cutover_device": DeviceCookies(Settings(cookie_secret="of another")).sign("0" * 32)}
    cookie = asker.get("/").headers["set-cookie"]
    assert cookie.startswith(f"{asker.cookie}=")
    assert asker.cookie != "cutover_device"


def test_a_browser_with_the_cookie_of_an_earlier_version_gets_the_new_one_for_the_same_device(
    asker: Asker,
) -> None:
    device = asker.devices.new_device()
    asker.cookies = {"cutover_device": asker.devices.sign(device)}
    assert asker.get("/").cookies[asker.cookie] == asker.devices.sign(device)


def test_a_file_that_is_not_there_is_no_page(asker: Asker) -> None:
    assert asker.get("/favicon.ico").status_code == 404
    assert asker.get("/assets/../settings.py").status_code == 404
    assert asker.get("/assets/secrets.txt").status_code == 404


def test_an_asset_is_kept_by_the_browser(asker: Asker) -> None:
    sheet = asker.get("/assets/cutover.css")
    assert sheet.headers["content-type"].startswith("text/css")
    assert "max-age" in sheet.headers["cache-control"]


@pytest.mark.parametrize(
    ("origin", "host", "base_url", "own"),
    [
        (None, "127.0.0.1:8501", None, True),
        ("http://127.0.0.1:8501", "127.0.0.1:8501", None, True),
        ("http://127.0.0.1:9999", "127.0.0.1:8501", None, False),
        ("http://evil.example", "127.0.0.1:8501", None, False),
        ("http://localhost:8501", "127.0.0.1:8501", None, False),
        ("null", "127.0.0.1:8501", None, False),
        ("https://train.example", "10.0.0.7:8501", "https://train.example/cutover", True),
        ("https://train.example.evil", "10.0.0.7:8501", "https://train.example/cutover", False),
        ("", "", None, False),
    ],
)
def test_only_our_own_pages_open_a_websocket(
    origin: str | None, host: str, base_url: str | None, own: bool
) -> None:
    assert is_own_origin(origin, host, base_url) is own


def test_a_foreign_websocket_is_closed_before_streamlit_sees_it() -> None:
    sent: list[Message] = []
    reached: list[Scope] = []

    async def app(scope: Scope, receive: object, send: object) -> None:
        reached.append(scope)

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    async def send(message: Message) -> None:
        sent.append(message)

    def ask(origin: bytes) -> None:
        headers = [(b"host", b"127.0.0.1:1"), (b"origin", origin)]
        asyncio.run(OwnOrigin(app, None)({"type": "websocket", "headers": headers}, receive, send))

    ask(b"http://evil.example")
    assert (reached, [message["type"] for message in sent]) == ([], ["websocket.close"])
    ask(b"http://127.0.0.1:1")
    # Without an Origin, Streamlit's own check has nothing to ask the internet about.
    assert dict(reached[0]["headers"]) == {b"host": b"127.0.0.1:1"}
