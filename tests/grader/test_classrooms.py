"""A class from roster to end: joining, its clocks, what is revealed and when, and that nothing is lost."""

from __future__ import annotations

from datetime import timedelta

import pytest

from grader.errors import NotFound, Refused
from grader.service.classes.classrooms import ClassPlan, PartPlan
from grader.store import Store, events
from tests.grader.class_client import ClassClient

AT_END = ClassPlan("Exam", (PartPlan("challenge"),), feedback_at_end=True)


@pytest.fixture
def running(store: Store) -> ClassClient:
    c = ClassClient(store)
    c.open()
    return c


def test_a_pause_of_seven_minutes_changes_nobodys_remaining_time(running: ClassClient) -> None:
    learners = [running.join(name) for name in ("Ada", "Grace", "Linus")]
    for one in learners:
        one.begin()
        running.clock.move(seconds=7.3)
    before = [one.remaining for one in learners]
    running.grader.classrooms.pause(running.instructor, running.id)
    running.clock.move(minutes=7)
    running.grader.sweep()
    assert [one.remaining for one in learners] == before
    running.grader.classrooms.resume(running.instructor, running.id)
    assert [one.remaining for one in learners] == before
    running.clock.move(seconds=10)
    running.grader.sweep()
    assert [one.remaining for one in learners] == [left - timedelta(seconds=10) for left in before]


def test_in_a_pause_a_draft_is_saved_and_nothing_else_is_done(running: ClassClient) -> None:
    ada = running.join("Ada")
    ada.begin()
    running.grader.classrooms.pause(running.instructor, running.id)
    running.clock.move(minutes=30)
    client = ada.client()
    assert client.save(client.right()).kind == "saved"
    assert client.answer(client.right()).kind == "paused"
    assert client.hint(1).kind == "paused"
    assert running.grader.attempts.end(ada.learner, ada.attempt).kind == "paused"
    running.grader.classrooms.resume(running.instructor, running.id)
    assert client.answer(client.right()).kind == "right"


def test_more_time_for_all_moves_every_clock_and_the_end_of_the_class(running: ClassClient) -> None:
    ada, grace = running.join("Ada"), running.join("Grace")
    ada.begin()
    before, end = ada.remaining, running.board().planned_end
    running.grader.classrooms.add_time(running.instructor, running.id, timedelta(minutes=10))
    assert ada.remaining == before + timedelta(minutes=10)
    assert end is not None
    assert running.board().planned_end == end + timedelta(minutes=10)
    running.grader.classrooms.add_time(
        running.instructor, running.id, timedelta(minutes=1), (running.member("Grace"),)
    )
    assert ada.remaining == before + timedelta(minutes=10)
    assert grace.begin().item.time_limit == 2 * before


def test_a_late_joiner_has_a_clock_of_their_own(running: ClassClient) -> None:
    ada = running.join("Ada")
    ada.begin()
    first = ada.remaining
    running.clock.move(minutes=1)
    late = running.join("Linus")
    late.begin()
    assert late.remaining == first


def test_extra_time_of_the_roster_reaches_the_clock(running: ClassClient) -> None:
    ada, grace = running.join("Ada"), running.join("Grace")
    ada.begin()
    grace.begin()
    assert grace.remaining == 2 * ada.remaining
    running.grader.rosters.set_extra_time(running.instructor, running.id, running.member("Ada"), "2")
    assert ada.remaining == grace.remaining


def test_everybody_gets_the_same_problems_once(running: ClassClient) -> None:
    ada, grace = running.join("Ada"), running.join("Grace")
    problems = [one.begin().item.title for one in (ada, grace)]
    assert problems[0] == problems[1]
    assert running.grader.memberships.begin(ada.learner, running.id, running.part()) == ada.attempt


def test_parts_come_in_order_and_only_when_they_are_opened(running: ClassClient) -> None:
    ada = running.join("Ada")
    with pytest.raises(Refused, match="opens this part later"):
        ada.begin(2)
    running.grader.classrooms.open_next_part(running.instructor, running.id)
    with pytest.raises(Refused, match="First comes"):
        ada.begin(2)
    ada.begin()
    ada.client().finish()
    assert ada.begin(2).mode == "practice"


