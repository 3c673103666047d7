"""Points: the reference figures, and that no further try can hurt."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.rules.modes import MODES, Mode
from grader.rules.scoring import hinted_value, points, try_value

SHARES = st.floats(0, 1)


def test_prairielearns_example_credits_only_what_improved() -> None:
    tries = list(zip([0.5, 0.2, 0.8, 0.7], [10, 7, 5, 2], strict=True))
    assert [points(tries[:count]) for count in (1, 2, 3, 4)] == pytest.approx([5, 5, 6.5, 6.5])


@pytest.mark.parametrize(("allowed", "values"), [(3, [1, 2 / 3, 1 / 3]), (2, [1, 1 / 2]), (1, [1])])
def test_a_later_try_is_worth_less(allowed: int, values: list[float]) -> None:
    assert [try_value(number, allowed) for number in range(1, allowed + 1)] == pytest.approx(values)


def test_a_hint_costs_a_quarter_of_what_the_try_is_worth() -> None:
    assert hinted_value(1, 1, 0.75) == 0.75
    assert hinted_value(0.5, 2, 0.75) == 0.5 * 0.75 * 0.75
    assert hinted_value(0.5, 2, share=1) == 0.5


@given(st.lists(st.tuples(SHARES, SHARES)))
def test_points_are_between_nothing_and_all(tries: list[tuple[float, float]]) -> None:
    assert 0 <= points(tries) <= 1 + 1e-9


@given(st.lists(st.tuples(SHARES, SHARES)), st.tuples(SHARES, SHARES))
def test_a_further_try_never_lowers_them(
    tries: list[tuple[float, float]], further: tuple[float, float]
) -> None:
    assert points([*tries, further]) >= points(tries)


@given(st.lists(st.tuples(SHARES, SHARES), min_size=1), st.data())
def test_giving_more_credit_to_the_last_try_never_lowers_them(
    tries: list[tuple[float, float]], data: st.DataObject
) -> None:
    *before, (credit, value) = tries
    better = data.draw(st.floats(credit, 1))
    assert points([*before, (better, value)]) >= points(tries)


@given(SHARES, st.integers(0, 3), SHARES)
def test_a_hint_never_raises_a_value(value: float, hints: int, share: float) -> None:
    assert hinted_value(value, hints + 1, share) <= hinted_value(value, hints, share)


@pytest.mark.parametrize("mode", MODES)
def test_a_hint_costs_a_quarter_or_nothing(mode: Mode) -> None:
    assert MODES[mode].hint_share == (1 if mode in ("practice", "recall") else 0.75)
