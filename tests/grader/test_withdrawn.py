"""A bank that changes while an attempt is under way: nothing crashes, and nobody pays for it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from grader.rules.modes import Mode
from grader.service import Grader
from problems.bank import Bank
from tests.grader.client import Client

MODES: list[Mode] = ["challenge", "practice", "test"]


def lose(client: Client, problem: str) -> None:
    """The bank is read anew, without this problem."""
    kept = {name: one for name, one in client.bank.problems.items() if name != problem}
    serve(client, replace(client.bank, problems=kept))


def change(client: Client, problem: str) -> None:
    """The bank is read anew, and this problem now asks something else."""
    changed = client.bank.problems[problem].model_copy(update={"prompt": "Something else?"})
    serve(client, replace(client.bank, problems={**client.bank.problems, problem: changed}))


def serve(client: Client, bank: Bank) -> None:
    client.bank = bank
    client.grader = Grader(client.store, bank, client.clock, client.random_bits)


@pytest.mark.parametrize("how", [lose, change])
@pytest.mark.parametrize("mode", MODES)
def test_a_problem_that_changed_counts_for_nothing(client: Client, mode: Mode, how) -> None:  # type: ignore[no-untyped-def]
    problem = client.begin(mode).item.problem
    assert problem is not None
    raw = client.right()
    how(client, problem.id)
    item = client.item()
    assert (item.problem, item.state, item.close_reason, item.points) == (None, "closed", "withdrawn", None)
    assert client.look().marks[0] == "withdrawn"
    assert client.answer(raw).message.startswith("This problem was changed or taken away")
    assert client.grader.attempts.go(client.learner, client.attempt, 2).recorded
    client.grader.attempts.end(client.learner, client.attempt)
    assert client.grader.attempts.result(client.learner, client.attempt).right == 0
    assert client.grader.progress.past_item(client.learner, client.attempt, 1).points is None


@pytest.mark.parametrize("how", [lose, change])
@pytest.mark.parametrize("mode", ["challenge", "practice"])
def test_a_problem_that_changed_is_no_miss(client: Client, mode: Mode, how) -> None:  # type: ignore[no-untyped-def]
    problem = client.begin(mode).item.problem
    assert problem is not None
    how(client, problem.id)
    for _ in range(4):
        client.next()
        client.answer(client.right())
    client.grader.attempts.end(client.learner, client.attempt)
    result = client.grader.attempts.result(client.learner, client.attempt)
    assert (result.right, result.of, result.points) == (4, 4, 4)
    assert [item.mark for item in result.items] == ["withdrawn", *["right"] * 4]
    (past,) = client.grader.progress.history(client.learner).attempts
    assert (past.right, past.of) == (4, 4)
    assert sum(skill.answered for skill in result.skills) == 4


def test_a_problem_that_changed_stays_uncounted_when_it_is_regraded(client: Client) -> None:
    problem = client.begin("challenge").item.problem
    assert problem is not None
    client.answer(client.wrong())
    change(client, problem.id)
    client.next()
    client.finish()
    assert client.grader.regrading.apply(problem.id).items == ()
    result = client.grader.attempts.result(client.learner, client.attempt)
    assert (result.right, result.of, result.points) == (4, 4, 4)


def test_a_challenge_without_the_lost_problem_can_still_earn_the_badge(client: Client) -> None:
    problem = client.begin("challenge").item.problem
    assert problem is not None
    lose(client, problem.id)
    client.next()
    client.finish()
    result = client.grader.attempts.result(client.learner, client.attempt)
    assert (result.right, result.of) == (4, 4)
    assert result.badge is not None
    assert result.badge.of == 4


def test_a_problem_that_comes_back_in_time_goes_on(client: Client) -> None:
    bank, problem = client.bank, client.begin("challenge").item.problem
    assert problem is not None
    lose(client, problem.id)
    assert client.item().problem is None
    serve(client, bank)
    assert client.answer(client.right()).kind == "right"


def test_a_lost_problem_whose_time_runs_out_is_closed_without_a_mark(client: Client) -> None:
    problem = client.begin("challenge").item.problem
    assert problem is not None
    client.save(client.right())
    lose(client, problem.id)
    client.clock.move(minutes=2)
    assert client.grader.sweep().closed == 1
    assert (client.item().close_reason, client.item().tries) == ("withdrawn", ())


def test_a_mark_stands_when_its_problem_changes_later(client: Client) -> None:
    problem = client.begin("challenge").item.problem
    assert problem is not None
    client.finish()
    before = client.grader.attempts.result(client.learner, client.attempt)
    skills = client.grader.progress.history(client.learner).skills
    change(client, problem.id)
    after = client.grader.attempts.result(client.learner, client.attempt)
    assert (after.right, after.points, after.badge) == (before.right, before.points, before.badge)
    assert (after.items[0].problem, after.items[0].solution, after.items[0].points) == (None, None, 1)
    assert [one.verdict.outcome for one in after.items[0].tries] == ["pass"]
    assert client.grader.progress.history(client.learner).skills == skills


def test_everything_lost_at_once_breaks_no_page(client: Client) -> None:
    for mode in MODES:
        client.begin(mode)
        client.answer(client.wrong())
    serve(client, replace(client.bank, problems={}))
    for one in client.grader.progress.home(client.learner).going:
        client.grader.attempts.look(client.learner, one.attempt)
        client.grader.attempts.end(client.learner, one.attempt)
        client.grader.attempts.result(client.learner, one.attempt)
    client.grader.progress.history(client.learner)
    assert client.grader.exports.as_csv(client.learner).count("\n") == 4
