"""Attempts as a whole: begun once, moved through by their rules, ended, continued."""

from __future__ import annotations

from datetime import timedelta

import pytest

from grader.errors import NotFound, Refused
from grader.store import attempts
from tests.grader.client import Client
from tests.grader.sample_bank import make_bank, make_problem


def problems_of(client: Client) -> set[str]:
    kept = client.store.read(lambda tx: attempts.find(tx, client.learner, client.attempt))
    assert kept is not None
    return {item.problem for item in kept.items}


def test_beginning_twice_is_once(client: Client) -> None:
    client.begin("challenge")
    assert client.grader.attempts.begin(client.learner, "challenge") == client.attempt


def test_a_new_attempt_follows_a_finished_one_with_other_problems(client: Client) -> None:
    client.begin("challenge")
    first, asked = client.attempt, problems_of(client)
    client.finish()
    client.begin("challenge")
    assert client.attempt != first
    assert not problems_of(client) & asked


def test_no_problem_is_open_in_two_attempts_at_once(client: Client) -> None:
    asked = []
    for mode in ("test", "practice", "challenge"):
        client.begin(mode)
        asked.append(problems_of(client))
    assert len(set.union(*asked)) == 20


def test_a_practice_of_one_skill_asks_nothing_else(client: Client) -> None:
    client.attempt = client.grader.attempts.begin(client.learner, "practice", skill="rollback")
    assert {client.bank.problems[name].skill for name in problems_of(client)} == {"rollback"}


def test_a_skill_with_few_problems_is_practised_all_the_same(client: Client) -> None:
    few = make_bank([make_problem("only", "choice")])
    small = Client(client.store, few, client.clock, seed=3)
    small.attempt = small.grader.attempts.begin(small.learner, "practice", skill="selector-switch")
    assert problems_of(small) == {"only"}


def test_a_bank_with_too_few_problems_says_so_to_its_author(client: Client) -> None:
    small = Client(client.store, make_bank([make_problem("only", "choice")]), client.clock, seed=3)
    for mode in ("challenge", "test", "practice"):
        with pytest.raises(Refused, match=r"only . can be drawn"):
            small.grader.attempts.begin(small.learner, mode)


def test_when_too_much_is_open_elsewhere_the_learner_is_told_to_finish_it(client: Client) -> None:
    ten = make_bank(list(client.bank.problems.values())[:5])
    small = Client(client.store, ten, client.clock, seed=3)
    small.begin("practice")
    with pytest.raises(Refused, match="Finish what you have begun first"):
        small.grader.attempts.begin(small.learner, "challenge")


def test_a_challenge_goes_forward_only_and_only_past_a_closed_problem(client: Client) -> None:
    client.begin("challenge")
    assert client.grader.attempts.go(client.learner, client.attempt, 2).recorded is False
    assert client.look().position == 1
    client.answer(client.right())
    assert client.grader.attempts.go(client.learner, client.attempt, 3).recorded is False
    assert client.grader.attempts.go(client.learner, client.attempt, 2).recorded
    assert (client.look().position, client.item().state) == (2, "ready")
    assert client.grader.attempts.go(client.learner, client.attempt, 1).recorded is False
    with pytest.raises(NotFound):
        client.grader.attempts.go(client.learner, client.attempt, 6)


def test_in_a_test_the_next_clock_starts_when_its_problem_is_reached(client: Client) -> None:
    client.begin("test")
    client.answer(client.right())
    client.clock.move(hours=1)
    client.grader.attempts.go(client.learner, client.attempt, 2)
    assert (client.item().state, client.item().remaining) == ("open", timedelta(minutes=2))


def test_an_attempt_finishes_with_its_last_problem(client: Client) -> None:
    client.begin("challenge")
    client.finish()
    view = client.look()
    assert (view.finished, view.position, view.marks) == (True, 5, ("right",) * 5)
    assert client.grader.progress.home(client.learner).going == ()


def test_an_abandoned_last_problem_finishes_the_attempt_at_its_deadline(client: Client) -> None:
    client.begin("challenge")
    while client.look().position < 5:
        client.answer(client.right())
        client.next()
    deadline = client.clock.now + timedelta(minutes=2)
    client.clock.move(days=3)
    assert client.grader.sweep().closed == 1
    assert client.grader.attempts.result(client.learner, client.attempt).finished_at == deadline


def test_ending_a_challenge_grades_the_draft_and_spoils_nothing_that_was_not_met(client: Client) -> None:
    client.begin("challenge")
    client.save(client.right())
    assert [client.grader.attempts.end(client.learner, client.attempt).recorded for _ in range(2)] == [
        True,
        False,
    ]
    result = client.grader.attempts.result(client.learner, client.attempt)
    assert (result.right, result.of, result.badge) == (1, 5, None)
    assert [item.close_reason for item in result.items] == ["ended"] * 5
    assert [item.solution is not None for item in result.items] == [True, False, False, False, False]


def test_ending_a_practice_marks_no_draft(client: Client) -> None:
    client.begin("practice")
    client.save(client.right())
    client.grader.attempts.end(client.learner, client.attempt)
    assert client.grader.attempts.result(client.learner, client.attempt).items[0].tries == ()


def test_a_test_that_was_left_early_decides_nothing_and_goes_on_no_further(client: Client) -> None:
    client.begin("test")
    client.answer(client.right())
    client.grader.attempts.end(client.learner, client.attempt)
    result = client.grader.attempts.result(client.learner, client.attempt)
    assert result.mastery is not None
    assert (result.mastery.verdict.outcome, result.may_extend) == ("inconclusive", False)
    assert result.mastery.verdict.reason == "Can't tell: 1 of 10 questions was answered."
    assert client.grader.attempts.extend(client.learner, client.attempt).recorded is False


def test_extending_twice_is_once_and_the_draw_is_the_most_informative(client: Client) -> None:
    client.begin("test")
    client.answer(client.wrong())
    client.finish()
    assert [client.grader.attempts.extend(client.learner, client.attempt).recorded for _ in range(2)] == [
        True,
        False,
    ]
    assert len(problems_of(client)) == 15
    assert client.grader.attempts.begin(client.learner, "test") == client.attempt


def test_a_decided_test_is_not_extended(client: Client) -> None:
    client.begin("test")
    client.finish(right=False)
    receipt = client.grader.attempts.extend(client.learner, client.attempt)
    assert (receipt.kind, receipt.recorded, client.look().finished) == ("closed", False, True)


def test_a_result_waits_for_the_end(client: Client) -> None:
    client.begin("challenge")
    with pytest.raises(NotFound, match="not finished"):
        client.grader.attempts.result(client.learner, client.attempt)


def test_home_offers_to_continue_with_the_time_that_is_left(client: Client) -> None:
    client.begin("challenge")
    client.clock.move(seconds=48)
    (going,) = client.grader.progress.home(client.learner).going
    assert (going.mode, going.position, going.of, going.remaining) == (
        "challenge",
        1,
        5,
        timedelta(seconds=72),
    )


def test_what_is_seen_does_not_change_between_two_looks(client: Client) -> None:
    client.begin("challenge")
    client.save(client.wrong())
    first = client.look()
    again = Client(client.store, client.bank, client.clock, seed=9)  # another process, other dice
    assert again.grader.attempts.look(client.learner, client.attempt) == first
