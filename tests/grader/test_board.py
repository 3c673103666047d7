"""The states of the board, each with its reason, and what it says of the class as a whole."""

from __future__ import annotations

from datetime import timedelta

import pytest

from grader.rules import board as rules
from grader.store import Store
from tests.grader.class_client import ClassClient


@pytest.fixture
def running(store: Store) -> ClassClient:
    c = ClassClient(store)
    c.open()
    return c


def seen(c: ClassClient, *names: str) -> None:
    """Their pages are open."""
    c.grader.memberships.record_presence(tuple(f"device of {name}" for name in names))


def state(c: ClassClient, name: str) -> tuple[str, str]:
    row = c.row(name)
    return row.state, row.reason


def test_whoever_is_not_in_is_absent_and_whoever_is_in_has_not_begun(running: ClassClient) -> None:
    assert state(running, "Ada") == ("absent", "not in yet")
    running.join("Ada")
    assert state(running, "Ada") == ("ready", "has not begun")


def test_a_line_is_lost_after_twenty_seconds_without_a_sign(running: ClassClient) -> None:
    running.join("Ada").begin()
    running.clock.move(seconds=20)
    assert state(running, "Ada")[0] == "working"
    running.clock.move(seconds=1)
    assert state(running, "Ada") == ("lost", "no sign of the browser for 21 s")
    seen(running, "Ada")
    assert state(running, "Ada")[0] == "working"


def test_two_minutes_without_an_act_are_idle_and_a_draft_is_an_act(running: ClassClient) -> None:
    ada = running.join("Ada")
    running.grader.rosters.set_extra_time(running.instructor, running.id, running.member("Ada"), "untimed")
    ada.begin()
    running.clock.move(minutes=2, seconds=1)
    seen(running, "Ada")
    assert state(running, "Ada") == ("idle", "nothing done for 2 min")
    client = ada.client()
    client.save(client.right())
    assert state(running, "Ada")[0] == "working"


def test_twice_the_usual_time_on_a_problem_is_stuck(running: ClassClient) -> None:
    running.grader.rosters.set_extra_time(running.instructor, running.id, running.member("Ada"), "untimed")
    ada = running.join("Ada")
    ada.begin()
    limit = next(iter(running.base.bank.problems.values())).time_limit
    running.clock.now += 2 * limit + timedelta(seconds=1)
    seen(running, "Ada")
    name, reason = state(running, "Ada")
    assert name == "stuck"
    assert reason.startswith("on this problem for")


def test_a_call_comes_before_everything_but_our_own_trouble(running: ClassClient) -> None:
    ada, _ = running.join("Ada"), running.join("Grace")
    running.grader.memberships.call(ada.learner, running.id, "I am lost.")
    running.clock.move(minutes=3)
    assert [row.name for row in running.board().rows] == ["Ada", "Grace"]
    assert state(running, "Ada") == ("called", "called 3 min ago: I am lost.")


def test_everything_handed_in_is_done_and_needs_no_browser(running: ClassClient) -> None:
    ada = running.join("Ada")
    ada.begin()
    ada.client().finish()
    running.clock.move(minutes=5)
    assert state(running, "Ada") == ("done", "everything is handed in")


def test_in_a_pause_nobody_is_idle_or_stuck(running: ClassClient) -> None:
    running.join("Ada").begin()
    running.grader.classrooms.pause(running.instructor, running.id)
    running.clock.move(minutes=20)
    seen(running, "Ada")
    assert state(running, "Ada") == ("working", "paused")


def test_bars_marks_and_crowds_are_those_of_the_database(running: ClassClient) -> None:
    running.clock.move(minutes=1)
    learners = [running.join(name) for name in ("Ada", "Grace", "Linus")]
    for one in learners:
        one.begin()
    client = learners[0].client()
    running.clock.move(seconds=30)
    client.answer(client.wrong())
    row = running.row("Ada")
    assert [(one.start, one.end, one.outcome) for one in row.segments] == [(60.0, 90.0, "open")]
    assert row.misses == (90.0,)
    (crowd,) = running.board().crowded
    assert crowd.people == 3


def test_the_class_is_projected_to_end_when_nine_of_ten_are_through(running: ClassClient) -> None:
    assert running.board().projected_end is None
    ada = running.join("Ada")
    ada.begin()
    running.clock.move(minutes=1)
    client = ada.client()
    client.answer(client.right())
    assert running.board().projected_end == running.clock.now + timedelta(minutes=4)


def test_the_median_of_ten_replaces_an_estimate() -> None:
    assert rules.usual_times([], {"p": timedelta(minutes=1)}) == {"p": timedelta(minutes=1)}


def test_nothing_of_the_board_or_of_others_reaches_a_learner(running: ClassClient) -> None:
    ada, _ = running.join("Ada"), running.join("Grace")
    ada.begin()
    running.grader.classrooms.send(
        running.instructor, running.id, "for Grace alone", (running.member("Grace"),), kind="note"
    )
    views = (
        running.grader.memberships.look(ada.learner, running.id),
        running.grader.memberships.all(ada.learner),
        running.grader.memberships.of_part(ada.learner, running.part()),
        running.grader.attempts.look(ada.learner, ada.attempt),
        running.grader.exports.as_json(ada.learner),
    )
    for view in views:
        text = str(view)
        for canary in ("Grace", "for Grace alone", "grace@example.org", running.personal_code("Grace")):
            assert canary not in text


def test_two_instructors_hear_of_each_others_acts_and_not_of_their_own(running: ClassClient) -> None:
    boards, classrooms = running.grader.boards, running.grader.classrooms
    assert boards.look(running.instructor, running.id).act_of_others is None
    running.clock.move(seconds=1)
    classrooms.pause(running.assistant, running.id)
    act = boards.look(running.instructor, running.id).act_of_others
    assert act is not None
    assert (act.name, act.kind) == ("alan", "class-paused")
    running.clock.move(seconds=1)
    classrooms.resume(running.instructor, running.id)
    theirs = boards.look(running.assistant, running.id).act_of_others
    assert theirs is not None
    assert (theirs.name, theirs.kind) == ("kay", "class-resumed")
