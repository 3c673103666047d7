"""A cut line and a reload at every step leave a learner where they were."""

from __future__ import annotations

import pytest

from tests.browser.conftest import OpenPage
from tests.browser.journeys.learner import Learner
from tests.browser.line import line_to

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

RIGHT, WRONG = "Option b", "Option a"


def test_a_cut_line_costs_nothing(address: str, open_page: OpenPage) -> None:
    with line_to(address) as line:
        learner = Learner(open_page(line.url)).join()
        learner.click("Start a challenge").click("Start the clock").answer(WRONG).sees("One try is left.")
        order = learner.options()
        line.cut()
        learner.page.wait_for_timeout(4_000)
        line.mend()
        learner.pick(RIGHT).sees("Saved")
        assert learner.options() == order
        learner.click("Answer").sees("Right.")


def test_a_reload_after_every_step_changes_nothing(address: str, open_page: OpenPage) -> None:
    learner = Learner(open_page(address)).join()

    def reloaded(sees: str) -> None:
        # The first problem and the last stand for those between them.
        if number in (1, 5):
            learner.page.reload()
            learner.settle()
        learner.sees(sees)

    number = 1
    reloaded("Ways to learn")
    learner.click("Start a challenge")
    for number in range(1, 6):
        reloaded(f"Problem {number} of 5")
        learner.click("Start the clock")
        reloaded("first of 2 tries")
        order = learner.options()
        learner.answer(WRONG).sees("One try is left.")
        reloaded("last of 2 tries")
        learner.pick(RIGHT).settle()
        reloaded("Saved")
        assert learner.picked().startswith(RIGHT)
        assert learner.options() == order
        learner.click("Answer").sees("Right.")
        reloaded("Right.")
        learner.click("Next problem" if number < 5 else "See the result")
    reloaded("All five right")
