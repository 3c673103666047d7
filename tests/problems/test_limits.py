"""The formulas of the limits against worked figures."""

from __future__ import annotations

import pytest

from problems.limits import ColourCapacity, RollbackTime, budget_burned, budget_seconds


@pytest.mark.parametrize(
    ("capacity", "peak", "admitted"),
    [
        (ColourCapacity(4, 4, 10, 60), 80, 2),  # the problem quota-allows-two, proven on a cluster
        (ColourCapacity(10, 10, 1_000, 20_000), 20_000, 10),  # price-of-two: ten and ten
        (ColourCapacity(10, 10, 1_000, 19_999), 20_000, 9),
        (ColourCapacity(6, 3, 500, 2_000), 4_500, 0),  # the quota was lowered below what already runs
        (ColourCapacity(1, 1, 10, 10), 20, 0),
    ],
)
def test_a_quota_admits_green_pod_by_pod(capacity: ColourCapacity, peak: int, admitted: int) -> None:
    assert (capacity.peak, capacity.admitted) == (peak, admitted)


def test_green_is_paid_for_from_its_start_to_the_end_of_the_soak() -> None:
    assert ColourCapacity(4, 3, 10, 100).extra_hours(24) == 72


def test_the_time_to_get_back_is_the_sum_of_its_parts_in_order() -> None:
    time = RollbackTime(detect=120, decide=60, load=0, flip=1, drain=30)
    assert time.total == 211
    assert [name for name, _ in time.parts] == ["detect", "decide", "load", "flip", "drain"]


def test_an_objective_leaves_its_budget() -> None:
    assert budget_seconds(0.999, 30) == pytest.approx(2_592)  # 43.2 minutes, as the workbook has it
    assert budget_seconds(0.99, 28) == pytest.approx(24_192)
    assert budget_burned(2_592, 1, 0.999, 30) == pytest.approx(1)
    assert budget_burned(240, 0.05, 0.999, 30) == pytest.approx(12 / 2_592)
    assert budget_burned(26_000, 1, 0.999, 30) > 10


@pytest.mark.parametrize("objective", [1.0, 1.5, -0.1])
def test_an_objective_that_leaves_no_budget_is_refused(objective: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        budget_seconds(objective, 30)
