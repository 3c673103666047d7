"""Results, progress and settings: what a learner has, keeps, takes away and deletes."""

from __future__ import annotations

import re

import pytest

from tests.ui.pages.visitor import Visitor

# A whole page is drawn, in a thread of its own.
pytestmark = pytest.mark.timeout(20)


def test_nothing_done_yet_says_what_to_do(visitor: Visitor) -> None:
    visitor.open("progress")
    assert "Nothing is done yet." in visitor.text
    assert [getattr(link, "label", "") for link in visitor.at.get("page_link")] == ["Ways to learn"]


def test_what_was_done_can_be_read_again_and_taken_away(visitor: Visitor) -> None:
    visitor.client.begin("challenge")
    visitor.client.finish()
    visitor.open("progress")
    assert "5 of 5 right" in visitor.text
    assert visitor.text.count("✓ Right") == 5
    labels = [one.proto.label for one in visitor.at.get("link_button")]
    assert labels == ["Download CSV", "Download JSON"]
    visitor.open("past", attempt=visitor.client.attempt, position="1")
    assert "Takeaway" in visitor.text


def test_a_belief_behind_several_answers_is_named_on_the_progress_page(visitor: Visitor) -> None:
    visitor.client.begin("challenge")
    visitor.client.finish(right=False)
    visitor.open("progress")
    assert "One belief behind several answers" in visitor.text
    assert "CANARY-belief-wrong-idea" in visitor.text.replace("\\", "")
    visitor.open("past", attempt=visitor.client.attempt, position="1")
    assert "What is so:" in visitor.text


@pytest.mark.parametrize("position", ["1", "9", "x", ""])
def test_a_problem_that_is_not_revealed_cannot_be_read_by_its_address(
    visitor: Visitor, position: str
) -> None:
    visitor.client.begin("challenge")
    visitor.open("past", attempt=visitor.client.attempt, position=position)
    assert visitor.title == "This problem is not here"
    assert "CANARY" not in visitor.sent


def test_a_test_that_is_strong_says_so_and_shows_the_interval(visitor: Visitor) -> None:
    visitor.client.begin("test")
    visitor.client.finish()
    visitor.open("result", attempt=visitor.client.attempt)
    assert visitor.title == "10 of 10 right. You know this well"
    assert "Not counting what guessing alone would get right" in visitor.text
    assert "cutover.picture" in visitor.sent


def test_an_undecided_test_offers_five_more_questions_and_goes_on(visitor: Visitor) -> None:
    visitor.client.begin("test")
    visitor.client.answer(visitor.client.wrong())
    visitor.client.finish()
    visitor.open("result", attempt=visitor.client.attempt)
    assert visitor.title == "9 of 10 right. Can't tell yet"
    visitor.click("Five more questions")
    assert visitor.title == "Problem 11 of 15"


def test_a_result_of_an_attempt_that_goes_on_is_not_there(visitor: Visitor) -> None:
    visitor.client.begin("test")
    visitor.open("result", attempt=visitor.client.attempt)
    assert visitor.title == "This result is not here"


def test_extra_time_counts_for_the_next_clock(visitor: Visitor) -> None:
    visitor.open("settings")
    visitor.at.radio(key="settings-extra-time").set_value("2").run()
    visitor.begin("challenge", start=False)
    assert "You have 4 minutes" in visitor.text


def test_a_name_can_be_changed_but_not_to_nothing(visitor: Visitor) -> None:
    visitor.open("settings")
    visitor.at.text_input(key="settings-name").set_value("Grace")
    visitor.click("Change the name")
    assert "Hello, Grace." in visitor.text
    visitor.at.text_input(key="settings-name").set_value(" ")
    visitor.click("Change the name")
    assert "A name has at least one character." in visitor.text


def test_a_code_for_a_second_device_is_shown_once_with_its_end(visitor: Visitor) -> None:
    visitor.open("settings").click("Show a code")
    assert len(visitor.at.code[0].value.replace(" ", "")) == 8
    assert "It works once, until 12:10." in visitor.text


def test_deleting_takes_a_second_thought_and_then_everything(visitor: Visitor) -> None:
    visitor.client.begin("challenge")
    visitor.open("settings")
    assert "Delete it now" not in visitor.buttons
    visitor.at.checkbox(key="settings-sure").check().run()
    visitor.click("Delete it now")
    assert visitor.title == "Become good at blue-green deployment"
    assert "Everything of yours is deleted." in visitor.text


def test_leaving_shows_the_code_to_come_back_with_before_it_asks(visitor: Visitor) -> None:
    visitor.open("settings").click("Leave this browser")
    code = visitor.at.code[0].value
    assert re.fullmatch(r"[0-9A-Z]{4} [0-9A-Z]{4} [0-9A-Z]{4}", code)
    assert "once, until 27 April 2026." in visitor.text
    visitor.click("I have the code, leave now")
    assert visitor.title == "Become good at blue-green deployment"
    assert "Your code brings you back." in visitor.text
    assert visitor.client.grader.progress.home(visitor.client.learner).learner.name == "Ada"
    visitor.at.text_input(key="join-code").set_value(code)
    visitor.click("Continue here")
    assert visitor.title == "Settings"


def test_whoever_is_asked_whether_to_leave_can_stay(visitor: Visitor) -> None:
    visitor.open("settings").click("Leave this browser").click("Stay")
    assert visitor.at.code == []
    assert "Leave this browser" in visitor.buttons
