"""Orderings, blanks and several choices inside the app: by hand, and without a secret on the wire."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator

from tests.browser.components.hands import drag, foot, middle, touch_drag
from tests.browser.conftest import OpenPage, ServeApp
from tests.browser.journeys.bank import write_bank
from tests.browser.journeys.learner import Learner, Wire
from tests.browser.looking import Look, violations

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

PHONE = Look("dark", 390, 844, touch=True)


@pytest.fixture(scope="module")
def orderings(serve_app: ServeApp, tmp_path_factory: pytest.TempPathFactory) -> str:
    bank = write_bank(tmp_path_factory.mktemp("bank") / "orderings", kinds=("order",))
    return serve_app(bank=str(bank)).url


def test_steps_are_put_in_order_by_keyboard(orderings: str, open_page: OpenPage) -> None:
    learner = _at_an_ordering(Learner(open_page(orderings)))
    learner.page.get_by_role("button", name="Leave out: Step x").press("Enter")
    for place, step in enumerate("abcd"):
        _handle(learner, step).press("Space")
        for _ in range(_place(learner, step) - place):
            learner.page.keyboard.press("ArrowUp")
        learner.page.keyboard.press("Space")
        learner.settle()
    assert _order(learner) == "abcd"
    learner.settle().click("Answer").sees("Right.")


@pytest.mark.parametrize(("look", "hand"), [(Look(), drag), (PHONE, touch_drag)], ids=["mouse", "finger"])
def test_a_dragged_step_is_saved_where_it_was_dropped(
    orderings: str, open_page: OpenPage, look: Look, hand: Callable[..., None]
) -> None:
    learner = _at_an_ordering(Learner(open_page(orderings, look)))
    rows = _rows(learner)
    first = _order(learner)[0]
    _handle(learner, first).scroll_into_view_if_needed()
    hand(learner.page, middle(_handle(learner, first)), foot(rows.nth(1)))
    learner.sees("Saved").settle()
    moved = _order(learner)
    assert moved.index(first) == 1
    learner.page.reload()
    learner.settle()
    assert _order(learner) == moved


def test_nothing_of_an_ordering_lies_half_under_the_row_of_actions(
    orderings: str, open_page: OpenPage
) -> None:
    learner = _at_an_ordering(Learner(open_page(orderings, PHONE)))
    main = learner.page.get_by_test_id("stMain")
    faults = []
    for offset in range(0, 500, 25):
        main.evaluate("(main, offset) => main.scrollTo(0, offset)", offset)
        faults += violations(learner.page)
    assert faults == []
    _, low = foot(main)
    assert low <= learner.page.locator(".st-key-actions").bounding_box()["y"]  # type: ignore[index]


@pytest.mark.parametrize("kind", ["choices", "order", "blanks"])
def test_nothing_secret_is_sent_before_a_problem_closes(
    kind: str, serve_app: ServeApp, open_page: OpenPage, tmp_path_factory: pytest.TempPathFactory
) -> None:
    bank = write_bank(tmp_path_factory.mktemp("bank") / kind, kinds=(kind,))
    learner = Learner(open_page(serve_app(bank=str(bank)).url)).join()
    wire = Wire().listen(learner.page)
    learner.page.reload()
    learner.settle().click("Start a challenge").click("Start the clock").click("Answer")
    learner.sees("first of 2 tries")
    learner.page.reload()
    learner.settle().sees("first of 2 tries")
    assert wire.count("What holds in") > 0
    assert wire.count("CANARY") == 0


def test_a_saved_answer_is_drawn_anew_and_nothing_else(orderings: str, open_page: OpenPage) -> None:
    learner = Learner(open_page(orderings)).join()
    wire = Wire().listen(learner.page)
    learner.page.reload()
    learner.settle().click("Start a challenge").click("Start the clock")
    drawn = wire.count("What holds in")
    learner.page.get_by_role("button", name="Leave out: Step x").press("Enter")
    learner.sees("Saved").settle()
    assert wire.count("Saved") > 0
    assert wire.count("What holds in") == drawn > 0


def _at_an_ordering(learner: Learner) -> Learner:
    return learner.join().click("Start a challenge").click("Start the clock")


def _rows(learner: Learner) -> Locator:
    return learner.page.get_by_role("list", name="Your order").get_by_role("listitem")


def _order(learner: Learner) -> str:
    """The letters of the steps, first to last."""
    words = _rows(learner).locator(".words").all_inner_texts()
    return "".join(text.removeprefix("Step ")[0] for text in words)


def _place(learner: Learner, step: str) -> int:
    return _order(learner).index(step)


def _handle(learner: Learner, step: str) -> Locator:
    return learner.page.get_by_role("button", name=f"Move: Step {step} of")
