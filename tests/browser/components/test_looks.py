"""Every state of every component, light and dark, wide and narrow."""

from __future__ import annotations

import pytest

from tests.browser.components.conftest import Show
from tests.browser.looking import LOOKS, Look, scrolls_sideways, violations

pytestmark = pytest.mark.browser

STATES = ("asked", "many", "order", "aside", "gaps", "judged", "marked", "clock", "keyboard", "pictures")


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_no_state_breaks_wcag_or_scrolls_sideways(show: Show, look: Look) -> None:
    found = {}
    for state in STATES:
        seen = show(state, look)
        conduct = seen.conduct
        found[state] = (violations(seen.page), scrolls_sideways(seen.page), conduct.errors, conduct.outside)
        seen.page.context.close()
    assert found == dict.fromkeys(STATES, ([], False, [], []))


@pytest.mark.parametrize("look", LOOKS[:2], ids=str)
def test_what_opens_does_not_break_wcag_either(show: Show, look: Look) -> None:
    page = show("keyboard", look).page
    page.keyboard.press("?")
    assert violations(page) == []
    page = show("gaps", look).page
    page.locator(".gap").first.click()
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.locator(".chip").nth(1).click()
    assert violations(page) == []


def test_focus_is_seen_wherever_it_is(show: Show) -> None:
    """Each stop of the Tab key draws an outline, its own or that of the card around it."""
    unseen = []
    for state in ("asked", "many", "aside", "gaps", "shortcuts", "pictures"):
        page = show(state).page
        for _ in range(30):
            page.keyboard.press("Tab")
            stop = page.evaluate(
                """() => {
                  let node = document.activeElement
                  while (node.shadowRoot?.activeElement) node = node.shadowRoot.activeElement
                  if (!(node.getRootNode() instanceof ShadowRoot)) return null
                  const around = [node, node.closest(".card")].filter(Boolean)
                  const drawn = around.some(part => parseFloat(getComputedStyle(part).outlineWidth) >= 2
                    && getComputedStyle(part).outlineStyle !== "none")
                  return drawn ? null : node.outerHTML.slice(0, 120)
                }"""
            )
            if stop:
                unseen.append((state, stop))
        page.context.close()
    assert unseen == []


def test_nothing_moves_for_who_wants_no_motion(show: Show) -> None:
    page = show("asked").page
    page.emulate_media(reduced_motion="reduce")
    durations = page.locator(".card").evaluate_all(
        "cards => cards.map(card => getComputedStyle(card).transitionDuration)"
    )
    assert set(durations) == {"0s"}


def test_a_pick_is_seen_without_colours(show: Show) -> None:
    page = show("asked").page
    page.emulate_media(forced_colors="active")
    page.get_by_role("radio").first.check()
    outline = page.locator(".card.picked").evaluate("card => getComputedStyle(card).outlineStyle")
    assert outline == "solid"
