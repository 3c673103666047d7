"""Text that can be read in one's own way: selected, copied, and left alone by a translation."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.components.conftest import Show
from tests.browser.components.hands import told

pytestmark = pytest.mark.browser


_SELECTED = "root => String(root.getRootNode().getSelection?.() ?? getSelection())"


def select(page: Page, words: Locator) -> str:
    """Draws the mouse over the words, and gives what is selected."""
    box = words.bounding_box()
    assert box is not None
    y = box["y"] + 12
    page.mouse.move(box["x"] + 2, y)
    page.mouse.down()
    page.mouse.move(box["x"] + 200, y, steps=8)
    page.mouse.up()
    return str(words.evaluate(_SELECTED))


def test_the_words_of_an_option_can_be_selected_and_the_option_is_not_picked(show: Show) -> None:
    page = show("many").page
    words = page.locator(".card .words").nth(1)
    assert len(select(page, words)) > 10
    expect(page.get_by_role("checkbox").nth(1)).not_to_be_checked()
    words.click()
    expect(page.get_by_role("checkbox").nth(1)).to_be_checked()


def test_options_and_reasons_of_a_closed_problem_can_be_selected(show: Show) -> None:
    page = show("marked").page
    for words in (page.locator(".card .block").first, page.locator(".card .why:not(:empty)").first):
        words.scroll_into_view_if_needed()
        assert len(select(page, words)) > 5


def test_a_click_beside_the_words_picks_as_one_on_them(show: Show) -> None:
    page = show("many").page
    box = page.locator(".card").nth(2).bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] - 12, box["y"] + box["height"] / 2)
    expect(page.get_by_role("checkbox").nth(2)).to_be_checked()
    told(page, "many: ('ready',)")


def test_code_is_copied_by_a_button_and_is_not_translated(show: Show) -> None:
    page = show("asked").page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy: What kubectl printed").click()
    expect(page.get_by_role("status")).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("$ kubectl get pods")
    assert copied == page.locator("pre code").inner_text()
    shown = page.locator("code").evaluate_all(
        "all => all.map(code => code.closest('[translate=no]') !== null)"
    )
    assert len(shown) > 3
    assert all(shown)