def test_with_feedback_at_the_end_nothing_is_told_before_it_is_released(store: Store) -> None:
    c = ClassClient(store)
    c.plan = AT_END
    c.id = c.grader.classrooms.make(c.instructor, AT_END)
    c.open()
    ada = c.join("Ada")
    ada.begin()
    client = ada.client()
    while not client.look().finished:
        if client.item().state == "ready":
            client.start()
        assert client.answer(client.right()).kind == "recorded"
        if not client.look().finished:
            client.next()
    item = c.grader.attempts.look(ada.learner, ada.attempt).item
    assert (item.mark, item.tries, item.solution, item.points) == ("answered", (), None, None)
    with pytest.raises(NotFound, match="when your instructor releases them"):
        c.grader.attempts.result(ada.learner, ada.attempt)
    assert c.grader.progress.history(ada.learner).attempts[0].right is None
    assert c.grader.progress.history(ada.learner).badges == ()
    assert '"passed": true' not in c.grader.exports.as_json(ada.learner)
    c.grader.classrooms.release_solutions(c.instructor, c.id)
    assert c.grader.attempts.result(ada.learner, ada.attempt).right == 5
    assert c.grader.attempts.look(ada.learner, ada.attempt).item.solution is not None


def test_the_end_hands_in_what_was_saved(running: ClassClient) -> None:
    ada = running.join("Ada")
    ada.begin()
    client = ada.client()
    client.save(client.right())
    running.grader.classrooms.pause(running.instructor, running.id)
    running.grader.classrooms.end(running.instructor, running.id)
    result = running.grader.attempts.result(ada.learner, ada.attempt)
    assert (result.right, result.items[0].mark) == (1, "right")
    assert running.row("Ada").state == "done" or running.row("Ada").done == 5


def test_what_was_done_before_joining_stays_and_is_not_in_the_class(running: ClassClient) -> None:
    own = running.base
    own.begin("challenge")
    running.grader.memberships.join_by_class_code("device-1", running.code, "Somebody")
    running.grader.memberships.begin(own.learner, running.id, running.part())
    assert own.look().finished is False
    assert [one.attempt for one in running.grader.progress.home(own.learner).going] == [own.attempt]
    assert running.row("Somebody").of == 5


def test_a_personal_code_says_whose_it_is_and_lets_one_browser_in(running: ClassClient) -> None:
    code = running.personal_code("Ada")
    offer = running.grader.memberships.offer("browser", code.lower())
    assert (offer.name, offer.class_title) == ("Ada", "Tuesday")
    running.join("Ada")
    with pytest.raises(Refused, match="in another browser"):
        running.grader.memberships.join_by_personal_code("stranger", code)
    assert running.grader.learners.of_device("stranger") is None
    running.grader.rosters.let_in_again(running.instructor, running.id, running.member("Ada"))
    running.grader.memberships.join_by_personal_code("phone", code)
    assert running.grader.learners.of_device("phone") == running.grader.learners.of_device("device of Ada")
    with pytest.raises(Refused, match="in another browser"):
        running.grader.memberships.join_by_personal_code("stranger", code)


def test_one_browser_is_one_person_in_a_class(running: ClassClient) -> None:
    running.join("Ada")
    with pytest.raises(Refused, match="as Ada already"):
        running.grader.memberships.join_by_personal_code("device of Ada", running.personal_code("Grace"))
    before = len(running.members())
    running.grader.memberships.join_by_class_code("device of Ada", running.code, "Another")
    assert len(running.members()) == before


def test_codes_are_not_guessed(running: ClassClient) -> None:
    for _ in range(10):
        with pytest.raises(NotFound, match="no class with this code"):
            running.grader.memberships.offer("guesser", "ZZZZZZZZ")
    for call in (
        lambda: running.grader.memberships.offer("guesser", running.personal_code("Ada")),
        lambda: running.grader.memberships.join_by_class_code("guesser", running.code, "Eve"),
    ):
        with pytest.raises(NotFound, match="Too many codes"):
            call()


def test_who_took_the_wrong_name_is_mended_with_their_work(running: ClassClient) -> None:
    grace = running.join("Ada")  # Grace had Ada's card
    grace.begin()
    running.grader.rosters.reassign(
        running.instructor, running.id, running.member("Ada"), running.member("Grace")
    )
    assert running.row("Grace").segments != ()
    assert running.row("Ada").state == "absent"
    running.grader.memberships.join_by_personal_code("device of the real Ada", running.personal_code("Ada"))
    assert running.row("Ada").state != "absent"
    assert running.row("Grace").segments != ()


def test_a_roster_with_faults_changes_nothing_and_names_each_by_line(running: ClassClient) -> None:
    text = "name,id,extra time\nLin,u9,3\n,u10,\nBo,u11,1,more\nCy,u11,\nDi,u11,2\n"
    before = running.members()
    file = running.grader.rosters.upload(running.instructor, running.id, text)
    assert [(fault.line, fault.message[:20]) for fault in file.faults] == [
        (2, "The extra time is on"),
        (3, "The name is empty."),
        (4, "There are more cells"),
        (6, "This id stands in li"),
    ]
    assert running.members() == before


