"""Steps can be ordered by mouse, finger, keyboard and buttons, with the same result."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.components.conftest import Show
from tests.browser.components.hands import drag, foot, middle, told, touch_drag
from tests.browser.looking import Look

pytestmark = pytest.mark.browser

PHONE = Look(width=390, height=844, touch=True)


def handle(page: Page, words: str) -> Locator:
    return page.get_by_role("button", name=f"Move: {words}")


def test_a_mouse_drags_a_step(show: Show) -> None:
    page = show("order").page
    drag(page, middle(handle(page, "Patch the selector")), foot(page.locator(".row").nth(2)))
    told(page, "steps: ('deploy', 'watch', 'switch', 'wait')")


def test_a_finger_drags_a_step_and_the_page_stays(show: Show) -> None:
    page = show("order", PHONE).page
    touch_drag(page, middle(handle(page, "Patch the selector")), foot(page.locator(".row").nth(2)))
    told(page, "steps: ('deploy', 'watch', 'switch', 'wait')")


def test_a_finger_on_the_words_scrolls_and_moves_no_step(show: Show) -> None:
    page = show("order", Look(width=390, height=400, touch=True)).page
    x, y = middle(page.locator(".row .words").nth(1))
    touch_drag(page, (x, y), (x, y - 150))
    page.wait_for_timeout(300)
    told(page, "steps: None")
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollTop") > 50


def test_escape_puts_a_dragged_step_back(show: Show) -> None:
    page = show("order").page
    page.mouse.move(*middle(handle(page, "Patch the selector")))
    page.mouse.down()
    page.mouse.move(*foot(page.locator(".row").nth(2)), steps=8)
    page.keyboard.press("Escape")
    page.mouse.up()
    expect(page.locator(".row").first).to_contain_text("Patch the selector")
    page.wait_for_timeout(300)
    told(page, "steps: None")


def test_a_keyboard_lifts_moves_and_puts_down(show: Show) -> None:
    page = show("order").page
    handle(page, "Patch the selector").focus()
    for key in ("Space", "ArrowDown", "ArrowDown", "ArrowDown", "ArrowUp", "Space"):
        page.keyboard.press(key)
    told(page, "steps: ('deploy', 'watch', 'switch', 'wait')")
    expect(handle(page, "Patch the selector")).to_be_focused()


def test_escape_puts_a_lifted_step_back(show: Show) -> None:
    page = show("order").page
    handle(page, "Wait until").focus()
    for key in ("Space", "ArrowUp", "ArrowUp", "Escape"):
        page.keyboard.press(key)
    expect(page.locator(".row").last).to_contain_text("Wait until")
    expect(handle(page, "Wait until")).to_be_focused()
    page.wait_for_timeout(300)
    told(page, "steps: None")


def test_each_move_is_told_with_its_place(show: Show) -> None:
    page = show("order").page
    said = page.get_by_role("status")
    handle(page, "Deploy green").focus()
    page.keyboard.press("Space")
    expect(said).to_have_text("Lifted: Deploy green beside blue, position 2 of 4")
    page.keyboard.press("ArrowDown")
    expect(said).to_have_text("Deploy green beside blue, position 3 of 4")
    page.keyboard.press("Escape")
    expect(said).to_have_text("Back where it was: Deploy green beside blue, position 2 of 4")


def test_tabbing_away_puts_a_lifted_step_down(show: Show) -> None:
    page = show("order").page
    handle(page, "Patch the selector").focus()
    for key in ("Space", "ArrowDown", "Tab"):
        page.keyboard.press(key)
    told(page, "steps: ('deploy', 'switch', 'watch', 'wait')")


def test_buttons_move_and_keep_the_focus(show: Show) -> None:
    page = show("order").page
    up = page.get_by_role("button", name="Up: Watch errors")
    up.focus()
    page.keyboard.press("Enter")
    told(page, "steps: ('switch', 'watch', 'deploy', 'wait')")
    expect(up).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    told(page, "steps: ('watch', 'switch', 'deploy', 'wait')")
    expect(up).to_have_attribute("aria-disabled", "true")
    expect(up).to_be_focused()


def test_a_step_is_left_out_and_put_back_by_its_button(show: Show) -> None:
    page = show("aside").page
    page.get_by_role("button", name="Leave out: Delete blue").click()
    told(page, "aside: ('switch', 'deploy', 'watch', 'wait')")
    expect(page.get_by_role("list", name="Left out").get_by_role("listitem")).to_have_count(1)
    back = page.get_by_role("button", name="Put back: Delete blue")
    expect(back).to_be_focused()
    back.click()
    told(page, "aside: ('switch', 'deploy', 'watch', 'wait', 'delete')")


def test_arrow_keys_lead_out_of_the_order_and_back_in(show: Show) -> None:
    page = show("aside").page
    handle(page, "Delete blue").focus()
    for key in ("Space", "ArrowDown", "Space"):
        page.keyboard.press(key)
    told(page, "aside: ('switch', 'deploy', 'watch', 'wait')")
    for key in ("Space", "ArrowUp", "Space"):
        page.keyboard.press(key)
    told(page, "aside: ('switch', 'deploy', 'watch', 'wait', 'delete')")


def test_a_mouse_drags_a_step_out(show: Show) -> None:
    page = show("aside").page
    drag(
        page, middle(handle(page, "Deploy green")), middle(page.get_by_text("What does not belong goes here"))
    )
    told(page, "aside: ('switch', 'watch', 'wait', 'delete')")


def test_a_read_only_order_offers_nothing_to_move(show: Show) -> None:
    page = show("marked").page
    expect(page.locator(".st-key-aside").get_by_role("button")).to_have_count(0)


@pytest.mark.parametrize("state", ["order", "aside"])
def test_targets_are_44_px_on_a_phone(show: Show, state: str) -> None:
    page = show(state, PHONE).page
    sizes = page.locator(".row button:visible").evaluate_all(
        "all => all.map(one => [one.offsetWidth, one.offsetHeight])"
    )
    assert min(min(size) for size in sizes) >= 44


def test_only_a_step_on_the_wrong_side_is_marked(show: Show) -> None:
    rows = show("marked").page.locator(".st-key-aside .row")
    expect(rows.filter(has_text="Delete blue")).to_contain_text("Does not belong")
    expect(rows.filter(has_text="Watch errors")).to_contain_text("Belongs in the order")
    expect(rows.filter(has_text="Deploy green").locator(".verdict")).to_be_empty()
