"""Tries, drafts, hints and clocks, through the grader's door."""

from __future__ import annotations

from datetime import timedelta

import pytest

from grader.errors import NotFound, Refused
from grader.rules.attempt import ExtraTime
from tests.grader.bank import LIMIT
from tests.grader.table import Table

TICK = timedelta(microseconds=1)


def test_a_blank_answer_costs_no_try(table: Table) -> None:
    table.begin("challenge")
    for nothing in (None, "", [], {}):
        assert table.answer(nothing).kind == "blank"
    assert table.item().tries_left == 2


def test_an_incomplete_answer_costs_no_try(table: Table) -> None:
    table.begin("challenge")
    while (problem := table.item().problem) is None or problem.kind != "blanks":
        table.answer(table.right())
        table.next()
    receipt = table.answer({"verb": "a"})
    assert (receipt.kind, receipt.recorded, table.item().tries_left) == ("incomplete", False, 2)


def test_the_same_answer_again_costs_no_try(table: Table) -> None:
    table.begin("challenge")
    assert table.answer(table.wrong()).kind == "wrong"
    assert table.answer(table.wrong()).kind == "repeated"
    assert table.item().tries_left == 1


def test_the_same_request_a_hundred_times_is_one_try_and_one_receipt(table: Table) -> None:
    table.begin("challenge")
    click = (table.learner, table.attempt, 1, table.wrong())
    receipts = {table.grader.answer(*click, request="click") for _ in range(100)}
    assert [receipt.kind for receipt in receipts] == ["wrong"]
    assert len(table.item().tries) == 1


def test_a_request_that_closed_the_problem_is_told_the_same_again(table: Table) -> None:
    table.begin("challenge")
    raw = table.right()
    assert table.answer(raw, request="click").kind == "right"
    assert table.answer(raw, request="click").kind == "right"
    assert table.answer(raw, request="another click").kind == "closed"


def test_the_last_wrong_try_closes_the_problem_and_shows_its_solution(table: Table) -> None:
    table.begin("challenge")
    assert table.answer(table.wrong(0)).say.endswith("One try is left.")
    assert table.item().solution is None
    assert table.answer(table.wrong(1)).say.endswith("That was the last try.")
    item = table.item()
    assert (item.state, item.close_reason, item.tries_left) == ("closed", "out-of-tries", 0)
    assert item.solution is not None
    assert item.solution.key == table.right()


def test_a_second_try_is_worth_half_and_a_hint_a_quarter_of_that(table: Table) -> None:
    table.begin("challenge")
    worthless = [raw for raw in map(table.wrong, range(3)) if raw]
    table.answer(worthless[0])
    credit = table.item().tries[0].credit
    offer = table.item().next_hint
    assert offer is not None
    assert (offer.number, offer.of, offer.share, offer.counts_as_unknown) == (1, 2, 0.25, False)
    assert table.hint(1).recorded
    table.answer(table.right())
    assert table.item().points == pytest.approx(credit + (1 - credit) * 0.5 * 0.75)


def test_a_hint_is_shown_once_and_in_turn(table: Table) -> None:
    table.begin("challenge")
    with pytest.raises(NotFound, match="no such hint"):
        table.hint(2)
    assert [table.hint(1).recorded, table.hint(1).recorded] == [True, False]
    assert len(table.item().hints) == 1
    table.hint(2)
    assert (len(table.item().hints), table.item().next_hint) == (2, None)
    with pytest.raises(NotFound, match="no such hint"):
        table.hint(3)


def test_hints_are_free_in_practice_and_count_as_unknown_in_a_test(table: Table) -> None:
    table.begin("practice")
    practice = table.item().next_hint
    table.begin("test")
    test = table.item().next_hint
    assert practice is not None
    assert test is not None
    assert (practice.share, practice.counts_as_unknown) == (0, False)
    assert (test.share, test.counts_as_unknown) == (0.25, True)
    table.hint(1)
    table.finish()
    mastery = table.grader.result(table.learner, table.attempt).mastery
    assert mastery is not None
    assert mastery.right == 10
    unhinted = Table(table.store, table.bank, table.clock, seed=2)
    unhinted.begin("test")
    unhinted.finish()
    better = unhinted.grader.result(unhinted.learner, unhinted.attempt).mastery
    assert better is not None
    assert mastery.p_strong < better.p_strong


@pytest.mark.parametrize(
    ("after", "kind"), [(LIMIT - TICK, "right"), (LIMIT, "time-up"), (LIMIT + TICK, "time-up")]
)
def test_an_answer_counts_until_the_deadline_and_not_at_it(table: Table, after: timedelta, kind: str) -> None:
    table.begin("challenge")
    raw = table.right()
    table.clock.now += after
    assert table.answer(raw).kind == kind


def test_at_the_deadline_the_saved_draft_is_graded_once(table: Table) -> None:
    table.begin("challenge")
    started = table.clock.now
    assert table.save(table.right()).kind == "saved"
    table.clock.move(hours=3)
    item = table.item()
    assert (item.state, item.close_reason, item.remaining) == ("closed", "time-up", None)
    assert [(one.verdict.outcome, one.at) for one in item.tries] == [("pass", started + LIMIT)]
    assert (table.look().marks[0], item.points) == ("right", 1)
    assert table.grader.sweep().closed == 0
    assert len(table.item().tries) == 1


