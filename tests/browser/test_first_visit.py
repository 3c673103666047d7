"""A first visit: few bytes, words before any script, and nothing of the first screen that stays behind."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Serve, ServeApp
from tests.browser.looking import Look, settle
from tests.support.first_visit import first_visit
from ui.web.first_page.first_screen import WELCOME_TITLE

pytestmark = pytest.mark.browser

_ONE_FIELD = Path(__file__).parents[1] / "bench" / "one_field.py"


@pytest.fixture(scope="module")
def address(serve_app: ServeApp) -> str:
    return serve_app().url


def test_a_first_visit_takes_less_than_two_fifths_of_the_bytes_of_a_bare_page(
    address: str, serve: Serve, chromium: Browser
) -> None:
    """Bytes are the same on every machine; seconds on a slow line are a row of the bench."""
    ours = first_visit(chromium, address, "Your name", slow=False)
    bare = first_visit(chromium, serve(_ONE_FIELD).url, "Your name", slow=False)
    assert ours.bytes < 0.4 * bare.bytes
    assert ours.bytes < 900_000


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_there_is_something_to_read_before_any_script_has_come(
    address: str, chromium: Browser, scheme: str
) -> None:
    with Look(scheme).profile(chromium) as profile:  # type: ignore[arg-type]
        page = profile.new_page()
        page.route("**/*.js", lambda route: None)  # as a line so slow that none comes
        page.goto(address, wait_until="commit")
        expect(page.get_by_role("heading", name=WELCOME_TITLE)).to_be_visible()
        colours = page.locator("h1").evaluate(
            "h1 => [getComputedStyle(h1).color, getComputedStyle(document.documentElement).colorScheme]"
        )
        assert colours == [{"light": "rgb(28, 32, 36)", "dark": "rgb(232, 235, 238)"}[scheme], "light dark"]


def test_the_first_screen_goes_when_the_page_is_there(address: str, chromium: Browser) -> None:
    with Look().profile(chromium) as profile:
        page = profile.new_page()
        page.goto(address)
        settle(page)
        expect(page.locator("#first-screen")).to_have_count(0)
        expect(page.get_by_role("heading", level=1)).to_have_text(WELCOME_TITLE)
        page.goto(f"{address}/progress/of/nobody")
        expect(page.get_by_role("heading", name="There is no such page")).to_be_visible()
        page.get_by_role("link", name="To the start").click()
        expect(page.get_by_label("Your name")).to_be_visible()
