"""A browser that several people use, in several tabs: each acts for whoever is there, and for nobody else."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, ServeApp
from tests.browser.journeys.bank import write_bank
from tests.browser.journeys.learner import Learner
from tests.browser.looking import Conduct, Seen, settle

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

OUTDATED = "Reload this page"


def open_tab(learner: Learner, url: str) -> Learner:
    """Another tab of the same profile."""
    page, conduct = learner.page.context.new_page(), Conduct()
    conduct.watch(page, urlsplit(url).netloc)
    page.goto(url)
    settle(page)
    return Learner(Seen(page, conduct))


def device(page: Page) -> str:
    return str(cookie(page)["value"])


def cookie(page: Page) -> Any:
    return next(each for each in page.context.cookies() if each["name"].startswith("cutover_device"))


def wait_for_another_device(page: Page, before: str) -> str:
    for _ in range(100):
        if device(page) != before:
            return device(page)
        page.wait_for_timeout(100)
    raise AssertionError("the browser kept its id")


def test_tabs_that_were_left_open_act_for_nobody(
    serve_app: ServeApp, open_page: OpenPage, tmp_path: Path
) -> None:
    server = serve_app(bank=str(write_bank(tmp_path / "bank")))
    first = Learner(open_page(server.url))
    unknown = device(first.page)
    first.join("Ada")
    of_ada = wait_for_another_device(first.page, unknown)
    first.page.reload()
    first.settle().sees("Ada")

    first.click("Start a challenge").click("Start the clock")
    answering, renaming = open_tab(first, first.page.url), open_tab(first, f"{server.url}/settings")
    leaving = open_tab(first, f"{server.url}/settings")
    leaving.click("Leave this browser").click("I have the code, leave now")
    leaving.sees("Become good at blue-green deployment")
    of_nobody = wait_for_another_device(first.page, of_ada)

    # The answer's fragment runs alone, the button's callback before its page: both ask whose browser it is.
    answering.pick("Option b").sees(OUTDATED)
    expect(answering.page.get_by_text("Saved")).to_have_count(0)
    leaving.join("Grace").sees("Your devices")
    wait_for_another_device(first.page, of_nobody)
    renaming.page.get_by_label("Your name").fill("Mallory")
    renaming.click("Change the name").sees(OUTDATED)
    first.click("Answer").sees(OUTDATED)
    for tab in (answering, renaming, first):
        tab.page.goto(server.url)
        tab.settle().sees("Grace")
        expect(tab.page.get_by_text("Ada")).to_have_count(0)

    # Whoever copied a cookie along the way is nobody, whoever came after them.
    for copied in (unknown, of_ada, of_nobody):
        stranger = Learner(open_page(server.url))
        changed: Any = {**cookie(stranger.page), "value": copied}
        stranger.page.context.add_cookies([changed])
        stranger.page.reload()
        stranger.settle()
        expect(stranger.page.get_by_text("Grace")).to_have_count(0)
        expect(stranger.page.get_by_text("Ada")).to_have_count(0)
