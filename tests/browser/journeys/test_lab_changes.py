"""A lab's page is told what changed: without a timer of its own, and again after its connection was cut."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, WebSocket, expect

from tests.browser.conftest import OpenPage, Serve
from tests.browser.journeys.learner import Learner
from tests.browser.looking import settle

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

SCRIPT = Path(__file__).with_name("lab_in_memory.py")


def test_a_check_that_holds_is_on_the_page_without_a_question_from_it(
    serve: Serve, open_page: OpenPage, tmp_path: Path
) -> None:
    server = serve(SCRIPT, CUTOVER_DATA=str(tmp_path))
    page = Learner(open_page(f"{server.url}/lab?lab=one-field-switch")).join().page
    changes: list[WebSocket] = []
    page.on("websocket", lambda socket: changes.append(socket) if "lab-changes" in socket.url else None)
    page.get_by_role("button", name="Open the lab").click()
    expect(page.get_by_text("Checks: ", exact=False).first).to_be_visible(timeout=60_000)
    settle(page)
    expect(check(page)).to_contain_text("not yet", timeout=60_000)
    assert len(changes) == 1, "one connection, however often the page is drawn"
    (tmp_path / "green").touch()
    expect(check(page)).to_contain_text("✓ holds", timeout=20_000)


def check(page: Page) -> Locator:
    return page.locator("[class*=st-key-check-selector]")
