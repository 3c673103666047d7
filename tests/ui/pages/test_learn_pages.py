"""Pages of which nothing is counted: each is one click from home, and does what it says."""

from __future__ import annotations

import pytest

from tests.ui.pages.visitor import Visitor
from ui.learn.pages import PAGES

# A whole page is drawn, in a thread of its own.
pytestmark = pytest.mark.timeout(20)


def test_every_page_is_one_click_from_home(visitor: Visitor) -> None:
    visitor.open()
    links = {getattr(link, "label", "") for link in visitor.at.get("page_link")}
    assert {page.link for page in PAGES} <= links


def test_a_task_of_the_switch_is_solved_shown_and_begun_again(visitor: Visitor) -> None:
    visitor.open("sandbox")
    assert "Who answered" not in visitor.text
    control = visitor.at.button_group(key="sandbox-flip-The Service selects version")
    control.set_value("green").run()
    assert not visitor.at.exception
    assert "Solved." in visitor.text
    assert "New connections: 20 green. Kept alive: 20 blue." in visitor.text
    assert [one.label for one in visitor.at.selectbox] == ["Task"]
    assert "One change moves everybody (solved)" in visitor.at.selectbox(key="sandbox-task").options
    visitor.click("Start over")
    assert "Solved." not in visitor.text


def test_waiting_in_the_page_sends_requests_to_blue(visitor: Visitor) -> None:
    visitor.open("sandbox").click("Wait a second")
    assert "New connections: 20 blue. Kept alive: 20 blue." in visitor.text


def test_the_limits_follow_their_sliders(visitor: Visitor) -> None:
    visitor.open("limits")
    assert (
        "Both colours ask for 2000m at the switch, and the quota is 1500m: 2 of 4 green pods admitted."
        in visitor.text
    )
    assert "All users are back after 211 s: detect 120, decide 60, flip 1, drain 30." in visitor.text
    assert "The flip is less than 1" in visitor.text
    assert "Of 43.2 minutes of full outage in 30 days, 211 s with 5" in visitor.text
    visitor.at.slider(key="limits-quota").set_value(2_000)
    visitor.at.checkbox(key="limits-warm").uncheck()
    visitor.at.slider(key="limits-share").set_value(100).run()
    assert "all of green is admitted" in visitor.text
    assert "All users are back after 301 s" in visitor.text
    assert "burn 11.6 %" in visitor.text
