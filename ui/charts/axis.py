"""The axis from 0 to 100 % that shares are drawn on, and the interval on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from grader.views.results import Interval
from ui.charts.svg import Anchor, Circle, Path, Rect, Shape, Text


@dataclass(frozen=True, slots=True)
class Scale:
    """Shares 0..1 laid out from `left` over `width` px."""

    left: float
    width: float

    def x(self, share: float) -> float:
        """Raises ValueError for a share outside 0..1."""
        if not 0 <= share <= 1:
            raise ValueError(f"a share lies between 0 and 1, not {share}")
        return round(self.left + self.width * share, 1)


def percent(share: float) -> str:
    """`0.827` as "83 %", its parts kept on one line."""
    return f"{share * 100:.0f}\N{NO-BREAK SPACE}%"


def axis(scale: Scale, y: float, marks: Sequence[float] = (0, 0.25, 0.5, 0.75, 1)) -> tuple[Shape, ...]:
    """A line with ticks and their percentages below it."""
    line = Path(f"M{scale.x(0)} {y}H{scale.x(1)}", stroke="edge")
    ticks = [Path(f"M{scale.x(mark)} {y}v5", stroke="edge") for mark in marks]
    return (line, *ticks, *(_label(scale, mark, y + 20) for mark in marks))


def interval(scale: Scale, share: Interval, y: float, *, thick: float = 14) -> tuple[Rect, Circle]:
    """The 90 % interval as a bar around `y`, its mean as a dot that stands out by shape, not by colour."""
    left, right = scale.x(share.low), scale.x(share.high)
    bar = Rect(left, y - thick / 2, max(right - left, 2), thick, fill="line", stroke="edge", radius=thick / 2)
    return (
        bar,
        Circle(scale.x(share.mean), y, thick / 2 + 1, fill="text", stroke="background", stroke_width=2),
    )


def _label(scale: Scale, mark: float, y: float) -> Text:
    anchor: Anchor = "start" if mark == 0 else "end" if mark == 1 else "middle"
    return Text(scale.x(mark), y, percent(mark), anchor=anchor, fill="muted")
