"""Home offers what can be begun, what can go on, and one primary action."""

from __future__ import annotations

import pytest

from tests.ui.pages.visitor import Visitor

# A whole page is drawn, in a thread of its own.
pytestmark = pytest.mark.timeout(20)


def _primary(visitor: Visitor) -> list[str]:
    return [button.label for button in visitor.at.button if button.proto.type == "primary"]


def test_a_new_learner_sees_the_ways_to_learn_and_what_each_takes(visitor: Visitor) -> None:
    visitor.open()
    assert visitor.buttons == ["Start a challenge", "Start practice", "Start a test"]
    assert _primary(visitor) == ["Start a challenge"]
    for fact in (
        "5 problems, timed, with tries and hints",
        "5 problems, no clock",
        "10 problems, timed, one try each",
    ):
        assert fact in visitor.text


def test_what_goes_on_can_be_continued_and_says_where_it_stands(visitor: Visitor) -> None:
    visitor.client.begin("challenge")
    visitor.client.clock.move(seconds=48)
    visitor.open()
    assert "Challenge 1/5, 1:12 left" in visitor.text
    assert _primary(visitor) == ["Continue"]
    assert "Start a challenge" not in visitor.buttons
    visitor.click("Continue")
    assert visitor.title.startswith("Problem p")


def test_a_way_to_learn_leads_to_its_page(visitor: Visitor) -> None:
    visitor.open().click("Start a challenge")
    assert visitor.title == "Problem 1 of 5"
    assert visitor.buttons == ["Start the clock"]


def test_two_clicks_on_start_begin_one_challenge(visitor: Visitor) -> None:
    visitor.open()
    visitor.click("Start a challenge")
    first = visitor.at.query_params["attempt"]
    visitor.open()
    visitor.click("Continue")
    assert visitor.at.query_params["attempt"] == first


def test_a_badge_is_shown_with_what_it_took(visitor: Visitor) -> None:
    visitor.client.begin("challenge")
    visitor.client.finish()
    visitor.open()
    assert "Badges" in visitor.text
    badge = visitor.client.grader.progress.home(visitor.client.learner).badges[0]
    assert badge.claim[:30] in visitor.sent
