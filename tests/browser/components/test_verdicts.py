"""A verdict explains and moves nothing, and is gone from what was changed since."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.components.conftest import Show
from tests.browser.components.hands import drag, middle, told

pytestmark = pytest.mark.browser


def judge(page: Page) -> None:
    page.get_by_role("button", name="Judge").click()
    expect(page.get_by_text("It selects the batch pods too.")).to_be_visible()


def test_the_button_below_the_options_stays_where_it_was(show: Show) -> None:
    page = show("judged").page
    page.get_by_role("radio").first.check()
    button = page.get_by_role("button", name="Judge")
    before = button.bounding_box()
    judge(page)
    assert button.bounding_box() == before


def test_an_option_keeps_its_words_where_they_were(show: Show) -> None:
    page = show("judged").page
    page.get_by_role("radio").first.check()
    words = page.locator(".st-key-one .card code").first
    before = words.bounding_box()
    judge(page)
    assert words.bounding_box() == before


def test_a_mark_on_a_step_goes_when_the_order_changes(show: Show) -> None:
    page = show("judged").page
    judge(page)
    row = page.locator(".row", has_text="Delete blue")
    expect(row).to_contain_text("Does not belong")
    page.get_by_role("button", name="Up: Delete blue").click()
    expect(row).not_to_contain_text("Does not belong")


def test_a_mark_in_a_gap_goes_when_its_chip_changes(show: Show) -> None:
    page = show("judged").page
    judge(page)
    gap = page.locator(".st-key-gaps .gap").nth(1)
    expect(gap).to_have_accessible_name("gap 2 of 3: blue, not right")
    page.locator(".tray").scroll_into_view_if_needed()
    drag(page, middle(page.locator(".chip", has_text="green")), middle(gap))
    told(page, "gaps: {'slot': 'g'}")
    expect(gap).to_have_accessible_name("gap 2 of 3: green")


def test_what_was_neither_picked_nor_right_is_folded_and_opens_on_demand(show: Show) -> None:
    page = show("marked").page
    folded = page.locator(".st-key-one .card.folded").first
    reason = folded.locator(".why")
    expect(reason).to_be_hidden()
    folded.get_by_role("button", name="Why not").click()
    expect(reason).to_be_visible()
    expect(folded.get_by_role("button", name="Why not")).to_have_attribute("aria-expanded", "true")


def test_the_right_option_and_the_picked_wrong_one_are_told_apart_without_colour(show: Show) -> None:
    page = show("marked").page
    marks = page.locator(".st-key-one .card:not(.folded) .mark").all_inner_texts()
    assert sorted(marks) == ["Not right", "Right answer"]
