"""A learner's files come to their browser, which keeps no cookie but the device's."""

from __future__ import annotations

import re
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.browser.journeys.learner import Learner
from tests.browser.saving import saved_by

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


def test_progress_is_saved_by_its_link_and_by_no_other_browser(address: str, open_page: OpenPage) -> None:
    learner = Learner(open_page(address)).join().click("Start practice").sees("Practice 1/5")
    learner.page.goto(f"{address}/progress")
    link = learner.settle().page.get_by_role("link", name="Download CSV")
    expect(link).to_be_visible()
    saved = saved_by(link)
    assert saved.suggested_filename == "cutover-progress.csv"
    assert "practice" in Path(saved.path()).read_text(encoding="utf-8")
    (cookie,) = learner.page.context.cookies()
    assert re.fullmatch(r"cutover_device_[0-9a-f]{10}", cookie["name"])
    assert httpx.get(f"{address}/download/progress.csv").status_code == 404
