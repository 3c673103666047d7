"""What first answers say of a problem: too fast, extended and second meetings are kept apart."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.rules.item_statistics import FirstAnswer, Observation, observe
from grader.store import Store
from problems.bank import Bank
from problems.model import Problem
from tests.grader.bank import make_bank, make_problem
from tests.grader.table import Table


def took(seconds: float, *, right: bool = False) -> FirstAnswer:
    return FirstAnswer(right, timedelta(seconds=seconds))


@pytest.mark.parametrize(
    ("seconds", "fast"),
    [([2.9, 10, 12], 1), ([3, 10, 12], 0), ([11, 119, 120, 121, 130], 1), ([12, 119, 120, 121, 130], 0)],
)
def test_an_answer_under_3_s_or_a_tenth_of_the_median_is_too_fast(seconds: list[float], fast: int) -> None:
    seen = observe([took(each) for each in seconds])
    assert (seen.too_fast, seen.attempts) == (fast, len(seconds) - fast)


def test_extra_time_is_counted_apart_and_moves_no_median() -> None:
    slow = [FirstAnswer(True, timedelta(hours=1), extended=True)] * 9
    assert observe([took(20, right=True), took(20), *slow]) == Observation(0.5, 2, 0, 9)


def test_nobody_is_no_facility() -> None:
    assert observe([]) == Observation(None, 0, 0, 0)


@given(
    st.lists(
        st.builds(
            FirstAnswer,
            st.booleans(),
            st.floats(0, 1e5).map(lambda seconds: timedelta(seconds=seconds)),
            st.booleans(),
        )
    )
)
def test_every_answer_is_counted_once(answers: list[FirstAnswer]) -> None:
    seen = observe(answers)
    assert seen.attempts + seen.too_fast + seen.extended == len(answers)
    assert (seen.facility is None) == (seen.attempts == 0)
    assert seen.facility is None or 0 <= seen.facility <= 1


def meet(table: Table, *, right: bool, after: float = 30) -> None:
    """Meet the only problem in a practice of its own, and answer it."""
    table.begin("practice")
    table.clock.move(seconds=after)
    table.answer(table.right() if right else table.wrong())
    table.grader.end(table.learner, table.attempt)


def only(problem: Problem | None = None) -> Bank:
    """A bank whose practice is one problem."""
    bank = make_bank([problem or make_problem("p", "choice")])
    return replace(bank, manifest=bank.manifest.model_copy(update={"practice": 1}))


def test_only_the_first_answer_at_the_first_meeting_counts(store: Store) -> None:
    first = Table(store, bank=only())
    meet(first, right=False)
    meet(first, right=True)
    other = Table(store, clock=first.clock, seed=2, bank=only())
    meet(other, right=True)
    assert first.grader.observed() == {"p": Observation(0.5, 2, 0, 0)}


def test_an_answer_to_another_text_says_nothing_of_this_one(store: Store) -> None:
    table = Table(store, bank=only())
    meet(table, right=False)
    changed = make_problem("p", "choice").model_copy(update={"prompt": "What else?"})
    again = Table(store, clock=table.clock, seed=2, bank=only(changed))
    assert again.grader.observed() == {"p": Observation(None, 0, 0, 0)}


def test_an_answer_at_once_is_too_fast_and_the_next_meeting_is_no_first(store: Store) -> None:
    table = Table(store, bank=only())
    meet(table, right=True, after=1)
    meet(table, right=True)
    assert table.grader.observed() == {"p": Observation(None, 0, 1, 0)}


def test_a_meeting_without_an_answer_makes_the_next_no_first(store: Store) -> None:
    table = Table(store, bank=only())
    table.begin("practice")
    table.grader.show_solution(table.learner, table.attempt, 1)
    table.grader.end(table.learner, table.attempt)
    table.clock.move(hours=1)
    meet(table, right=True)
    assert table.grader.observed() == {"p": Observation(None, 0, 0, 0)}


def test_who_has_extra_time_is_counted_apart(store: Store) -> None:
    table = Table(store, bank=only())
    table.grader.set_extra_time(table.learner, "2")
    meet(table, right=True)
    assert table.grader.observed() == {"p": Observation(None, 0, 0, 1)}
