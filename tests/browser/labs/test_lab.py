"""A lab from end to end, in Chromium, on a real cluster: typed, seen, cut off, and ended with a report."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page, WebSocket, expect

from tests.browser.conftest import OpenPage, ServeApp
from tests.browser.labs.learner import (
    FOLLOWS,
    OPENS,
    SLUG,
    end_lab,
    join,
    open_lab,
    sees_the_switch,
    settings_of,
    switch,
    type_line,
)
from tests.browser.looking import Seen, scrolls_sideways, settle, violations
from tests.browser.saving import saved_by
from tests.cluster.conftest import Lab
from tests.support.app_server import Server
from tests.support.ports import free_port
from ui.components.terminal import TerminalFiles

pytestmark = [pytest.mark.browser, pytest.mark.cluster, pytest.mark.timeout(600)]


def test_a_switch_typed_in_the_terminal_is_seen_at_once_and_ends_with_a_report(
    cluster: Lab, serve_app: ServeApp, open_page: OpenPage, tmp_path: Path
) -> None:
    assert TerminalFiles().are_complete(), (
        "npm has not brought xterm.js: `make ui/xterm/node_modules/.package-lock.json`"
    )
    given, port = settings_of(cluster) | {"data": str(tmp_path)}, free_port()
    server = serve_app(port=port, **given)
    seen = open_page(f"{server.url}/lab?lab={SLUG}")
    page = seen.page
    join(page)
    with _listening(page) as received:
        page.reload()  # so that the page's own socket is listened to, too
        open_lab(page)
        assert not scrolls_sideways(page)
        assert violations(page) == []
        switch(page)
        sees_the_switch(page)
        _keeps_its_secrets(seen, server, received)
    page.emulate_media(color_scheme="dark")
    server.kill()
    server = serve_app(port=port, **given)
    page.reload()
    _goes_on(page)
    assert violations(page) == []
    end_lab(page)
    _has_its_report(page)
    assert violations(page) == []
    assert seen.conduct.dialogs == []
    assert seen.conduct.outside == []


def _keeps_its_secrets(seen: Seen, server: Server, received: list[bytes]) -> None:
    """A kubeconfig is to be had, and its token stands nowhere else: in no page, no frame and no log."""
    attempt = seen.page.url.rpartition("attempt=")[2]
    answer = seen.page.request.get(f"{server.url}/kubeconfig/{attempt}")
    token = json.loads(answer.text())["users"][0]["user"]["token"]
    assert answer.headers["cache-control"] == "no-store"
    for said in (seen.page.content().encode(), server.log.read_bytes(), *received):
        assert token.encode() not in said
        assert b"eyJhbGciOi" not in said  # how every such token begins


def _goes_on(page: Page) -> None:
    """After the app was killed: the same lab, its checks as they were, and a terminal that takes keys."""
    expect(page.locator("[class*=st-key-check-selector]")).to_contain_text("✓ holds", timeout=OPENS)
    expect(page.locator(".xterm-rows")).to_contain_text("$", timeout=OPENS)
    type_line(page, "echo still-$((40 + 2))", seen="still-42")


def _has_its_report(page: Page) -> None:
    expect(page.get_by_role("link", name="Download the report")).to_be_visible(timeout=FOLLOWS)
    settle(page)
    main = page.get_by_test_id("stMain")
    expect(main).to_contain_text("kubectl patch changed service/model")
    expect(main).to_contain_text("spec.selector.version: blue → green")
    expect(main).to_contain_text("New connections: 0 of")
    # A machine that others keep busy may leave a check undecided; nobody fails for that.
    expect(main.locator("[class*=st-key-verdict]")).not_to_contain_text("Not yet")
    saved = saved_by(page.get_by_role("link", name="Download the report"))
    assert "## Who did what" in Path(saved.path()).read_text(encoding="utf-8")


@contextmanager
def _listening(page: Page) -> Iterator[list[bytes]]:
    """What the server sends over every WebSocket that is opened meanwhile."""
    received: list[bytes] = []

    def listen(socket: WebSocket) -> None:
        socket.on("framereceived", lambda frame: received.append(_bytes(frame)))

    page.on("websocket", listen)
    yield received
    page.remove_listener("websocket", listen)


def _bytes(frame: str | bytes) -> bytes:
    return frame.encode() if isinstance(frame, str) else frame
