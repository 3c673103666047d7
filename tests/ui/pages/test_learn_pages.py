"""Pages of which nothing is counted: each is one click from home, and does what it says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from grader.store import Store
from tests.grader.client import Client
from tests.grader.sample_lessons import bank_with_lesson
from tests.ui.context import make_context
from tests.ui.pages.visitor import Visitor
from ui.app_context import installed
from ui.learn.pages import PAGES

# A whole page is drawn, in a thread of its own.
pytestmark = pytest.mark.timeout(20)


@pytest.fixture
def reader(store: Store) -> Iterator[Visitor]:
    """Ada, where the bank has a lesson."""
    client = Client(store, bank_with_lesson())
    with installed(make_context(client)):
        yield Visitor(client)


def test_every_page_is_one_click_from_home(reader: Visitor) -> None:
    visitor = reader.open()
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


def test_a_missed_skill_leads_to_its_lesson_from_the_result_and_from_home(store: Store) -> None:
    bank = bank_with_lesson()
    short = bank.lessons["short"]
    lessons = {
        skill: replace(short, id=skill, head=short.head.model_copy(update={"skill": skill}))
        for skill in bank.skills
    }
    client = Client(store, replace(bank, lessons=lessons))
    with installed(make_context(client)):
        visitor = Visitor(client)
        client.begin("challenge")
        client.finish(right=False)
        for page, query in (("result", {"attempt": client.attempt}), ("home", {})):
            visitor.open(page, **query)
            links = [link for link in visitor.at.get("page_link") if link.proto.label == "Read its lesson"]
            assert links, page
            assert links[0].proto.query_string.removeprefix("lesson=") in bank.skills


def test_home_offers_no_lesson_where_there_is_none(visitor: Visitor) -> None:
    visitor.open()
    assert "Read a lesson" not in {getattr(link, "label", "") for link in visitor.at.get("page_link")}
    visitor.open("learn")
    assert "This bank has no lesson." in visitor.text


def test_a_lesson_leads_from_its_first_questions_to_what_was_thought_before(reader: Visitor) -> None:
    reader.open("learn").click("Read it")
    assert reader.title == "A short lesson"
    reader.open("lesson", lesson="short")
    reader.at.radio[0].set_value(0)
    reader.click("Begin the lesson")
    assert "Question idea?" in reader.at.radio[0].label.replace("\\", "")
    reader.click("Check")
    assert "Not yet." not in reader.text
    assert "CANARY" not in reader.sent.replace("\\", "")
    reader.at.radio[0].set_value(1)
    reader.click("Check")
    assert "CANARY-right-idea" in reader.text
    # Of other questions nothing was sent, whatever was chosen before the lesson.
    assert reader.sent.replace("\\", "").count("CANARY") == reader.sent.replace("\\", "").count("-idea")
    reader.click("Next")
    assert "CANARY" not in reader.sent.replace("\\", "")
    reader.click("To the end")
    assert "CANARY-right-before-1" in reader.text
    assert "You left it open." in reader.text
    assert "before-2\n" not in reader.text.replace("before-2?", "")
    reader.click("Back")
    assert "2 of 2" in reader.text


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ({"lesson": "x"}, "This lesson is not here"),
        ({}, "This lesson is not here"),
        ({"lesson": "short", "part": "99999"}, "A short lesson"),
        ({"lesson": "short", "part": "-1"}, "A short lesson"),
    ],
)
def test_any_address_of_a_lesson_shows_a_page(reader: Visitor, query: dict[str, str], title: str) -> None:
    reader.open("lesson", **query)
    assert reader.title == title
    assert "CANARY" not in reader.sent
