"""The pages of a class: joining, a pause, the call for help, and the board, each for whom it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from grader.store import Store
from tests.grader.class_client import PASSWORD, ClassClient
from tests.ui.context import SETTINGS, KnownDevice, Unreachable
from tests.ui.pages.visitor import Visitor
from ui.app_context import AppContext, installed
from ui.backend import Backend
from ui.instructor.preflight import Tick, people_tick, problems_tick, store_tick
from ui.lab.connection import ClusterConnection
from ui.lab.services import LabServices
from ui.session_cookie import SessionCookies


class KnownSession(SessionCookies):
    """Every browser has this session; AppTest has no cookies of its own."""

    def __init__(self, token: str | None) -> None:
        super().__init__(SETTINGS)
        self.token = token

    def find(self, cookies: Mapping[str, str]) -> str | None:
        return self.token


@pytest.fixture
def running(store: Store) -> ClassClient:
    c = ClassClient(store)
    c.open()
    return c


@pytest.fixture
def context(running: ClassClient) -> Iterator[AppContext]:
    backend = Backend(running.grader, "a test's folder")
    made = AppContext(
        SETTINGS,
        LabServices(),
        opener=lambda _: backend,
        devices=KnownDevice("device of Ada"),
        sessions=KnownSession(None),
    )
    with installed(made):
        yield made


@pytest.fixture
def ada(running: ClassClient, context: AppContext) -> Visitor:
    """Ada's browser, in the class."""
    running.join("Ada")
    return Visitor(running.base)


def sign_in(running: ClassClient, context: AppContext) -> None:
    service = running.grader.instructors
    ticket = service.choose_password("device of Ada", service.reset("kay").token, PASSWORD)
    context.sessions = KnownSession(service.open_session("device of Ada", ticket))


def test_a_learner_sees_the_class_begins_and_is_told_of_a_pause(running: ClassClient, ada: Visitor) -> None:
    ada.open("classroom", **{"class": running.id})
    assert ada.title == "Tuesday"
    assert "You are Ada here." in ada.text
    ada.click("Begin")
    learner = next(one.learner for one in running.members() if one.name == "Ada") or ""
    attempt = running.grader.memberships.look(learner, running.id).parts[0].attempt or ""
    problem = ada.open("attempt", attempt=attempt).click("Start the clock").title
    running.grader.classrooms.pause(running.instructor, running.id)
    ada.open("attempt", attempt=attempt)
    assert "The class is paused." in ada.text
    assert problem not in ada.sent
    assert "Answer" not in ada.buttons
    running.grader.classrooms.resume(running.instructor, running.id)
    ada.open("attempt", attempt=attempt)
    assert ada.title == problem


def test_a_personal_code_shows_the_name_before_it_is_taken(running: ClassClient, context: AppContext) -> None:
    visitor = Visitor(running.base).open("join")
    visitor.at.text_input(key="class-code").set_value(running.personal_code("Grace"))
    visitor.click("Join")
    assert "This code is for **Grace**" in visitor.text
    visitor.click("That is not me")
    assert running.row("Grace").state == "absent"
    visitor.at.text_input(key="class-code").set_value(running.personal_code("Grace"))
    visitor.click("Join").click("I am Grace")
    assert visitor.title == "Tuesday"
    assert running.row("Grace").state == "ready"


def test_a_call_is_made_seen_and_taken_back(running: ClassClient, ada: Visitor) -> None:
    ada.open("classroom", **{"class": running.id})
    ada.at.text_input(key="call-about").set_value("The selector")
    ada.click("Call")
    assert "You called for help." in ada.text
    running.grader.boards.claim(running.instructor, running.id, running.board().calls[0].id)
    ada.reload()
    assert "Somebody is on the way." in ada.text
    ada.click("Take it back")
    assert running.board().calls == ()


def test_nothing_of_others_is_sent_to_a_learner(running: ClassClient, ada: Visitor) -> None:
    running.join("Grace").begin()
    ada.open("classroom", **{"class": running.id})
    for canary in ("Grace", running.personal_code("Grace"), running.member("Grace"), running.code):
        assert canary not in ada.sent
    ada.click("Begin")
    assert "Grace" not in ada.sent


