"""Gaps can be filled by dragging, by tapping, and from the keyboard in either order."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.components.conftest import Show
from tests.browser.components.hands import drag, middle, told, touch_drag
from tests.browser.looking import Look

pytestmark = pytest.mark.browser

PHONE = Look(width=390, height=844, touch=True)


def gap(page: Page, number: int) -> Locator:
    return page.locator(".st-key-gaps .gap").nth(number - 1)


def chip(page: Page, words: str) -> Locator:
    return page.locator(".st-key-gaps .chip", has_text=words)


def test_a_mouse_drags_a_chip_into_a_gap(show: Show) -> None:
    page = show("gaps").page
    drag(page, middle(chip(page, "green")), middle(gap(page, 2)))
    told(page, "gaps: {'slot': 'g'}")


def test_a_finger_that_rests_on_a_chip_drags_it_into_a_gap(show: Show) -> None:
    page = show("gaps", PHONE).page
    touch_drag(page, middle(chip(page, "green")), middle(gap(page, 2)))
    told(page, "gaps: {'slot': 'g'}")


def test_a_swipe_that_begins_on_a_chip_scrolls_the_page(show: Show) -> None:
    page = show("gaps", Look(width=390, height=600, touch=True)).page
    start = middle(chip(page, "green"))
    touch_drag(page, start, (start[0], start[1] - 150), rest_ms=0)
    page.wait_for_function("() => document.querySelector('[data-testid=stMain]').scrollTop > 60")
    told(page, "gaps: {}")


def test_a_chip_dropped_on_nothing_stays_where_it_was(show: Show) -> None:
    page = show("gaps").page
    drag(page, middle(chip(page, "green")), (5, 5))
    page.wait_for_timeout(300)
    told(page, "gaps: {}")


def test_a_chip_is_dragged_out_of_its_gap(show: Show) -> None:
    page = show("gaps").page
    drag(page, middle(chip(page, "green")), middle(gap(page, 2)))
    told(page, "gaps: {'slot': 'g'}")
    drag(page, middle(gap(page, 2)), (5, 5))
    told(page, "gaps: {}")


def test_chips_of_two_gaps_change_places(show: Show) -> None:
    page = show("gaps").page
    drag(page, middle(chip(page, "green")), middle(gap(page, 1)))
    drag(page, middle(chip(page, "model")), middle(gap(page, 2)))
    drag(page, middle(gap(page, 1)), middle(gap(page, 2)))
    told(page, "gaps: {'app': 'm', 'slot': 'g'}")


def test_a_tap_on_a_chip_and_a_tap_on_a_gap_fill_it(show: Show) -> None:
    page = show("gaps", PHONE).page
    chip(page, "model").tap()
    expect(chip(page, "model")).to_have_attribute("aria-pressed", "true")
    gap(page, 1).tap()
    told(page, "gaps: {'app': 'm'}")


def test_escape_puts_a_chosen_chip_down(show: Show) -> None:
    page = show("gaps").page
    chip(page, "model").click()
    page.keyboard.press("Escape")
    expect(chip(page, "model")).to_have_attribute("aria-pressed", "false")


def test_a_keyboard_fills_a_gap_from_its_menu(show: Show) -> None:
    page = show("gaps").page
    gap(page, 3).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("menuitem")).to_have_text(["model", "green", "blue", "8080", '"v2"'])
    expect(page.get_by_role("menuitem").first).to_be_focused()
    for key in ("ArrowDown", "ArrowDown", "ArrowDown", "Enter"):
        page.keyboard.press(key)
    told(page, "gaps: {'port': 'h'}")
    expect(gap(page, 3)).to_be_focused()


def test_escape_closes_the_menu_and_changes_nothing(show: Show) -> None:
    page = show("gaps").page
    gap(page, 1).focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    expect(page.get_by_role("menu")).to_be_hidden()
    expect(gap(page, 1)).to_be_focused()


def test_a_keyboard_fills_a_gap_chip_first(show: Show) -> None:
    page = show("gaps").page
    chip(page, "blue").focus()
    page.keyboard.press("Enter")
    gap(page, 2).focus()
    page.keyboard.press("Enter")
    told(page, "gaps: {'slot': 'b'}")


def test_a_filled_gap_is_emptied_from_its_menu_and_by_its_chip(show: Show) -> None:
    page = show("gaps").page
    drag(page, middle(chip(page, "green")), middle(gap(page, 2)))
    gap(page, 2).click()
    page.get_by_role("menuitem", name="Empty gap 2 of 3").click()
    told(page, "gaps: {}")
    drag(page, middle(chip(page, "green")), middle(gap(page, 2)))
    chip(page, "green").click()
    told(page, "gaps: {}")


def test_one_gap_takes_a_chip_at_a_single_tap(show: Show) -> None:
    page = show("gaps").page
    page.locator(".st-key-gap .chip").first.click()
    told(page, "gap: {'verb': 'p'}")


def test_each_change_is_told_and_named(show: Show) -> None:
    page = show("gaps").page
    said = page.get_by_role("status")
    chip(page, "model").click()
    expect(said).to_have_text("model: choose a gap")
    gap(page, 1).click()
    expect(said).to_have_text("model in gap 1 of 3")
    expect(gap(page, 1)).to_have_accessible_name("gap 1 of 3: model")
    expect(chip(page, "model")).to_have_accessible_name("model, in gap 1 of 3")


def test_filling_a_gap_moves_nothing_on_the_page(show: Show) -> None:
    page = show("gaps").page
    before = page.locator(".st-key-gaps .chip").last.bounding_box()
    drag(page, middle(chip(page, "green")), middle(gap(page, 1)))
    told(page, "gaps: {'app': 'g'}")
    assert page.locator(".st-key-gaps .chip").last.bounding_box() == before


def test_a_verdict_is_in_the_name_of_the_gap(show: Show) -> None:
    page = show("marked").page
    expect(gap(page, 1)).to_have_accessible_name("gap 1 of 3: model, right")
    expect(gap(page, 2)).to_have_accessible_name("gap 2 of 3: blue, not right")
    gap(page, 2).click(force=True)
    expect(page.get_by_role("menu")).to_be_hidden()


def test_chips_and_gaps_are_44_px_to_the_finger(show: Show) -> None:
    page = show("gaps", PHONE).page
    reach = "one => Math.max(one.offsetHeight, parseFloat(getComputedStyle(one, '::after').height) || 0)"
    expect(page.locator(".chip").first).to_be_visible()
    heights = page.locator(".chip, .gap").evaluate_all(f"all => all.map({reach})")
    assert min(heights) >= 44