def test_a_roster_twice_is_once_and_updates_who_is_there(running: ClassClient) -> None:
    running.grader.rosters.upload(
        running.instructor, running.id, "Name;ID;E-Mail;Extra time\r\nAda L.;u1;a@b.c;1.5\r\n"
    )
    found = {one.external_id: (one.name, one.extra_time) for one in running.members()}
    assert found == {"u1": ("Ada L.", "1.5"), "u2": ("Grace", "2")}


def test_a_call_is_seen_claimed_and_closed(running: ClassClient) -> None:
    ada = running.join("Ada")
    look = running.grader.memberships.call(ada.learner, running.id, "The selector\nis odd")
    running.grader.memberships.call(ada.learner, running.id, "again")
    assert look.call is not None
    assert (look.call.about, look.call.claimed) == ("The selector is odd", False)
    (call,) = running.board().calls
    assert running.board().rows[0].state == "called"
    running.grader.boards.claim(running.assistant, running.id, call.id)
    running.grader.boards.claim(running.instructor, running.id, call.id)
    assert running.board().calls[0].claimed_by == "alan"
    seen = running.grader.memberships.look(ada.learner, running.id).call
    assert seen is not None
    assert seen.claimed
    running.grader.boards.close(running.assistant, running.id, call.id)
    assert running.board().calls == ()
    assert running.grader.memberships.look(ada.learner, running.id).call is None


def test_a_note_reaches_whom_it_is_for_and_nobody_else(running: ClassClient) -> None:
    ada, grace = running.join("Ada"), running.join("Grace")
    (note,) = running.grader.classrooms.send(
        running.instructor, running.id, "Look at the labels.", (running.member("Ada"),), kind="hint"
    )
    running.grader.classrooms.send(running.instructor, running.id, "Coffee at ten.", kind="note")

    def texts(learner: str) -> list[str]:
        return [one.text for one in running.grader.memberships.look(learner, running.id).notes]

    assert set(texts(ada.learner)) == {"Look at the labels.", "Coffee at ten."}
    assert texts(grace.learner) == ["Coffee at ten."]
    running.grader.classrooms.take_back_note(running.instructor, running.id, note)
    assert texts(ada.learner) == ["Coffee at ten."]


def test_every_act_leaves_an_event_with_its_actor(running: ClassClient) -> None:
    ada = running.join("Ada")
    ada.begin()
    running.grader.classrooms.pause(running.assistant, running.id)
    found = running.store.read(lambda tx: events.of_learner(tx, ada.learner))
    assert ("paused", running.assistant) in [(one.kind, one.actor) for one in found]
    of_class = running.store.read(lambda tx: events.of_class(tx, running.id))
    assert ("class-paused", running.assistant) in [(one.kind, one.actor) for one in of_class]
    assert ("class-opened", running.instructor) in [(one.kind, one.actor) for one in of_class]


def test_deleting_the_data_of_a_class_leaves_what_its_people_did_elsewhere(running: ClassClient) -> None:
    own = running.base
    own.begin("practice")
    running.grader.memberships.join_by_class_code("device-1", running.code, "Somebody")
    running.grader.memberships.begin(own.learner, running.id, running.part())
    ada = running.join("Ada")
    ada.begin()
    with pytest.raises(Refused, match="End the class first"):
        running.grader.classrooms.delete_personal_data(running.instructor, running.id)
    running.grader.classrooms.end(running.instructor, running.id)
    when = running.clock() + timedelta(days=30)
    running.grader.classrooms.delete_personal_data(running.instructor, running.id, when)
    running.grader.sweep()
    assert len(running.members()) == 3
    running.clock.move(days=31)
    running.grader.sweep()
    assert running.members() == []
    assert running.grader.learners.of_device("device of Ada") is None
    assert [one.attempt for one in running.grader.progress.home(own.learner).going] == [own.attempt]
    with pytest.raises(NotFound):
        running.grader.attempts.look(ada.learner, ada.attempt)


def test_a_copy_has_the_same_parts_and_nobody_in_it(running: ClassClient) -> None:
    copy = running.grader.classrooms.copy(running.instructor, running.id)
    old, new = (running.grader.classrooms.look(running.instructor, one) for one in (running.id, copy))
    assert [part.problems for part in new.parts] == [part.problems for part in old.parts]
    assert new.state == "planned"
    assert new.code != old.code
    assert running.grader.rosters.members(running.instructor, copy) == []
