"""Where the focus goes and what is said after each act; a translation, and paper."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.journeys.learner import Learner
from tests.browser.looking import Look

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

WRONG, RIGHT = "Option a", "Option b"
# As Chromium does it to translate: a <font> in the place of each piece of text.
TRANSLATE = """() => {
  const walker = document.createTreeWalker(document.getElementById("root"), NodeFilter.SHOW_TEXT), pieces = []
  while (walker.nextNode()) if (walker.currentNode.data.trim()) pieces.push(walker.currentNode)
  for (const piece of pieces) {
    const outer = document.createElement("font"), inner = document.createElement("font")
    inner.append(`xx ${piece.data}`)
    outer.append(inner)
    piece.replaceWith(outer)
  }
}"""
# Collects what the page's live region was given.
LISTEN = """() => {
  window.spoken = []
  new MutationObserver(changes => changes.forEach(({ target, addedNodes }) => {
    if (target.id === "cutover-status") addedNodes.forEach(node => window.spoken.push(node.textContent))
  })).observe(document.body, { childList: true, subtree: true })
}"""


def focused(page: Page, selector: str) -> None:
    """Wait until the focus is on the one part of the page that the selector names."""
    page.wait_for_function(
        "selector => document.activeElement?.matches(selector)", arg=selector, timeout=30_000
    )


def spoken(page: Page, words: str, times: int = 1) -> None:
    """Wait until the words were given to the live region so often."""
    page.wait_for_function(
        "([words, times]) => window.spoken.filter(text => text.includes(words)).length === times",
        arg=[words, times],
        timeout=30_000,
    )


def test_the_focus_follows_each_act_and_one_live_region_says_what_happened(
    address: str, open_page: OpenPage
) -> None:
    learner = Learner(open_page(address)).join()
    page = learner.page
    focused(page, "h1")
    assert page.locator("h1").evaluate("heading => getComputedStyle(heading).outlineStyle") == "none"
    learner.click("Start a challenge").sees("Problem 1 of 5")
    focused(page, "h1")
    page.evaluate(LISTEN)
    learner.click("Start the clock")
    focused(page, "h1")
    for times in (1, 2):
        learner.click("Answer")
        focused(page, ".st-key-message")
        spoken(page, "There is no answer yet.", times)
    page.keyboard.press("h")
    focused(page, ".st-key-hints")
    spoken(page, "CANARY-hint-1")
    learner.answer(WRONG)
    focused(page, ".st-key-verdict-not-yet")
    learner.answer(RIGHT)
    focused(page, ".st-key-verdict-right")
    learner.click("Next problem").sees("Problem 2 of 5")
    focused(page, "h1")
    expect(page.get_by_role("status")).to_have_text("")
    page.get_by_role("link", name="Settings").click()
    expect(page).to_have_title("Settings · Cutover")
    focused(page, "h1")


def test_a_translated_page_follows_what_comes_next(address: str, open_page: OpenPage) -> None:
    seen = open_page(address)
    learner = Learner(seen).join().click("Start a challenge").sees("Problem 1 of 5")
    learner.page.evaluate(TRANSLATE)
    expect(learner.page.locator("h1")).to_have_text("xx Problem 1 of 5")
    learner.page.get_by_role("button", name="Start the clock").click()
    expect(learner.page.locator("h1")).not_to_contain_text("Problem 1", timeout=30_000)
    learner.settle().page.evaluate(TRANSLATE)
    learner.page.get_by_role("link", name="Settings").first.click()
    expect(learner.page.locator("h1")).to_have_text("Settings", timeout=30_000)
    assert seen.conduct.errors == []


def test_on_paper_nothing_is_hidden_and_nothing_is_there_to_press(address: str, open_page: OpenPage) -> None:
    page = Learner(open_page(address, Look("dark"))).page
    page.emulate_media(media="print", color_scheme="dark")
    expect(page.get_by_role("button")).to_have_count(0)
    expect(page.get_by_test_id("stHeader")).to_be_hidden()
    overflow = page.get_by_test_id("stMain").evaluate("main => getComputedStyle(main).overflowY")
    colours = page.locator("h1").evaluate(
        """h1 => [getComputedStyle(h1).color,
            getComputedStyle(document.querySelector(".stApp")).backgroundColor]"""
    )
    folded = page.locator("details").evaluate_all(
        "all => all.map(each => each.querySelector('p')?.offsetHeight)"
    )
    assert overflow == "visible"
    assert colours == ["rgb(0, 0, 0)", "rgba(0, 0, 0, 0)"]
    assert all(folded)
