"""Options are real radio buttons and checkboxes, whatever they look like."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.components.conftest import Show
from tests.browser.components.hands import told

pytestmark = pytest.mark.browser


def test_the_whole_card_picks(show: Show) -> None:
    page = show("asked").page
    card = page.locator(".card").nth(1)
    box = card.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] - 4, box["y"] + 4)
    told(page, "one: ('both',)")


def test_an_option_is_found_by_its_words(show: Show) -> None:
    page = show("many").page
    page.get_by_role("checkbox", name="A pod that is not ready is left out of the EndpointSlice.").check()
    told(page, "many: ('ready',)")


def test_arrow_keys_and_space_pick(show: Show) -> None:
    page = show("asked").page
    page.get_by_role("radio").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    told(page, "one: ('both',)")


def test_number_keys_pick_while_focus_is_inside_and_not_outside(show: Show) -> None:
    page = show("many").page
    page.keyboard.press("3")
    told(page, "many: ()")
    page.get_by_role("checkbox").first.focus()
    page.keyboard.press("3")
    page.keyboard.press("1")
    told(page, "many: ('pods', 'ready')")


def test_arrow_keys_move_between_checkboxes_without_picking(show: Show) -> None:
    page = show("many").page
    page.get_by_role("checkbox").first.focus()
    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("checkbox").last).to_be_focused()
    expect(page.get_by_role("checkbox").last).not_to_be_checked()


def test_a_click_on_answer_never_overtakes_the_pick(show: Show) -> None:
    page = show("asked").page
    page.get_by_role("radio").nth(2).check()
    page.get_by_role("button", name="Answer").click()
    expect(page.get_by_text("answered with {'value': ['app']")).to_be_visible()


def test_a_slow_server_never_undoes_a_faster_hand(show: Show) -> None:
    page = show("asked").page
    for at in (0, 1, 2, 3, 2, 1):
        page.get_by_role("radio").nth(at).check()
        page.wait_for_timeout(160)  # just long enough that each pick is sent on its own
    told(page, "one: ('both',)")
    expect(page.get_by_role("radio").nth(1)).to_be_checked()


def test_streamlits_own_keys_do_nothing_from_within(show: Show) -> None:
    page = show("asked").page
    page.get_by_role("radio").first.focus()
    page.keyboard.press("c")
    page.wait_for_timeout(300)
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_verdict_is_in_the_accessible_description(show: Show) -> None:
    page = show("marked").page
    wrong = page.locator(".st-key-one").get_by_role("radio").first
    expect(wrong).to_be_checked()
    expect(wrong).to_be_disabled()
    expect(wrong).to_have_accessible_description(
        "Not right It selects the batch pods too: slot: green is theirs as well."
    )


def test_targets_are_44_px_high_at_least(show: Show) -> None:
    page = show("many").page
    heights = page.locator(".card label").evaluate_all("cards => cards.map(card => card.offsetHeight)")
    assert min(heights) >= 44
