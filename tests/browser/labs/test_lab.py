"""A lab from end to end, in Chromium, on a real cluster: typed, seen, cut off, and ended with a report."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page, WebSocket, expect

from tests.browser.conftest import OpenPage, ServeApp
from tests.browser.looking import Seen, scrolls_sideways, settle, violations
from tests.browser.server import Server, free_port
from tests.cluster.conftest import Lab
from ui.lab import catalogue
from ui.web.lab_files import has_terminal

pytestmark = [pytest.mark.browser, pytest.mark.cluster, pytest.mark.timeout(600)]

_SLUG = "one-field-switch"
_MS = 1000
# Pods start and clients connect on two cores that others use too.
_OPENS, _FOLLOWS = 150 * _MS, 60 * _MS


def test_a_switch_typed_in_the_terminal_is_seen_at_once_and_ends_with_a_report(
    cluster: Lab, serve_app: ServeApp, open_page: OpenPage, tmp_path: Path
) -> None:
    assert has_terminal(), "npm has not brought xterm.js: `make ui/xterm/node_modules/.package-lock.json`"
    given, port = _settings(cluster) | {"data": str(tmp_path)}, free_port()
    server = serve_app(port=port, **given)
    seen = open_page(f"{server.url}/lab?lab={_SLUG}")
    page = seen.page
    _join(page)
    with _listening(page) as received:
        page.reload()  # so that the page's own socket is listened to, too
        _open_lab(page)
        assert violations(page) == []
        _type(page, next(line for line in _solution() if "patch" in line))
        _sees_the_switch(page)
        _keeps_its_secrets(seen, server, received)
    page.emulate_media(color_scheme="dark")
    server.kill()
    server = serve_app(port=port, **given)
    page.reload()
    _goes_on(page)
    assert violations(page) == []
    page.get_by_role("button", name="End the lab").click()
    _has_its_report(page)
    assert violations(page) == []
    assert seen.conduct.dialogs == []
    assert seen.conduct.outside == []


def _solution() -> tuple[str, ...]:
    return catalogue.scenarios()[_SLUG].solution.run


def _settings(cluster: Lab) -> dict[str, str]:
    names = ("cluster_name", "folder", "node_image", "base_image")
    return {f"labs_{name}": str(getattr(cluster.settings, name)) for name in names}


def _join(page: Page) -> None:
    page.get_by_label("Your name").fill("Ada")
    page.get_by_role("button", name="Start learning").click()


def _open_lab(page: Page) -> None:
    page.get_by_role("button", name="Open the lab").click()
    expect(page.locator(".xterm-rows")).to_contain_text("$", timeout=_OPENS)
    expect(page.get_by_role("timer")).to_be_visible(timeout=_OPENS)
    expect(page.get_by_text("Checks: ", exact=False).first).to_be_visible()
    settle(page)
    assert not scrolls_sideways(page)


def _type(page: Page, line: str) -> None:
    page.locator(".screen").click()
    page.keyboard.type(f"{line}\n")
    expect(page.locator(".xterm-rows")).to_contain_text("service/model patched", timeout=_FOLLOWS)


def _sees_the_switch(page: Page) -> None:
    holds = page.locator("[class*=st-key-check-selector]")
    expect(holds).to_contain_text("✓ holds", timeout=_FOLLOWS)
    expect(page.get_by_role("img", name="then green").first).to_be_visible(timeout=_FOLLOWS)
    expect(page.get_by_role("img", name="Service model selects app=model,version=green")).to_be_visible()


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
    expect(page.locator("[class*=st-key-check-selector]")).to_contain_text("✓ holds", timeout=_OPENS)
    expect(page.locator(".xterm-rows")).to_contain_text("$", timeout=_OPENS)
    page.locator(".screen").click()
    page.keyboard.type("echo still-$((40 + 2))\n")
    expect(page.locator(".xterm-rows")).to_contain_text("still-42", timeout=_FOLLOWS)


def _has_its_report(page: Page) -> None:
    expect(page.get_by_role("button", name="Download the report")).to_be_visible(timeout=_FOLLOWS)
    settle(page)
    main = page.get_by_test_id("stMain")
    expect(main).to_contain_text("kubectl patch changed service/model")
    expect(main).to_contain_text("spec.selector.version: blue → green")
    expect(main).to_contain_text("New connections: 0 of")
    # A machine that others keep busy may leave a check undecided; nobody fails for that.
    expect(main.locator("[class*=st-key-verdict]")).not_to_contain_text("Not yet")
    with page.expect_download() as saved:
        page.get_by_role("button", name="Download the report").click()
    assert "## Who did what" in Path(saved.value.path()).read_text(encoding="utf-8")


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