def test_whoever_is_not_signed_in_gets_the_form_and_nothing_of_the_class(
    running: ClassClient, ada: Visitor
) -> None:
    for page in ("classes", "board"):
        ada.open(page, **{"class": running.id})
        assert ada.title == "Sign in to teach"
        for canary in ("Tuesday", "Grace", running.code):
            assert canary not in ada.sent


def test_the_board_shows_who_is_there_and_pauses_everybody(
    running: ClassClient, ada: Visitor, context: AppContext
) -> None:
    sign_in(running, context)
    ada.open("board", **{"class": running.id})
    assert ada.title == "Tuesday"
    assert "Ada" in ada.sent
    ada.click("Pause all")
    assert running.board().state == "paused"
    ada.click("Go on").click("10 more minutes")
    assert "Everybody has 10 more minutes." in ada.text
    before = running.board().planned_end
    ada.click("Take it back")
    after = running.board().planned_end
    assert before is not None
    assert after is not None
    assert (before - after).total_seconds() == 600
    assert ada.button("End it now").disabled


def test_a_roster_with_faults_names_them_and_a_good_one_is_taken_over(
    running: ClassClient, ada: Visitor, context: AppContext
) -> None:
    sign_in(running, context)
    ada.open("board", **{"class": running.id})
    ada.at.session_state["class-view"] = "People"
    ada.at.run()
    ada.at.text_area(key="roster").set_value("name,id\n,u1\n")
    ada.click("Take it over")
    assert "Line" in ada.text
    ada.at.text_area(key="roster").set_value("name\nLin\n")
    ada.click("Take it over")
    assert "1 person taken over." in ada.text
    assert "Lin" in [one.name for one in running.members()]


def test_a_class_is_made_by_the_form(running: ClassClient, ada: Visitor, context: AppContext) -> None:
    sign_in(running, context)
    ada.open("classes")
    ada.at.text_input(key="plan-title").set_value("Wednesday")
    ada.at.multiselect(key="plan-parts").set_value(["challenge"])
    ada.click("Make the class")
    assert ada.title == "Wednesday"
    assert "Open the class" in ada.buttons


def test_results_name_everybody_and_the_files(
    running: ClassClient, ada: Visitor, context: AppContext
) -> None:
    sign_in(running, context)
    ada.open("board", **{"class": running.id})
    ada.at.session_state["class-view"] = "Results"
    ada.at.run()
    assert not ada.at.exception
    assert "has not begun" in ada.text
    assert "results.xlsx" in ada.sent


class NoCluster(ClusterConnection):
    """A machine on which no cluster is up."""

    def trouble(self) -> str:
        return "No cluster is up."


def test_the_preflight_names_what_was_looked_at_and_says_that_labs_are_off(
    running: ClassClient, ada: Visitor, context: AppContext, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(context.labs, "connection", NoCluster())
    context.settings = SETTINGS.model_copy(update={"data": tmp_path})
    sign_in(running, context)
    ada.open("board", **{"class": running.id})
    ada.at.session_state["class-view"] = "Preflight"
    ada.at.run()
    assert "Nothing stands in the way of this class." in ada.text
    for line in (
        "✓ **Bank:**",
        "✓ **Store:** saves in",
        "2 people on the list",
        "– **Labs:** No cluster is up",
    ):
        assert line in ada.text


def test_the_preflight_finds_what_would_stop_a_class(running: ClassClient) -> None:
    classroom = running.grader.classrooms.look(running.instructor, running.id)
    lost = replace(classroom.parts[0], problems=("long-gone",))
    found = problems_tick(running.grader, replace(classroom, parts=(lost,)))
    assert (found.state, found.found) == ("wrong", "the bank has no long-gone any more")
    assert people_tick(replace(classroom, open_to_all=False), 0).state == "wrong"
    away = Unreachable(running.grader, "The disk is full.")
    away.refusing.add("memberships.record_presence")
    assert store_tick(away) == Tick("Store", "wrong", "nothing can be saved", "The disk is full.")


def test_the_board_names_what_a_colleague_did(
    running: ClassClient, ada: Visitor, context: AppContext
) -> None:
    sign_in(running, context)
    running.grader.classrooms.pause(running.assistant, running.id)
    ada.open("board", **{"class": running.id})
    assert "alan paused all clocks" in ada.text
