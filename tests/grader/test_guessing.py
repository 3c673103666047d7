"""What guessing alone would do, counted."""

from __future__ import annotations

from collections.abc import Callable
from itertools import permutations

import pytest

from grader.rules.guessing import chance_of_all, count_orders, guess_chance
from grader.rules.marking import mark
from problems.answer import BlanksAnswer, OrderAnswer
from tests.grader.sample_bank import make_problem


@pytest.mark.parametrize(("kind", "chance"), [("choice", 1 / 4), ("choices", 1 / 16)])
def test_a_blind_pick_is_right_as_often_as_the_options_say(kind: str, chance: float) -> None:
    assert guess_chance(make_problem("p", kind)) == chance


def test_a_blind_order_is_right_as_often_as_all_selections_say() -> None:
    problem = make_problem("p", "order")
    orders = [mark(problem, OrderAnswer(order)).right for order in permutations("abcdx", 4)]
    assert guess_chance(problem) == sum(orders) / len(orders) == 2 / 120


def test_a_blind_filling_is_right_as_often_as_all_fillings_say() -> None:
    problem = make_problem("p", "blanks")
    fillings = [
        mark(problem, BlanksAnswer((("noun", noun), ("verb", verb)))).right
        for noun, verb in permutations("abcd", 2)
    ]
    assert guess_chance(problem) == sum(fillings) / len(fillings)


@pytest.mark.parametrize(
    ("steps", "after", "orders"),
    [(10, lambda at: (at - 1,) if at else (), 1), (10, lambda _: (), 3_628_800), (3, lambda _: (), 6)],
)
def test_orders_are_counted_not_listed(
    steps: int, after: Callable[[int], tuple[int, ...]], orders: int
) -> None:
    edges = {str(at): tuple(str(before) for before in after(at)) for at in range(steps)}
    assert count_orders(edges) == orders


def test_two_tries_on_four_options_are_even_odds_and_five_such_three_percent() -> None:
    assert chance_of_all([(0.25, 2)]) == 0.5
    assert chance_of_all([(0.25, 2)] * 5) == pytest.approx(0.03, abs=0.002)


def test_more_tries_than_options_are_no_more_than_certain() -> None:
    assert chance_of_all([(0.25, 5)]) == 1
