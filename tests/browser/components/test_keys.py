"""Shortcuts: never while somebody types, always listed, and off for whoever wants them off."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.components.conftest import Show
from tests.browser.components.hands import told
from tests.browser.looking import settle

pytestmark = pytest.mark.browser


def keyboard(show: Show) -> Page:
    """The page, once its shortcuts listen: their button comes with them, after the page's first drawing."""
    page = show("keyboard").page
    expect(page.get_by_role("button", name="Keyboard shortcuts")).to_be_visible()
    return page


def open_list(page: Page) -> None:
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()


def test_a_key_means_its_action(show: Show) -> None:
    page = keyboard(show)
    page.keyboard.press("h")
    told(page, "pressed hint")


def test_a_key_works_from_within_a_component(show: Show) -> None:
    page = keyboard(show)
    page.get_by_role("radio").first.focus()
    page.keyboard.press("a")
    told(page, "pressed answer")


def test_no_single_key_fires_while_somebody_types_but_a_chord_does(show: Show) -> None:
    page = keyboard(show)
    page.get_by_label("Your name").focus()
    page.keyboard.type("hannah?")
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.keyboard.press("Control+Enter")
    told(page, "pressed answer")
    expect(page.get_by_label("Your name")).to_have_value("hannah?")


def test_a_key_held_down_fires_once(show: Show) -> None:
    page = keyboard(show)
    for _ in range(4):
        page.keyboard.down("n")
    page.keyboard.up("n")
    told(page, "pressed next")
    page.wait_for_timeout(500)
    told(page, "pressed next")


def test_the_list_names_every_key_and_gives_the_focus_back(show: Show) -> None:
    page = keyboard(show)
    page.get_by_role("radio").first.focus()
    open_list(page)
    listed = page.get_by_role("dialog").locator("dd").all_inner_texts()
    expected = [
        "Answer",
        "Show a hint",
        "Next problem",
        "Show this list",
        "Pick an option",
        "Lift and move a step",
    ]
    assert listed == expected
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.get_by_role("radio").first).to_be_focused()


def test_no_key_fires_behind_the_list(show: Show) -> None:
    page = keyboard(show)
    open_list(page)
    page.keyboard.press("a")
    page.keyboard.press("Escape")
    page.wait_for_timeout(300)
    told(page, "pressed nothing")


def test_single_keys_can_be_turned_off_and_stay_off(show: Show) -> None:
    page = keyboard(show)
    open_list(page)
    page.get_by_label("Single keys work").uncheck()
    page.get_by_role("button", name="Close").click()
    page.reload()
    settle(page)
    page.keyboard.press("a")
    page.keyboard.press("?")
    page.keyboard.press("Control+Enter")
    told(page, "pressed answer")
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.get_by_role("button", name="Keyboard shortcuts").click()
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()


def test_a_key_means_nothing_once_its_page_has_gone(show: Show) -> None:
    page = keyboard(show)
    page.evaluate("window.gone = document.querySelector('.st-key-keys').remove()")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_have_count(0)