def test_at_the_deadline_an_empty_draft_closes_the_problem_unanswered(table: Table) -> None:
    table.begin("challenge")
    table.clock.move(minutes=2)
    assert (table.look().marks[0], table.item().close_reason, table.item().tries) == (
        "unanswered",
        "time-up",
        (),
    )


def test_at_the_deadline_a_draft_that_was_answered_already_is_no_second_try(table: Table) -> None:
    table.begin("challenge")
    table.answer(table.wrong())
    table.save(table.wrong())
    table.clock.move(minutes=2)
    assert len(table.item().tries) == 1


def test_a_late_draft_is_not_saved(table: Table) -> None:
    table.begin("challenge")
    revision, raw = table.item().draft_revision, table.right()
    table.clock.move(minutes=2)
    receipt = table.grader.save(table.learner, table.attempt, 1, raw, revision)
    assert (receipt.kind, receipt.recorded, table.item().draft) == ("time-up", False, None)


def test_a_saved_draft_comes_back_in_the_shape_that_pages_send(table: Table) -> None:
    table.begin("challenge")
    raw = table.right()
    assert table.save(raw).kind == "saved"
    item = table.item()
    assert (item.draft, item.draft_revision, item.draft_saved_at) == (raw, 1, table.clock.now)
    assert table.save(None).kind == "saved"
    assert table.item().draft is None


def test_a_second_window_with_an_old_draft_is_told_so(table: Table) -> None:
    table.begin("challenge")
    assert table.save(table.wrong(0), revision=0).kind == "saved"
    assert table.save(table.wrong(1), revision=0).kind == "changed-elsewhere"
    assert table.item().draft == table.wrong(0)


def test_the_same_draft_again_is_saved_whatever_its_revision(table: Table) -> None:
    table.begin("challenge")
    assert table.save(table.wrong(0), revision=0).kind == "saved"
    assert table.save(table.wrong(0), revision=0).kind == "saved"
    assert table.item().draft_revision == 1


def test_an_answer_makes_an_older_windows_draft_stale(table: Table) -> None:
    table.begin("challenge")
    table.answer(table.wrong(0))
    assert table.save(table.wrong(1), revision=0).kind == "changed-elsewhere"


def test_nothing_can_be_done_before_the_clock_starts(table: Table) -> None:
    view = table.begin("challenge", start=False)
    assert (view.item.state, view.item.remaining, view.item.time_limit) == ("ready", None, LIMIT)
    assert table.answer(table.right()).kind == "closed"
    assert table.save(table.right()).kind == "closed"
    assert table.hint(1).kind == "closed"
    assert view.item.problem is not None
    assert (view.item.problem.prompt, view.item.problem.pieces) == ("", ())


def test_a_running_clock_is_not_started_again(table: Table) -> None:
    table.begin("challenge")
    table.clock.move(seconds=30)
    receipt = table.start()
    assert (receipt.kind, receipt.recorded, table.item().remaining) == (
        "started",
        False,
        timedelta(seconds=90),
    )


@pytest.mark.parametrize(("extra", "limit"), [("1.5", LIMIT * 1.5), ("2", LIMIT * 2), ("untimed", None)])
def test_extra_time_counts_for_clocks_started_later(
    table: Table, extra: ExtraTime, limit: timedelta | None
) -> None:
    table.begin("challenge")
    table.grader.set_extra_time(table.learner, extra)
    assert table.item().time_limit == LIMIT
    table.answer(table.right())
    table.next()
    assert (table.item().time_limit, table.item().remaining) == (limit, limit)
    table.finish()
    badge = table.grader.result(table.learner, table.attempt).badge
    assert badge is not None
    assert badge.extra_time == extra


def test_an_answer_to_another_problem_is_refused(table: Table) -> None:
    table.begin("challenge")
    for raw in (17, "nonsense", ["nonsense"], {"nonsense": "a"}, [["a"]], {"verb": 3}):
        with pytest.raises(Refused, match="does not belong"):
            table.answer(raw)
    assert table.item().tries_left == 2


def test_a_closed_problem_takes_no_answer_and_no_draft(table: Table) -> None:
    table.begin("challenge")
    raw = table.wrong()
    table.answer(table.right())
    assert table.answer(raw).kind == "closed"
    assert table.save(raw).kind == "closed"


def test_only_practice_shows_a_solution_on_demand(table: Table) -> None:
    table.begin("challenge")
    receipt = table.grader.show_solution(table.learner, table.attempt, 1)
    assert (receipt.kind, receipt.recorded, table.item().solution) == ("closed", False, None)


def test_a_wrong_choice_is_explained_and_nothing_else_is(table: Table) -> None:
    table.begin("practice")
    wrong, problem = table.wrong(), table.item().problem
    assert problem is not None
    table.answer(wrong)
    chosen = set(wrong.values() if isinstance(wrong, dict) else wrong)  # type: ignore[call-overload]
    whys = table.item().tries[0].whys
    assert {why.id for why in whys} <= chosen
    assert not any(why.correct for why in whys)
