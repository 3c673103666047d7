"""A terminal on a touch screen has the keys that a soft keyboard lacks."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from tests.browser.conftest import OpenPage, Serve
from tests.browser.journeys.learner import Learner
from tests.browser.looking import Look, scrolls_sideways, settle, violations
from ui.components.terminal import TerminalFiles

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

SCRIPT = Path(__file__).with_name("lab_in_memory.py")
PHONE = Look(width=390, height=844, touch=True)
PROMPT = b"$ "
# What a program like vi sends to have arrows of its own.
APPLICATION_ARROWS = b"\x1b[?1h"


def test_a_phone_has_the_keys_of_a_shell(serve: Serve, open_page: OpenPage, tmp_path: Path) -> None:
    assert TerminalFiles().are_complete(), (
        "npm has not brought xterm.js: `make ui/xterm/node_modules/.package-lock.json`"
    )
    server = serve(SCRIPT, CUTOVER_DATA=str(tmp_path))
    page = Learner(open_page(f"{server.url}/lab?lab=one-field-switch", PHONE)).join().page
    shell = Shell(page)
    page.get_by_role("button", name="Open the lab").tap()
    keys = page.get_by_role("group", name="Keys for the terminal")
    expect(keys).to_be_visible(timeout=60_000)
    expect(page.locator(".xterm-rows")).to_contain_text("$", timeout=60_000)
    settle(page)
    assert not scrolls_sideways(page)
    assert violations(page) == []
    page.locator(".screen").tap()
    for name in ("Tab", "Escape", "Up", "Left", "Ctrl"):
        keys.get_by_role("button", name=name, exact=True).tap()
    page.keyboard.type("cc")
    shell.write(APPLICATION_ARROWS)
    keys.get_by_role("button", name="Up", exact=True).tap()
    shell.expect_keys(b"\t\x1b\x1b[A\x1b[D\x03c\x1bOA")


class Shell:
    """The far end of a page's terminal, which keeps the keys that come."""

    def __init__(self, page: Page) -> None:
        self._page, self._keys = page, b""
        self._route: WebSocketRoute | None = None
        page.route_web_socket("**/terminal/*", self._open)

    def write(self, output: bytes) -> None:
        assert self._route is not None
        self._route.send(output)
        self._page.wait_for_timeout(200)  # xterm.js reads it a moment later

    def expect_keys(self, wanted: bytes) -> None:
        for _ in range(50):
            if self._keys == wanted:
                return
            self._page.wait_for_timeout(100)
        assert self._keys == wanted

    def _open(self, route: WebSocketRoute) -> None:
        self._route = route
        route.on_message(self._take)
        route.send(PROMPT)

    def _take(self, frame: str | bytes) -> None:
        if isinstance(frame, bytes):  # text tells the size
            self._keys += frame
