"""The cluster goes away in the middle of a lab: a plain sentence, a way back, and nobody has failed."""

from __future__ import annotations

import re
from contextlib import suppress

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, ServeApp
from tests.browser.labs.learner import (
    FOLLOWS,
    OPENS,
    SLUG,
    end_lab,
    join,
    open_lab,
    settings_of,
    switch,
    type_line,
)
from tests.browser.looking import violations
from tests.cluster.conftest import Lab
from tests.cluster.test_outages import kill_api_server, stopped

pytestmark = [pytest.mark.browser, pytest.mark.cluster, pytest.mark.timeout(900)]


@pytest.fixture
def page(cluster: Lab, serve_app: ServeApp, open_page: OpenPage) -> Page:
    """A lab that is open, its clock running."""
    server = serve_app(port=None, **settings_of(cluster))
    page = open_page(f"{server.url}/lab?lab={SLUG}").page
    join(page)
    open_lab(page)
    return page


def test_an_api_server_that_dies_in_a_lab_is_said_and_the_lab_goes_on(cluster: Lab, page: Page) -> None:
    type_line(page, "echo kept > ~/note", seen="$")
    kill_api_server(cluster)
    expect(page.get_by_role("button", name="Open it again")).to_be_visible(timeout=FOLLOWS)
    _comes_back(page)
    type_line(page, "cat ~/note", seen="kept")
    _is_done_without_failing(page)


@pytest.mark.rotating(1)
def test_a_cluster_that_is_gone_for_a_while_fails_nobody(cluster: Lab, page: Page) -> None:
    with stopped(cluster):
        expect(page.get_by_text("nobody fails for what went unseen")).to_be_visible(timeout=OPENS)
        expect(page.get_by_role("button", name="Open it again")).to_be_visible(timeout=OPENS)
        page.wait_for_timeout(4000)
        assert page.get_by_test_id("stAlert").count() == 1, "it is said once, and nothing speaks of failing"
        assert violations(page) == []
    expect(page.get_by_text("nobody fails for what went unseen")).to_have_count(0, timeout=OPENS)
    _comes_back(page)
    _is_done_without_failing(page)


@pytest.mark.rotating(2)
def test_a_lab_that_ends_while_the_cluster_is_gone_fails_nobody(cluster: Lab, page: Page) -> None:
    with stopped(cluster):
        expect(page.get_by_text("nobody fails for what went unseen")).to_be_visible(timeout=OPENS)
        end_lab(page)
        expect(page.get_by_role("link", name="Download the report")).to_be_visible(timeout=OPENS)
        _has_not_failed(page)


def _comes_back(page: Page) -> None:
    """The terminal opens again when it is asked to; where it is too early it says so."""
    again, said = page.get_by_role("button", name="Open it again"), page.locator(".terminal .said")
    for _ in range(60):
        if again.is_visible():
            again.click()
        page.wait_for_timeout(2000)
        if "Shift+Escape" in (said.text_content() or ""):
            return
    raise AssertionError(said.text_content())


def _switch_patiently(page: Page) -> None:
    """kubectl may still say that it cannot connect; then it is tried again, as a person would."""
    for _ in range(8):
        with suppress(AssertionError):
            switch(page, within=15_000)
            return
        page.keyboard.press("Control+c")
    switch(page)


def _is_done_without_failing(page: Page) -> None:
    """What went unseen may leave a check undecided; it never speaks against the learner."""
    _switch_patiently(page)
    expect(page.locator("[class*=st-key-check-selector]")).to_contain_text("✓ holds", timeout=OPENS)
    judged = re.compile("Every check holds|Not everything can be judged")
    expect(page.get_by_text(judged)).to_be_visible(timeout=OPENS)
    end_lab(page)
    expect(page.get_by_role("link", name="Download the report")).to_be_visible(timeout=OPENS)
    _has_not_failed(page)


def _has_not_failed(page: Page) -> None:
    verdict = page.get_by_test_id("stMain").locator("[class*=st-key-verdict]")
    expect(verdict).not_to_contain_text("Not yet")
