"""Confidence intervals against published and worked figures."""

from __future__ import annotations

import pytest

from grader.rules.intervals import correlation_interval, share_interval


@pytest.mark.parametrize(
    ("share", "n", "bounds"),
    [
        # Newcombe, Statistics in Medicine 17 (1998), 857-872, table I, method 3.
        (81 / 263, 263, (0.2553, 0.3662)),
        (15 / 148, 148, (0.0624, 0.1605)),
        (0 / 20, 20, (0.0, 0.1611)),
        (1 / 29, 29, (0.0061, 0.1718)),
    ],
)
def test_the_interval_of_a_share_has_its_published_bounds(
    share: float, n: int, bounds: tuple[float, float]
) -> None:
    assert share_interval(share, n) == pytest.approx(bounds, abs=5e-5)


def test_the_interval_of_a_correlation_is_fishers() -> None:
    assert correlation_interval(0.5, 30) == pytest.approx((0.1704, 0.7289), abs=1e-4)
    assert correlation_interval(-0.5, 30) == pytest.approx((-0.7289, -0.1704), abs=1e-4)
    assert correlation_interval(1.0, 30) == (1.0, 1.0)


def test_with_too_few_people_there_is_no_interval() -> None:
    assert share_interval(0.0, 0) is None
    assert correlation_interval(0.5, 3) is None
