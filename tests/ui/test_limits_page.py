"""The pictures of the limits, and where the measured figures come from."""

from __future__ import annotations

from pathlib import Path

import pytest

import ui
from problems.limits import ColourCapacity, RollbackTime
from ui.charts.limits import capacity_pods, rollback_bar
from ui.charts.svg import Rect
from ui.learn.measured import CAPACITY, ERROR_BUDGET, ROLLBACK, MeasuredFigure

ROOT = Path(ui.__file__).parents[1]


@pytest.mark.parametrize("figure", [*CAPACITY, *ROLLBACK, *ERROR_BUDGET], ids=lambda figure: figure.text[:40])
def test_a_measured_figure_stands_in_the_file_that_it_names(figure: MeasuredFigure) -> None:
    assert figure.quote in (ROOT / figure.file).read_text(encoding="utf-8")


@pytest.mark.parametrize("width", [640, 340])
def test_every_pod_is_a_square_and_a_refused_one_is_dashed(width: float) -> None:
    drawn = capacity_pods(ColourCapacity(20, 20, 10, 300), "", width=width)
    pods = [shape for shape in drawn.shapes if isinstance(shape, Rect)]
    assert len(pods) == 40
    assert sum(bool(pod.dashes) for pod in pods) == 10
    assert all(pod.x + pod.width <= width + 1 and pod.y + pod.height <= drawn.height for pod in pods)


@pytest.mark.parametrize(
    "time",
    [RollbackTime(120, 60, 0, 1, 30), RollbackTime(0, 0, 0, 0, 0), RollbackTime(900, 900, 600, 30, 600)],
)
def test_the_parts_of_the_time_fill_the_bar_and_no_more(time: RollbackTime) -> None:
    bars = [shape for shape in rollback_bar(time, "").shapes if isinstance(shape, Rect)]
    assert len(bars) == sum(seconds > 0 for _, seconds in time.parts)
    assert all(bar.x >= 0 and bar.x + bar.width <= 642 for bar in bars)
