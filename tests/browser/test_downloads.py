"""A learner's files come to their browser, which keeps no cookie but the device's."""

from __future__ import annotations

import re
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage, ServeApp
from tests.browser.journeys.bank import write_bank
from tests.browser.journeys.learner import Learner
from tests.browser.saving import saved_by

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


def test_progress_is_saved_by_its_link_and_by_no_other_browser(
    serve_app: ServeApp, open_page: OpenPage, tmp_path: Path
) -> None:
    server = serve_app(bank=str(write_bank(tmp_path / "made-up")))
    learner = Learner(open_page(server.url)).join().click("Start practice").sees("Practice 1/5")
    learner.page.goto(f"{server.url}/progress")
    link = learner.settle().page.get_by_role("link", name="Download CSV")
    expect(link).to_be_visible()
    saved = saved_by(link)
    assert saved.suggested_filename == "cutover-progress.csv"
    assert "practice" in Path(saved.path()).read_text(encoding="utf-8")
    (cookie,) = learner.page.context.cookies()
    assert re.fullmatch(r"cutover_device_[0-9a-f]{10}", cookie["name"])
    assert httpx.get(f"{server.url}/download/progress.csv").status_code == 404
