"""Tries, drafts, hints and clocks, through the grader's door."""

from __future__ import annotations

from datetime import timedelta

import pytest

from grader.errors import NotFound, Refused
from grader.rules.attempt import ExtraTime
from tests.grader.client import Client
from tests.grader.sample_bank import LIMIT

TICK = timedelta(microseconds=1)


def test_a_blank_answer_costs_no_try(client: Client) -> None:
    client.begin("challenge")
    blank: tuple[object, ...] = (None, "", [], {})
    for nothing in blank:
        assert client.answer(nothing).kind == "blank"
    assert client.item().tries_left == 2


def test_an_incomplete_answer_costs_no_try(client: Client) -> None:
    client.begin("challenge")
    while (problem := client.item().problem) is None or problem.kind != "blanks":
        client.answer(client.right())
        client.next()
    receipt = client.answer({"verb": "a"})
    assert (receipt.kind, receipt.recorded, client.item().tries_left) == ("incomplete", False, 2)


def test_the_same_answer_again_costs_no_try(client: Client) -> None:
    client.begin("challenge")
    assert client.answer(client.wrong()).kind == "wrong"
    assert client.answer(client.wrong()).kind == "repeated"
    assert client.item().tries_left == 1


def test_the_same_request_a_hundred_times_is_one_try_and_one_receipt(client: Client) -> None:
    client.begin("challenge")
    click = (client.learner, client.attempt, 1, client.wrong())
    receipts = {client.grader.items.answer(*click, request="click") for _ in range(100)}
    assert [receipt.kind for receipt in receipts] == ["wrong"]
    assert len(client.item().tries) == 1


def test_a_request_that_closed_the_problem_is_told_the_same_again(client: Client) -> None:
    client.begin("challenge")
    raw = client.right()
    assert client.answer(raw, request="click").kind == "right"
    assert client.answer(raw, request="click").kind == "right"
    assert client.answer(raw, request="another click").kind == "closed"


def test_the_last_wrong_try_closes_the_problem_and_shows_its_solution(client: Client) -> None:
    client.begin("challenge")
    assert client.answer(client.wrong(0)).message.endswith("One try is left.")
    assert client.item().solution is None
    assert client.answer(client.wrong(1)).message.endswith("That was the last try.")
    item = client.item()
    assert (item.state, item.close_reason, item.tries_left) == ("closed", "out-of-tries", 0)
    assert item.solution is not None
    assert item.solution.key == client.right()


def test_a_second_try_is_worth_half_and_a_hint_a_quarter_of_that(client: Client) -> None:
    client.begin("challenge")
    worthless = [raw for raw in map(client.wrong, range(3)) if raw]
    client.answer(worthless[0])
    credit = client.item().tries[0].credit
    offer = client.item().next_hint
    assert offer is not None
    assert (offer.number, offer.of, offer.share, offer.counts_as_unknown) == (1, 2, 0.25, False)
    assert client.hint(1).recorded
    client.answer(client.right())
    assert client.item().points == pytest.approx(credit + (1 - credit) * 0.5 * 0.75)


def test_a_hint_is_shown_once_and_in_turn(client: Client) -> None:
    client.begin("challenge")
    with pytest.raises(NotFound, match="no such hint"):
        client.hint(2)
    assert [client.hint(1).recorded, client.hint(1).recorded] == [True, False]
    assert len(client.item().hints) == 1
    client.hint(2)
    assert (len(client.item().hints), client.item().next_hint) == (2, None)
    with pytest.raises(NotFound, match="no such hint"):
        client.hint(3)


def test_hints_are_free_in_practice_and_count_as_unknown_in_a_test(client: Client) -> None:
    client.begin("practice")
    practice = client.item().next_hint
    client.begin("test")
    test = client.item().next_hint
    assert practice is not None
    assert test is not None
    assert (practice.share, practice.counts_as_unknown) == (0, False)
    assert (test.share, test.counts_as_unknown) == (0.25, True)
    client.hint(1)
    client.finish()
    mastery = client.grader.attempts.result(client.learner, client.attempt).mastery
    assert mastery is not None
    assert mastery.right == 10
    unhinted = Client(client.store, client.bank, client.clock, seed=2)
    unhinted.begin("test")
    unhinted.finish()
    better = unhinted.grader.attempts.result(unhinted.learner, unhinted.attempt).mastery
    assert better is not None
    assert mastery.p_strong < better.p_strong


def test_a_draft_may_follow_one_that_this_page_sent_and_no_other(client: Client) -> None:
    client.begin("challenge")
    ref = (client.learner, client.attempt, 1)
    client.save(client.wrong())
    assert client.grader.items.save(*ref, client.right(), 0).kind == "changed-elsewhere"
    own = [None, client.wrong()]
    receipt = client.grader.items.save(*ref, client.right(), 0, sent_before=own)
    assert (receipt.kind, receipt.revision, receipt.remaining) == ("saved", 2, LIMIT)
    assert client.grader.items.save(*ref, client.wrong(), 0, sent_before=own[:1]).kind == "changed-elsewhere"


@pytest.mark.parametrize(
    ("after", "kind"), [(LIMIT - TICK, "right"), (LIMIT, "time-up"), (LIMIT + TICK, "time-up")]
)
def test_an_answer_counts_until_the_deadline_and_not_at_it(
    client: Client, after: timedelta, kind: str
) -> None:
    client.begin("challenge")
    raw = client.right()
    client.clock.now += after
    assert client.answer(raw).kind == kind


