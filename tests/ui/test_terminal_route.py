"""The terminal's and the kubeconfig's routes: for the lab's own learner, from our own pages only."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.types import Message, Scope

from grader.rules.lab_attempt import LabEnd
from grader.store import Store
from problems.verdict import Verdict
from tests.grader.client import Client
from tests.ui.context import COOKIE, PlainCookies, make_context
from ui.components.terminal import TerminalFiles
from ui.lab.services import LabServices
from ui.web.access.origin import OwnOrigin
from ui.web.lab_changes import lab_change_routes
from ui.web.lab_routes import lab_routes
from ui.web.terminal import LARGEST_PASTE, forward_frame, read_size, terminal_routes

pytestmark = pytest.mark.timeout(30)


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Client]:
    store = Store.open(f"sqlite:///{tmp_path}/cutover.db")
    yield Client(store)
    store.close()


@pytest.fixture
def app(client: Client, tmp_path: Path) -> Starlette:
    """The routes of a lab, for browsers that send their device as it is; npm has brought nothing."""
    context = make_context(client, PlainCookies(), labs=LabServices(terminal_files=TerminalFiles(tmp_path)))
    routes = [*lab_routes(context), *terminal_routes(context), *lab_change_routes(context)]
    return Starlette(routes=routes, middleware=[Middleware(OwnOrigin, None)])


def get(app: Starlette, path: str, device: str | None = None) -> httpx.Response:
    async def ask() -> httpx.Response:
        cookies = {COOKIE: device} if device else {}
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://here", cookies=cookies) as client:
            return await client.get(path)

    return asyncio.run(ask())


def knock(
    app: Starlette,
    attempt: str,
    device: str | None,
    origin: str = "http://here",
    route: str = "terminal",
) -> list[Message]:
    """What the server says to a browser that opens the socket and then only listens."""
    said: list[Message] = []

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    async def send(message: Message) -> None:
        said.append(message)

    headers = [(b"host", b"here"), (b"origin", origin.encode())]
    headers += [(b"cookie", f"{COOKIE}={device}".encode())] if device else []
    path = f"/{route}/{attempt}"
    scope: Scope = {
        "type": "websocket",
        "path": path,
        "headers": headers,
        "query_string": b"",
        "scheme": "ws",
    }
    asyncio.run(app(scope, receive, send))
    return said


def is_refused(said: list[Message]) -> bool:
    return [(one["type"], one.get("code")) for one in said] == [("websocket.close", 1008)]


def test_only_the_learner_of_an_open_lab_gets_its_terminal(client: Client, app: Starlette) -> None:
    lab = client.begin_lab()
    eve = Client(client.store, client.bank, client.clock, seed=2)
    assert eve.learner
    assert all(is_refused(knock(app, lab.id, device)) for device in (None, "device-2", "nobody"))
    client.grader.labs.end(client.learner, lab.id, LabEnd(Verdict("pass"), (), None))
    assert is_refused(knock(app, lab.id, "device-1"))


def test_only_the_learner_of_a_lab_hears_of_its_changes(client: Client, app: Starlette) -> None:
    lab = client.begin_lab()
    assert Client(client.store, client.bank, client.clock, seed=2).learner
    strangers = (knock(app, lab.id, device, route="lab-changes") for device in (None, "device-2", "nobody"))
    assert all(is_refused(said) for said in strangers)
    own = knock(app, lab.id, "device-1", route="lab-changes")
    assert [one["code"] for one in own] == [1013]


def test_a_foreign_page_gets_no_terminal_with_the_learners_cookie(client: Client, app: Starlette) -> None:
    lab = client.begin_lab()
    assert is_refused(knock(app, lab.id, "device-1", "https://evil.example"))


def test_a_terminal_before_its_place_says_what_to_do(client: Client, app: Starlette) -> None:
    lab = client.begin_lab()
    opened, said, closed = knock(app, lab.id, "device-1")
    assert opened["type"] == "websocket.accept"
    assert said["text"].strip() == "Your workspace is not ready yet. Try again in a moment."
    assert closed["type"] == "websocket.close"


def test_a_kubeconfig_is_given_to_nobody_else(client: Client, app: Starlette) -> None:
    lab = client.begin_lab()
    for device in (None, "device-2"):
        answer = get(app, f"/kubeconfig/{lab.id}", device)
        assert (answer.status_code, "token" in answer.text) == (404, False)


@pytest.mark.parametrize("text", ["", "x", "[]", "{}", '{"columns": "a", "rows": 1}', '{"columns": 80}'])
def test_a_size_that_is_none_is_ignored(text: str) -> None:
    assert read_size(text) is None


def test_only_the_files_of_the_terminal_are_served(app: Starlette) -> None:
    for name in ("package.json", "..%2Fpackage.json", "xterm.mjs.map"):
        assert get(app, f"/xterm/{name}").status_code == 404


def test_files_that_npm_did_not_bring_are_not_there(app: Starlette, tmp_path: Path) -> None:
    assert not TerminalFiles(tmp_path).are_complete()
    assert get(app, "/xterm/xterm.mjs").status_code == 404


def test_files_that_npm_brought_are_served_under_their_names(app: Starlette, tmp_path: Path) -> None:
    for name in ("xterm/lib/xterm.mjs", "addon-fit/lib/addon-fit.mjs", "xterm/css/xterm.css"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text(name)
    assert TerminalFiles(tmp_path).are_complete()
    answer = get(app, "/xterm/xterm.css")
    assert (answer.text, answer.headers["content-type"]) == ("xterm/css/xterm.css", "text/css; charset=utf-8")


class Keyboard:
    """A shell that notes what reaches it."""

    def __init__(self) -> None:
        self.received: list[object] = []

    async def write(self, keys: bytes) -> None:
        self.received.append(keys)

    async def resize(self, columns: int, rows: int) -> None:
        self.received.append((columns, rows))


@pytest.mark.parametrize(
    ("frame", "received"),
    [
        ({"bytes": b"ls\r"}, [b"ls\r"]),
        ({"text": '{"columns": 80, "rows": 24}'}, [(80, 24)]),
        ({"text": "ls"}, []),
        ({}, []),
    ],
)
def test_keys_and_sizes_reach_the_shell_and_nothing_else_does(
    frame: dict[str, object], received: list[object]
) -> None:
    shell = Keyboard()
    asyncio.run(forward_frame({"type": "websocket.receive", **frame}, shell))
    assert shell.received == received


@pytest.mark.parametrize(
    ("size", "passed"), [(LARGEST_PASTE, True), (LARGEST_PASTE + 1, False), (2 << 20, False)]
)
def test_a_paste_of_more_than_one_mebibyte_reaches_no_shell(size: int, passed: bool) -> None:
    shell = Keyboard()
    asyncio.run(forward_frame({"type": "websocket.receive", "bytes": b"x" * size}, shell))
    assert LARGEST_PASTE == 1024 * 1024
    assert (len(shell.received) == 1) is passed
