"""Each mode, from its begin to its result, and that a mode is one row."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from grader.rules.attempt import ExtraTime
from grader.rules.modes import MODES, Mode
from tests.grader.client import Client

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


def test_a_challenge_with_everything_right_earns_the_badge(client: Client) -> None:
    client.begin("challenge")
    client.finish()
    result = client.grader.attempts.result(client.learner, client.attempt)
    assert (result.right, result.of, result.points) == (5, 5, 5)
    assert result.badge is not None
    assert (result.badge.title, result.badge.learner) == ("Made-Up Master", "Ada")
    assert (result.badge.first_try, result.badge.hints) == (5, 0)
    assert client.grader.progress.home(client.learner).badges == (result.badge,)


@pytest.mark.parametrize(
    ("extra", "said"),
    [("1", "without a hint, in time."), ("2", "in twice the time."), ("untimed", "a clock.")],
)
def test_a_badge_says_which_time_it_was_earned_with(client: Client, extra: ExtraTime, said: str) -> None:
    client.grader.learners.set_extra_time(client.learner, extra)
    client.begin("challenge")
    client.finish()
    badge = client.grader.attempts.result(client.learner, client.attempt).badge
    assert badge is not None
    assert said in badge.claim


def test_a_challenge_with_one_problem_wrong_earns_none(client: Client) -> None:
    client.begin("challenge")
    client.answer(client.wrong(0))
    client.answer(client.wrong(1))
    client.finish()
    result = client.grader.attempts.result(client.learner, client.attempt)
    assert (result.right, result.badge) == (4, None)


def test_a_practice_goes_back_and_forth_and_shows_a_solution_on_demand(client: Client) -> None:
    client.begin("practice")
    for position in (3, 1, 2):
        client.grader.attempts.go(client.learner, client.attempt, position)
        assert client.item().position == position
    receipt = client.grader.items.show_solution(client.learner, client.attempt, 2)
    assert (receipt.kind, client.item().close_reason) == ("solution", "solution-shown")
    assert client.item().solution is not None


def test_a_test_says_nothing_until_its_end_and_then_everything(client: Client) -> None:
    client.begin("test")
    assert client.answer(client.right()).kind == "recorded"
    item = client.item()
    assert (item.close_reason, item.tries, item.solution, item.points) == ("answered", (), None, None)
    client.finish()
    result = client.grader.attempts.result(client.learner, client.attempt)
    assert result.mastery is not None
    assert result.mastery.verdict.outcome == "pass"
    assert all(one.solution and one.tries for one in result.items)


@pytest.mark.parametrize(("mode", "tries"), [("challenge", 2), ("practice", 2), ("test", 1)])
def test_a_problem_of_two_tries_has_those_of_its_mode(client: Client, mode: Mode, tries: int) -> None:
    client.begin(mode)
    assert (client.item().tries_allowed, client.item().tries_left) == (tries, tries)


def test_an_undecided_test_goes_on_with_five_more_questions(client: Client) -> None:
    client.begin("test")
    client.answer(client.wrong())
    client.finish()
    assert client.grader.attempts.result(client.learner, client.attempt).may_extend
    assert client.grader.attempts.extend(client.learner, client.attempt).kind == "extended"
    view = client.look()
    assert (view.finished, view.position, len(view.marks)) == (False, 11, 15)
    assert view.marks[0] == "wrong"  # what was revealed stays so
    client.start()
    client.finish()
    result = client.grader.attempts.result(client.learner, client.attempt)
    assert result.mastery is not None
    assert result.mastery.right == result.mastery.answered - 1 > 9


def _extended(client: Client, wrong: int) -> None:
    """An undecided test that goes on, after a first form with so many wrong answers."""
    client.begin("test")
    for _ in range(wrong):
        client.answer(client.wrong())
        client.next()
    client.finish()
    assert client.grader.attempts.extend(client.learner, client.attempt).kind == "extended"
    client.start()


def test_a_test_that_goes_on_ends_as_soon_as_it_is_certain(client: Client) -> None:
    _extended(client, wrong=1)
    client.finish()
    result = client.grader.attempts.result(client.learner, client.attempt)
    assert result.mastery is not None
    assert result.mastery.verdict.outcome == "pass"
    assert result.mastery.p_strong >= 0.9
    assert result.of == result.mastery.answered < 15
    assert (len(result.items), result.may_extend) == (result.of, False)


def test_a_first_form_is_asked_to_its_end_however_certain_it_is(client: Client) -> None:
    client.begin("test")
    client.finish(right=False)
    result = client.grader.attempts.result(client.learner, client.attempt)
    assert result.mastery is not None
    assert (result.mastery.answered, result.mastery.verdict.outcome) == (10, "fail")


def test_certainty_by_the_clock_ends_the_test_when_its_learner_comes_back(client: Client) -> None:
    _extended(client, wrong=3)
    for _ in range(5):
        if client.look().finished:
            break
        client.clock.move(hours=1)
        client.grader.attempts.go(client.learner, client.attempt, client.look().position + 1)
    result = client.grader.attempts.result(client.learner, client.attempt)
    assert result.mastery is not None
    assert (result.mastery.verdict.outcome, result.of) == ("fail", result.mastery.answered)
    assert result.of < 15