def test_at_the_deadline_the_saved_draft_is_graded_once(client: Client) -> None:
    client.begin("challenge")
    started = client.clock.now
    assert client.save(client.right()).kind == "saved"
    client.clock.move(hours=3)
    item = client.item()
    assert (item.state, item.close_reason, item.remaining) == ("closed", "time-up", None)
    assert [(one.verdict.outcome, one.at) for one in item.tries] == [("pass", started + LIMIT)]
    assert (client.look().marks[0], item.points) == ("right", 1)
    assert client.grader.sweep().closed == 0
    assert len(client.item().tries) == 1


def test_at_the_deadline_an_empty_draft_closes_the_problem_unanswered(client: Client) -> None:
    client.begin("challenge")
    client.clock.move(minutes=2)
    assert (client.look().marks[0], client.item().close_reason, client.item().tries) == (
        "unanswered",
        "time-up",
        (),
    )


def test_at_the_deadline_a_draft_that_was_answered_already_is_no_second_try(client: Client) -> None:
    client.begin("challenge")
    client.answer(client.wrong())
    client.save(client.wrong())
    client.clock.move(minutes=2)
    assert len(client.item().tries) == 1


def test_a_late_draft_is_not_saved(client: Client) -> None:
    client.begin("challenge")
    revision, raw = client.item().draft_revision, client.right()
    client.clock.move(minutes=2)
    receipt = client.grader.items.save(client.learner, client.attempt, 1, raw, revision)
    assert (receipt.kind, receipt.recorded, client.item().draft) == ("time-up", False, None)


def test_a_saved_draft_comes_back_in_the_shape_that_pages_send(client: Client) -> None:
    client.begin("challenge")
    raw = client.right()
    assert client.save(raw).kind == "saved"
    item = client.item()
    assert (item.draft, item.draft_revision, item.draft_saved_at) == (raw, 1, client.clock.now)
    assert client.save(None).kind == "saved"
    assert client.item().draft is None


def test_a_second_window_with_an_old_draft_is_told_so(client: Client) -> None:
    client.begin("challenge")
    assert client.save(client.wrong(0), revision=0).kind == "saved"
    assert client.save(client.wrong(1), revision=0).kind == "changed-elsewhere"
    assert client.item().draft == client.wrong(0)


def test_the_same_draft_again_is_saved_whatever_its_revision(client: Client) -> None:
    client.begin("challenge")
    assert client.save(client.wrong(0), revision=0).kind == "saved"
    assert client.save(client.wrong(0), revision=0).kind == "saved"
    assert client.item().draft_revision == 1


def test_an_answer_makes_an_older_windows_draft_stale(client: Client) -> None:
    client.begin("challenge")
    client.answer(client.wrong(0))
    assert client.save(client.wrong(1), revision=0).kind == "changed-elsewhere"


def test_nothing_can_be_done_before_the_clock_starts(client: Client) -> None:
    view = client.begin("challenge", start=False)
    assert (view.item.state, view.item.remaining, view.item.time_limit) == ("ready", None, LIMIT)
    assert client.answer(client.right()).kind == "closed"
    assert client.save(client.right()).kind == "closed"
    assert client.hint(1).kind == "closed"
    assert view.item.problem is not None
    assert (view.item.problem.prompt, view.item.problem.pieces) == ("", ())


def test_a_running_clock_is_not_started_again(client: Client) -> None:
    client.begin("challenge")
    client.clock.move(seconds=30)
    receipt = client.start()
    assert (receipt.kind, receipt.recorded, client.item().remaining) == (
        "started",
        False,
        timedelta(seconds=90),
    )


@pytest.mark.parametrize(("extra", "limit"), [("1.5", LIMIT * 1.5), ("2", LIMIT * 2), ("untimed", None)])
def test_extra_time_counts_for_clocks_started_later(
    client: Client, extra: ExtraTime, limit: timedelta | None
) -> None:
    client.begin("challenge")
    client.grader.learners.set_extra_time(client.learner, extra)
    assert client.item().time_limit == LIMIT
    client.answer(client.right())
    client.next()
    assert (client.item().time_limit, client.item().remaining) == (limit, limit)
    client.finish()
    badge = client.grader.attempts.result(client.learner, client.attempt).badge
    assert badge is not None
    assert badge.extra_time == extra


def test_an_answer_to_another_problem_is_refused(client: Client) -> None:
    client.begin("challenge")
    for raw in (17, "nonsense", ["nonsense"], {"nonsense": "a"}, [["a"]], {"verb": 3}):
        with pytest.raises(Refused, match="does not belong"):
            client.answer(raw)
    assert client.item().tries_left == 2


def test_a_closed_problem_takes_no_answer_and_no_draft(client: Client) -> None:
    client.begin("challenge")
    raw = client.wrong()
    client.answer(client.right())
    assert client.answer(raw).kind == "closed"
    assert client.save(raw).kind == "closed"


def test_only_practice_shows_a_solution_on_demand(client: Client) -> None:
    client.begin("challenge")
    receipt = client.grader.items.show_solution(client.learner, client.attempt, 1)
    assert (receipt.kind, receipt.recorded, client.item().solution) == ("closed", False, None)


def test_a_wrong_choice_is_explained_and_nothing_else_is(client: Client) -> None:
    client.begin("practice")
    wrong, problem = client.wrong(), client.item().problem
    assert problem is not None
    client.answer(wrong)
    chosen = set(wrong.values() if isinstance(wrong, dict) else wrong)  # type: ignore[call-overload]
    rationales = client.item().tries[0].rationales
    assert {one.id for one in rationales} <= chosen
    assert not any(one.correct for one in rationales)
