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
    assert visitor.buttons == ["Start a challenge", "Start practice", "Start a test", "See the labs"]
    assert _primary(visitor) == ["Start a challenge"]
    for fact in (
        "5 problems, about 10 minutes.",
        "5 problems, no clock",
        "10 problems, timed, one try each",
    ):
        assert fact in visitor.text


def test_what_goes_on_can_be_continued_and_says_where_it_stands(visitor: Visitor) -> None:
    visitor.client.begin("challenge")
    visitor.client.clock.move(seconds=48)
    visitor.open()
    assert "Challenge 1/5" in visitor.text
    assert "72000" in visitor.sent  # milliseconds, which tick in the browser
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


def test_the_weakest_skill_is_the_one_filled_button_and_begins_its_practice(visitor: Visitor) -> None:
    client = visitor.client
    client.begin("challenge")
    for number in range(2):
        client.answer(client.wrong(number))
    missed = client.item().skill_title
    client.finish()
    visitor.open()
    assert f"Next: {missed}" in visitor.text
    assert _primary(visitor) == ["Practise it"]
    visitor.click("Practise it")
    client.attempt = visitor.at.query_params["attempt"]
    assert client.item().skill_title == missed


def test_every_piece_of_advice_is_a_button_that_does_it(visitor: Visitor) -> None:
    client = visitor.client
    client.begin("challenge")
    client.finish(right=False)
    visitor.open("result", attempt=client.attempt)
    assert len(_primary(visitor)) == 1
    visitor.click("Practise it")
    assert "Choose one" in visitor.sent or "Answer" in visitor.buttons


def test_a_missed_problem_can_be_done_again_from_the_progress_page(visitor: Visitor) -> None:
    client = visitor.client
    client.begin("challenge")
    client.finish(right=False)
    visitor.open("progress")
    visitor.at.selectbox(key="filter-outcome").set_value("Right").run()
    assert "Do one like it" not in visitor.buttons
    visitor.at.selectbox(key="filter-outcome").set_value("Missed").run()
    visitor.click("Do one like it")
    client.attempt = visitor.at.query_params["attempt"]
    assert len(client.look().marks) == 1
