"""Each mode, from its begin to its result, and that a mode is one row."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from grader.rules.attempt import ExtraTime
from grader.rules.modes import MODES, Mode
from tests.grader.table import Table

ROOT = Path(__file__).parents[2]


def test_every_mode_has_a_row_and_a_page() -> None:
    assert tuple(MODES) == get_args(Mode)
    for policy in MODES.values():
        assert (ROOT / "ui" / "screens" / f"{policy.page}.py").exists()


def test_no_module_but_its_row_and_its_page_names_a_mode() -> None:
    pages = {f"ui/screens/{policy.page}.py" for policy in MODES.values()}
    allowed = pages | {"grader/rules/modes.py"}
    assert [named for named in _modes_named() if named.split(":")[0] not in allowed] == []


def _modes_named() -> Iterator[str]:
    """`path:line` of each string in the grader and the pages that is a mode's name."""
    for part in ("grader", "ui"):
        for path in sorted((ROOT / part).rglob("*.py")):
            if "migrations" in path.parts or "node_modules" in path.parts:
                continue
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in MODES:
                    yield f"{path.relative_to(ROOT)}:{node.lineno}"


def test_a_challenge_with_everything_right_earns_the_badge(table: Table) -> None:
    table.begin("challenge")
    table.finish()
    result = table.grader.result(table.learner, table.attempt)
    assert (result.right, result.of, result.points) == (5, 5, 5)
    assert result.badge is not None
    assert (result.badge.title, result.badge.learner) == ("Made-Up Master", "Ada")
    assert (result.badge.first_try, result.badge.hints) == (5, 0)
    assert table.grader.home(table.learner).badges == (result.badge,)


@pytest.mark.parametrize(
    ("extra", "said"),
    [("1", "without a hint, in time."), ("2", "in twice the time."), ("untimed", "a clock.")],
)
def test_a_badge_says_which_time_it_was_earned_with(table: Table, extra: ExtraTime, said: str) -> None:
    table.grader.set_extra_time(table.learner, extra)
    table.begin("challenge")
    table.finish()
    badge = table.grader.result(table.learner, table.attempt).badge
    assert badge is not None
    assert said in badge.claim


def test_a_challenge_with_one_problem_wrong_earns_none(table: Table) -> None:
    table.begin("challenge")
    table.answer(table.wrong(0))
    table.answer(table.wrong(1))
    table.finish()
    result = table.grader.result(table.learner, table.attempt)
    assert (result.right, result.badge) == (4, None)


def test_a_practice_goes_back_and_forth_and_shows_a_solution_on_demand(table: Table) -> None:
    table.begin("practice")
    for position in (3, 1, 2):
        table.grader.go(table.learner, table.attempt, position)
        assert table.item().position == position
    receipt = table.grader.show_solution(table.learner, table.attempt, 2)
    assert (receipt.kind, table.item().close_reason) == ("solution", "solution-shown")
    assert table.item().solution is not None


def test_a_test_says_nothing_until_its_end_and_then_everything(table: Table) -> None:
    table.begin("test")
    assert table.answer(table.right()).kind == "recorded"
    item = table.item()
    assert (item.close_reason, item.tries, item.solution, item.points) == ("answered", (), None, None)
    table.finish()
    result = table.grader.result(table.learner, table.attempt)
    assert result.mastery is not None
    assert result.mastery.verdict.outcome == "pass"
    assert all(one.solution and one.tries for one in result.items)


def test_an_undecided_test_goes_on_with_five_more_questions(table: Table) -> None:
    table.begin("test")
    table.answer(table.wrong())
    table.finish()
    assert table.grader.result(table.learner, table.attempt).may_extend
    assert table.grader.extend(table.learner, table.attempt).kind == "extended"
    view = table.look()
    assert (view.finished, view.position, len(view.marks)) == (False, 11, 15)
    assert view.marks[0] == "wrong"  # what was revealed stays so
    table.start()
    table.finish()
    result = table.grader.result(table.learner, table.attempt)
    assert result.mastery is not None
    assert result.mastery.right == result.mastery.answered - 1 > 9


def _extended(table: Table, wrong: int) -> None:
    """An undecided test that goes on, after a first form with so many wrong answers."""
    table.begin("test")
    for _ in range(wrong):
        table.answer(table.wrong())
        table.next()
    table.finish()
    assert table.grader.extend(table.learner, table.attempt).kind == "extended"
    table.start()


def test_a_test_that_goes_on_ends_as_soon_as_it_is_certain(table: Table) -> None:
    _extended(table, wrong=1)
    table.finish()
    result = table.grader.result(table.learner, table.attempt)
    assert result.mastery is not None
    assert result.mastery.verdict.outcome == "pass"
    assert result.mastery.p_strong >= 0.9
    assert result.of == result.mastery.answered < 15
    assert (len(result.items), result.may_extend) == (result.of, False)


def test_a_first_form_is_asked_to_its_end_however_certain_it_is(table: Table) -> None:
    table.begin("test")
    table.finish(right=False)
    result = table.grader.result(table.learner, table.attempt)
    assert result.mastery is not None
    assert (result.mastery.answered, result.mastery.verdict.outcome) == (10, "fail")


def test_certainty_by_the_clock_ends_the_test_when_its_learner_comes_back(table: Table) -> None:
    _extended(table, wrong=3)
    for _ in range(5):
        if table.look().finished:
            break
        table.clock.move(hours=1)
        table.grader.go(table.learner, table.attempt, table.look().position + 1)
    result = table.grader.result(table.learner, table.attempt)
    assert result.mastery is not None
    assert (result.mastery.verdict.outcome, result.of) == ("fail", result.mastery.answered)
    assert result.of < 15
