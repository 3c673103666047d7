"""A bank that changes while an attempt is under way: nothing crashes, and nobody pays for it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from grader.rules.modes import Mode
from grader.service import Grader
from problems.bank import Bank
from tests.grader.table import Table

MODES: list[Mode] = ["challenge", "practice", "test"]


def lose(table: Table, problem: str) -> None:
    """The bank is read anew, without this problem."""
    kept = {name: one for name, one in table.bank.problems.items() if name != problem}
    serve(table, replace(table.bank, problems=kept))


def change(table: Table, problem: str) -> None:
    """The bank is read anew, and this problem now asks something else."""
    changed = table.bank.problems[problem].model_copy(update={"prompt": "Something else?"})
    serve(table, replace(table.bank, problems={**table.bank.problems, problem: changed}))


def serve(table: Table, bank: Bank) -> None:
    table.grader = Grader(table.store, bank, table.clock, table.grader._dice)


@pytest.mark.parametrize("how", [lose, change])
@pytest.mark.parametrize("mode", MODES)
def test_a_problem_that_changed_counts_for_nothing(table: Table, mode: Mode, how) -> None:  # type: ignore[no-untyped-def]
    problem = table.begin(mode).item.problem
    assert problem is not None
    raw = table.right()
    how(table, problem.id)
    item = table.item()
    assert (item.problem, item.state, item.close_reason, item.points) == (None, "closed", "withdrawn", None)
    assert table.look().marks[0] == "withdrawn"
    assert table.answer(raw).say.startswith("This problem was changed or taken away")
    assert table.grader.go(table.learner, table.attempt, 2).recorded
    table.grader.end(table.learner, table.attempt)
    assert table.grader.result(table.learner, table.attempt).right == 0
    assert table.grader.past(table.learner, table.attempt, 1).points is None


@pytest.mark.parametrize("how", [lose, change])
@pytest.mark.parametrize("mode", ["challenge", "practice"])
def test_a_problem_that_changed_is_no_miss(table: Table, mode: Mode, how) -> None:  # type: ignore[no-untyped-def]
    problem = table.begin(mode).item.problem
    assert problem is not None
    how(table, problem.id)
    for _ in range(4):
        table.next()
        table.answer(table.right())
    table.grader.end(table.learner, table.attempt)
    result = table.grader.result(table.learner, table.attempt)
    assert (result.right, result.of, result.points) == (4, 4, 4)
    assert [item.mark for item in result.items] == ["withdrawn", *["right"] * 4]
    (past,) = table.grader.progress(table.learner).attempts
    assert (past.right, past.of) == (4, 4)
    assert sum(skill.answered for skill in result.skills) == 4


def test_a_problem_that_changed_stays_uncounted_when_it_is_regraded(table: Table) -> None:
    problem = table.begin("challenge").item.problem
    assert problem is not None
    table.answer(table.wrong())
    change(table, problem.id)
    table.next()
    table.finish()
    assert table.grader.regrade(problem.id).items == ()
    result = table.grader.result(table.learner, table.attempt)
    assert (result.right, result.of, result.points) == (4, 4, 4)


def test_a_challenge_without_the_lost_problem_can_still_earn_the_badge(table: Table) -> None:
    problem = table.begin("challenge").item.problem
    assert problem is not None
    lose(table, problem.id)
    table.next()
    table.finish()
    result = table.grader.result(table.learner, table.attempt)
    assert (result.right, result.of) == (4, 4)
    assert result.badge is not None
    assert result.badge.of == 4


def test_a_problem_that_comes_back_in_time_goes_on(table: Table) -> None:
    bank, problem = table.bank, table.begin("challenge").item.problem
    assert problem is not None
    lose(table, problem.id)
    assert table.item().problem is None
    serve(table, bank)
    assert table.answer(table.right()).kind == "right"


def test_a_lost_problem_whose_time_runs_out_is_closed_without_a_mark(table: Table) -> None:
    problem = table.begin("challenge").item.problem
    assert problem is not None
    table.save(table.right())
    lose(table, problem.id)
    table.clock.move(minutes=2)
    assert table.grader.sweep().closed == 1
    assert (table.item().close_reason, table.item().tries) == ("withdrawn", ())


def test_a_mark_stands_when_its_problem_changes_later(table: Table) -> None:
    problem = table.begin("challenge").item.problem
    assert problem is not None
    table.finish()
    before = table.grader.result(table.learner, table.attempt)
    skills = table.grader.progress(table.learner).skills
    change(table, problem.id)
    after = table.grader.result(table.learner, table.attempt)
    assert (after.right, after.points, after.badge) == (before.right, before.points, before.badge)
    assert (after.items[0].problem, after.items[0].solution, after.items[0].points) == (None, None, 1)
    assert [one.verdict.outcome for one in after.items[0].tries] == ["pass"]
    assert table.grader.progress(table.learner).skills == skills


def test_everything_lost_at_once_breaks_no_page(table: Table) -> None:
    for mode in MODES:
        table.begin(mode)
        table.answer(table.wrong())
    serve(table, replace(table.bank, problems={}))
    for one in table.grader.home(table.learner).going:
        table.grader.look(table.learner, one.attempt)
        table.grader.end(table.learner, one.attempt)
        table.grader.result(table.learner, one.attempt)
    table.grader.progress(table.learner)
    assert table.grader.export_csv(table.learner).count("\n") == 4
