"""An author tries a problem by the rules that learners have."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from grader.errors import NotFound, Refused
from grader.service.author_preview import AuthorPreview, start_preview
from tests.grader.sample_bank import make_bank, make_problem

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture
def preview() -> AuthorPreview:
    """A choice of a, b and c, keyed at b."""
    return start_preview(make_bank([make_problem("only", "choice")]), "only", seed=1, at=NOON)


def test_a_wrong_answer_costs_a_try_and_a_right_one_closes(preview: AuthorPreview) -> None:
    assert preview.answer("a", NOON).kind == "wrong"
    item = preview.view().item
    assert (item.state, item.tries_allowed - item.tries_left, item.solution) == ("open", 1, None)
    assert preview.answer("b", NOON + timedelta(seconds=1)).kind == "right"
    item = preview.view().item
    assert item.state == "closed"
    assert item.solution is not None


def test_a_blank_and_a_repeated_answer_cost_nothing(preview: AuthorPreview) -> None:
    assert preview.answer(None, NOON).kind == "blank"
    preview.answer("a", NOON)
    left = preview.view().item.tries_left
    assert preview.answer("a", NOON).kind == "repeated"
    assert preview.view().item.tries_left == left


def test_an_answer_of_another_shape_is_refused(preview: AuthorPreview) -> None:
    with pytest.raises(Refused):
        preview.answer(["b"], NOON)


def test_hints_come_one_by_one_and_end(preview: AuthorPreview) -> None:
    count = len(preview.bank.problems["only"].hints)
    for shown in range(count):
        preview.show_hint(NOON)
        assert len(preview.view().item.hints) == shown + 1
    with pytest.raises(NotFound):
        preview.show_hint(NOON)


def test_the_solution_closes_the_problem_for_nothing(preview: AuthorPreview) -> None:
    assert preview.show_solution(NOON).kind == "solution"
    item = preview.view().item
    assert (item.state, item.points) == ("closed", 0)


def test_no_clock_runs(preview: AuthorPreview) -> None:
    preview.answer("a", NOON + timedelta(days=1))
    assert preview.view().item.remaining is None
