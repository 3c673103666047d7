"""Attempts as a whole: begun once, moved through by their rules, ended, continued."""

from __future__ import annotations

from datetime import timedelta

import pytest

from grader.errors import NotFound, Refused
from grader.store import attempts
from tests.grader.bank import make_bank, make_problem
from tests.grader.table import Table


def problems_of(table: Table) -> set[str]:
    kept = table.store.read(lambda tx: attempts.find(tx, table.learner, table.attempt))
    assert kept is not None
    return {item.problem for item in kept.items}


def test_beginning_twice_is_once(table: Table) -> None:
    table.begin("challenge")
    assert table.grader.begin(table.learner, "challenge") == table.attempt


def test_a_new_attempt_follows_a_finished_one_with_other_problems(table: Table) -> None:
    table.begin("challenge")
    first, asked = table.attempt, problems_of(table)
    table.finish()
    table.begin("challenge")
    assert table.attempt != first
    assert not problems_of(table) & asked


def test_no_problem_is_open_in_two_attempts_at_once(table: Table) -> None:
    asked = []
    for mode in ("test", "practice", "challenge"):
        table.begin(mode)  # type: ignore[arg-type]
        asked.append(problems_of(table))
    assert len(set.union(*asked)) == 20


def test_a_practice_of_one_skill_asks_nothing_else(table: Table) -> None:
    table.attempt = table.grader.begin(table.learner, "practice", skill="rollback")
    assert {table.bank.problems[name].skill for name in problems_of(table)} == {"rollback"}


def test_a_skill_with_few_problems_is_practised_all_the_same(table: Table) -> None:
    few = make_bank([make_problem("only", "choice")])
    small = Table(table.store, few, table.clock, seed=3)
    small.attempt = small.grader.begin(small.learner, "practice", skill="selector-switch")
    assert problems_of(small) == {"only"}


def test_a_bank_with_too_few_problems_says_so_to_its_author(table: Table) -> None:
    small = Table(table.store, make_bank([make_problem("only", "choice")]), table.clock, seed=3)
    for mode in ("challenge", "test", "practice"):
        with pytest.raises(Refused, match=r"only . can be drawn"):
            small.grader.begin(small.learner, mode)  # type: ignore[arg-type]


def test_when_too_much_is_open_elsewhere_the_learner_is_told_to_finish_it(table: Table) -> None:
    ten = make_bank(list(table.bank.problems.values())[:5])
    small = Table(table.store, ten, table.clock, seed=3)
    small.begin("practice")
    with pytest.raises(Refused, match="Finish what you have begun first"):
        small.grader.begin(small.learner, "challenge")


def test_a_challenge_goes_forward_only_and_only_past_a_closed_problem(table: Table) -> None:
    table.begin("challenge")
    assert table.grader.go(table.learner, table.attempt, 2).recorded is False
    assert table.look().position == 1
    table.answer(table.right())
    assert table.grader.go(table.learner, table.attempt, 3).recorded is False
    assert table.grader.go(table.learner, table.attempt, 2).recorded
    assert (table.look().position, table.item().state) == (2, "ready")
    assert table.grader.go(table.learner, table.attempt, 1).recorded is False
    with pytest.raises(NotFound):
        table.grader.go(table.learner, table.attempt, 6)


def test_in_a_test_the_next_clock_starts_when_its_problem_is_reached(table: Table) -> None:
    table.begin("test")
    table.answer(table.right())
    table.clock.move(hours=1)
    table.grader.go(table.learner, table.attempt, 2)
    assert (table.item().state, table.item().remaining) == ("open", timedelta(minutes=2))


def test_an_attempt_finishes_with_its_last_problem(table: Table) -> None:
    table.begin("challenge")
    table.finish()
    view = table.look()
    assert (view.finished, view.position, view.marks) == (True, 5, ("right",) * 5)
    assert table.grader.home(table.learner).going == ()


def test_an_abandoned_last_problem_finishes_the_attempt_at_its_deadline(table: Table) -> None:
    table.begin("challenge")
    while table.look().position < 5:
        table.answer(table.right())
        table.next()
    deadline = table.clock.now + timedelta(minutes=2)
    table.clock.move(days=3)
    assert table.grader.sweep().closed == 1
    assert table.grader.result(table.learner, table.attempt).finished_at == deadline


def test_ending_a_challenge_grades_the_draft_and_spoils_nothing_that_was_not_met(table: Table) -> None:
    table.begin("challenge")
    table.save(table.right())
    assert [table.grader.end(table.learner, table.attempt).recorded for _ in range(2)] == [True, False]
    result = table.grader.result(table.learner, table.attempt)
    assert (result.right, result.of, result.badge) == (1, 5, None)
    assert [item.close_reason for item in result.items] == ["ended"] * 5
    assert [item.solution is not None for item in result.items] == [True, False, False, False, False]


def test_ending_a_practice_marks_no_draft(table: Table) -> None:
    table.begin("practice")
    table.save(table.right())
    table.grader.end(table.learner, table.attempt)
    assert table.grader.result(table.learner, table.attempt).items[0].tries == ()


def test_a_test_that_was_left_early_decides_nothing_and_goes_on_no_further(table: Table) -> None:
    table.begin("test")
    table.answer(table.right())
    table.grader.end(table.learner, table.attempt)
    result = table.grader.result(table.learner, table.attempt)
    assert result.mastery is not None
    assert (result.mastery.verdict.outcome, result.may_extend) == ("inconclusive", False)
    assert result.mastery.verdict.reason == "Can't tell: 1 of 10 questions was answered."
    assert table.grader.extend(table.learner, table.attempt).recorded is False


def test_extending_twice_is_once_and_the_draw_is_the_most_informative(table: Table) -> None:
    table.begin("test")
    table.answer(table.wrong())
    table.finish()
    assert [table.grader.extend(table.learner, table.attempt).recorded for _ in range(2)] == [True, False]
    assert len(problems_of(table)) == 15
    assert table.grader.begin(table.learner, "test") == table.attempt


def test_a_decided_test_is_not_extended(table: Table) -> None:
    table.begin("test")
    table.finish(right=False)
    receipt = table.grader.extend(table.learner, table.attempt)
    assert (receipt.kind, receipt.recorded, table.look().finished) == ("closed", False, True)


def test_a_result_waits_for_the_end(table: Table) -> None:
    table.begin("challenge")
    with pytest.raises(NotFound, match="not finished"):
        table.grader.result(table.learner, table.attempt)


def test_home_offers_to_continue_with_the_time_that_is_left(table: Table) -> None:
    table.begin("challenge")
    table.clock.move(seconds=48)
    (going,) = table.grader.home(table.learner).going
    assert (going.mode, going.position, going.of, going.remaining) == (
        "challenge",
        1,
        5,
        timedelta(seconds=72),
    )


def test_what_is_seen_does_not_change_between_two_looks(table: Table) -> None:
    table.begin("challenge")
    table.save(table.wrong())
    first = table.look()
    again = Table(table.store, table.bank, table.clock, seed=9)  # another process, other dice
    assert again.grader.look(table.learner, table.attempt) == first
