"""Misconceptions: named once the problem is closed, by what was wrongly chosen, and counted by problem."""

from __future__ import annotations

import pytest

from grader.rules.modes import Mode
from tests.grader.client import Client
from tests.grader.sample_bank import MISCONCEPTION


def named(client: Client) -> list[str] | None:
    """The misconceptions on the page of the problem; None while its solution is hidden."""
    solution = client.item().solution
    return None if solution is None else [one.id for one in solution.misconceptions]


def test_a_wrong_answer_names_its_misconception_once_the_problem_is_closed(client: Client) -> None:
    client.begin("challenge")
    client.answer(client.wrong(0))
    assert named(client) is None
    client.answer(client.wrong(1))
    assert client.item().state == "closed"
    problem = client.item().problem
    assert problem is not None
    assert named(client) == ([] if problem.kind == "blanks" else [MISCONCEPTION])


def test_a_right_answer_names_none(client: Client) -> None:
    client.begin("challenge")
    client.answer(client.right())
    assert named(client) == []


def test_a_test_names_none_before_its_end(client: Client) -> None:
    client.begin("test")
    client.answer(client.wrong())
    assert named(client) is None
    assert client.grader.progress.history(client.learner).misconceptions == ()


@pytest.mark.parametrize(("modes", "expected"), [(["challenge"], True), (["practice", "practice"], True)])
def test_one_that_came_up_in_three_problems_is_counted(
    client: Client, modes: list[Mode], expected: bool
) -> None:
    assert client.grader.progress.history(client.learner).misconceptions == ()
    for mode in modes:
        client.begin(mode)
        client.finish(right=False)
    (found,) = client.grader.progress.history(client.learner).misconceptions
    wrong = {
        one.problem
        for one in client.grader.progress.history(client.learner).problems
        if client.bank.problems[one.problem].kind != "blanks"
    }
    assert (found.id, found.problems) == (MISCONCEPTION, len(wrong))
    assert found.problems >= 3


def test_a_bank_that_changed_its_options_names_nothing_for_an_old_answer(client: Client) -> None:
    client.begin("challenge")
    client.finish(right=False)
    for name, problem in client.bank.problems.items():
        changed = problem.model_copy(update={"prompt": "Another question?"})
        client.bank.problems[name] = changed  # type: ignore[index]
    vars(client.bank).pop("_fingerprints", None)
    assert client.grader.progress.history(client.learner).misconceptions == ()
