"""A cut line and a reload at every step leave a learner where they were."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser.conftest import OpenPage, ServeApp
from tests.browser.journeys.bank import write_bank
from tests.browser.journeys.learner import Learner
from tests.browser.line import line_to

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

RIGHT, WRONG = "Option b", "Option a"


def test_a_cut_line_costs_nothing(serve_app: ServeApp, open_page: OpenPage, tmp_path: Path) -> None:
    server = serve_app(bank=str(write_bank(tmp_path / "bank")))
    with line_to(server.url) as line:
        learner = Learner(open_page(line.url)).join()
        learner.click("Start a challenge").click("Start the clock").answer(WRONG).sees("One try is left.")
        order = learner.options()
        line.cut()
        learner.page.wait_for_timeout(4_000)
        line.mend()
        learner.pick(RIGHT).sees("Saved")
        assert learner.options() == order
        learner.click("Answer").sees("Right.")


def test_a_reload_after_every_step_changes_nothing(
    serve_app: ServeApp, open_page: OpenPage, tmp_path: Path
) -> None:
    server = serve_app(bank=str(write_bank(tmp_path / "bank")))
    learner = Learner(open_page(server.url)).join()

    def reloaded(sees: str) -> None:
        learner.page.reload()
        learner.settle().sees(sees)

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
