"""What people do at a problem without thinking: click twice, ask for the keys, need more time."""

from __future__ import annotations

import pytest

from tests.browser.conftest import OpenPage
from tests.browser.journeys.learner import Learner
from tests.browser.looking import violations

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

WRONG = "Option a"


def test_a_double_click_on_answer_costs_one_try(address: str, open_page: OpenPage) -> None:
    learner = Learner(open_page(address)).join().click("Start a challenge").click("Start the clock")
    learner.pick(WRONG).button("Answer").dblclick()
    learner.settle().sees("One try is left.")
    learner.page.reload()
    learner.settle().sees("last of 2 tries")


def test_a_double_click_on_start_begins_one_challenge_and_answers_nothing(
    address: str, open_page: OpenPage
) -> None:
    learner = Learner(open_page(address)).join()
    learner.button("Start a challenge").dblclick()
    learner.settle().sees("Problem 1 of 5")
    learner.button("Start the clock").dblclick()
    learner.settle().sees("What holds in").sees("first of 2 tries")
    learner.page.goto(f"{address}/progress")
    learner.settle().sees("Going on")
    assert learner.page.get_by_text("Going on").count() == 1


def test_a_question_mark_lists_the_keys_that_work_here(address: str, open_page: OpenPage) -> None:
    learner = Learner(open_page(address)).join().click("Start a challenge").click("Start the clock")
    learner.page.locator("body").press("?")
    dialog = learner.page.get_by_role("dialog", name="Keyboard shortcuts")
    dialog.wait_for()
    said = dialog.inner_text()
    assert [words for words in ("Answer", "Hint", "Pick an option") if words not in said] == []
    assert violations(learner.page) == []
    learner.page.keyboard.press("Escape")
    dialog.wait_for(state="hidden")
    learner.page.keyboard.press("h")
    learner.sees("CANARY-hint-1")


def test_extra_time_counts_for_the_next_clock(address: str, open_page: OpenPage) -> None:
    learner = Learner(open_page(address)).join().click("Start a challenge").sees("You have 5 minutes")
    learner.page.goto(f"{address}/settings")
    learner.settle()
    learner.page.get_by_text("Twice the time").click()
    learner.settle().sees("Twice the time, for clocks started from now on.")
    learner.page.goto(address)
    learner.settle().click("Continue").sees("You have 10 minutes")
