"""What first answers say of a problem: too fast, extended and second meetings are kept apart."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.rules.item_statistics import FirstAnswer, FirstAnswerStatistics, first_answer_statistics
from grader.store import Store
from problems.bank import Bank
from problems.model import Problem
from tests.grader.client import Client
from tests.grader.sample_bank import make_bank, make_problem


def took(seconds: float, *, right: bool = False) -> FirstAnswer:
    return FirstAnswer(right, timedelta(seconds=seconds))


@pytest.mark.parametrize(
    ("seconds", "fast"),
    [([2.9, 10, 12], 1), ([3, 10, 12], 0), ([11, 119, 120, 121, 130], 1), ([12, 119, 120, 121, 130], 0)],
)
def test_an_answer_under_3_s_or_a_tenth_of_the_median_is_too_fast(seconds: list[float], fast: int) -> None:
    seen = first_answer_statistics([took(each) for each in seconds])
    assert (seen.too_fast, seen.attempts) == (fast, len(seconds) - fast)


def test_extra_time_is_counted_apart_and_moves_no_median() -> None:
    slow = [FirstAnswer(True, timedelta(hours=1), extended=True)] * 9
    assert first_answer_statistics([took(20, right=True), took(20), *slow]) == FirstAnswerStatistics(
        0.5, 2, 0, 9
    )


def test_nobody_is_no_facility() -> None:
    assert first_answer_statistics([]) == FirstAnswerStatistics(None, 0, 0, 0)


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
    seen = first_answer_statistics(answers)
    assert seen.attempts + seen.too_fast + seen.extended == len(answers)
    assert (seen.facility is None) == (seen.attempts == 0)
    assert seen.facility is None or 0 <= seen.facility <= 1


def meet(client: Client, *, right: bool, after: float = 30) -> None:
    """Meet the only problem in a practice of its own, and answer it."""
    client.begin("practice")
    client.clock.move(seconds=after)
    client.answer(client.right() if right else client.wrong())
    client.grader.attempts.end(client.learner, client.attempt)


def only(problem: Problem | None = None) -> Bank:
    """A bank whose practice is one problem."""
    bank = make_bank([problem or make_problem("p", "choice")])
    return replace(bank, manifest=bank.manifest.model_copy(update={"practice": 1}))


def test_only_the_first_answer_at_the_first_meeting_counts(store: Store) -> None:
    first = Client(store, bank=only())
    meet(first, right=False)
    meet(first, right=True)
    other = Client(store, clock=first.clock, seed=2, bank=only())
    meet(other, right=True)
    assert first.grader.statistics.first_answers() == {"p": FirstAnswerStatistics(0.5, 2, 0, 0)}


def test_an_answer_to_another_text_says_nothing_of_this_one(store: Store) -> None:
    client = Client(store, bank=only())
    meet(client, right=False)
    changed = make_problem("p", "choice").model_copy(update={"prompt": "What else?"})
    again = Client(store, clock=client.clock, seed=2, bank=only(changed))
    assert again.grader.statistics.first_answers() == {"p": FirstAnswerStatistics(None, 0, 0, 0)}


def test_an_answer_at_once_is_too_fast_and_the_next_meeting_is_no_first(store: Store) -> None:
    client = Client(store, bank=only())
    meet(client, right=True, after=1)
    meet(client, right=True)
    assert client.grader.statistics.first_answers() == {"p": FirstAnswerStatistics(None, 0, 1, 0)}


def test_a_meeting_without_an_answer_makes_the_next_no_first(store: Store) -> None:
    client = Client(store, bank=only())
    client.begin("practice")
    client.grader.items.show_solution(client.learner, client.attempt, 1)
    client.grader.attempts.end(client.learner, client.attempt)
    client.clock.move(hours=1)
    meet(client, right=True)
    assert client.grader.statistics.first_answers() == {"p": FirstAnswerStatistics(None, 0, 0, 0)}


def test_who_has_extra_time_is_counted_apart(store: Store) -> None:
    client = Client(store, bank=only())
    client.grader.learners.set_extra_time(client.learner, "2")
    meet(client, right=True)
    assert client.grader.statistics.first_answers() == {"p": FirstAnswerStatistics(None, 0, 0, 1)}
