"""An author tries a problem by the rules that learners have."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from grader.errors import NotFound, Refused
from grader.service.author_preview import Rehearsal, rehearse
from tests.grader.bank import make_bank, make_problem

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture
def rehearsal() -> Rehearsal:
    """A choice of a, b and c, keyed at b."""
    return rehearse(make_bank([make_problem("only", "choice")]), "only", seed=1, at=NOON)


def test_a_wrong_answer_costs_a_try_and_a_right_one_closes(rehearsal: Rehearsal) -> None:
    assert rehearsal.answer("a", NOON).kind == "wrong"
    item = rehearsal.view().item
    assert (item.state, item.tries_allowed - item.tries_left, item.solution) == ("open", 1, None)
    assert rehearsal.answer("b", NOON + timedelta(seconds=1)).kind == "right"
    item = rehearsal.view().item
    assert item.state == "closed"
    assert item.solution is not None


def test_a_blank_and_a_repeated_answer_cost_nothing(rehearsal: Rehearsal) -> None:
    assert rehearsal.answer(None, NOON).kind == "blank"
    rehearsal.answer("a", NOON)
    left = rehearsal.view().item.tries_left
    assert rehearsal.answer("a", NOON).kind == "repeated"
    assert rehearsal.view().item.tries_left == left


def test_an_answer_of_another_shape_is_refused(rehearsal: Rehearsal) -> None:
    with pytest.raises(Refused):
        rehearsal.answer(["b"], NOON)


def test_hints_come_one_by_one_and_end(rehearsal: Rehearsal) -> None:
    count = len(rehearsal.bank.problems["only"].hints)
    for shown in range(count):
        rehearsal.show_hint(NOON)
        assert len(rehearsal.view().item.hints) == shown + 1
    with pytest.raises(NotFound):
        rehearsal.show_hint(NOON)


def test_the_solution_closes_the_problem_for_nothing(rehearsal: Rehearsal) -> None:
    assert rehearsal.show_solution(NOON).kind == "solution"
    item = rehearsal.view().item
    assert (item.state, item.points) == ("closed", 0)


def test_no_clock_runs(rehearsal: Rehearsal) -> None:
    rehearsal.answer("a", NOON + timedelta(days=1))
    assert rehearsal.view().item.remaining is None
