"""Limits as pictures: pods that fit beside each other, and the time to get back as one bar."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ui.charts.svg import Paint, Picture, Rect, Shape, Text
from ui.charts.text_metrics import width_of

if TYPE_CHECKING:
    from problems.limits import ColourCapacity, RollbackTime

_POD, _SPACE = 22, 6  # px
_BAR = 44  # px
_PAINTS: dict[str, Paint] = {"detect": "surface", "decide": "line", "load": "muted", "flip": "text"}


def capacity_pods(capacity: ColourCapacity, finding: str, *, width: float = 640) -> Picture:
    """A square for each pod: blue, green, and dashed where the quota refuses it."""
    shapes: list[Shape] = []
    y = 0.0
    rows: tuple[tuple[Paint, int, int], ...] = (
        ("blue", capacity.blue, capacity.blue),
        ("green", capacity.green, capacity.admitted),
    )
    for paint, wanted, admitted in rows:
        shapes.append(Text(0, y + 16, _row_title(paint, wanted, admitted), size=14, weight=600))
        drawn = list(_pods(paint, wanted, admitted, y + 26, width))
        shapes += drawn
        y = max(shape.y for shape in drawn) + _POD + 16 if drawn else y + 34
    return Picture(width, y, tuple(shapes), "Pods at the switch", finding)


def _row_title(paint: Paint, wanted: int, admitted: int) -> str:
    refused = f", {wanted - admitted} refused" if wanted > admitted else ""
    return f"{admitted} {paint}{refused}"


def _pods(paint: Paint, wanted: int, admitted: int, top: float, width: float) -> Iterator[Rect]:
    across = int((width + _SPACE) // (_POD + _SPACE))
    for at in range(wanted):
        row, column = divmod(at, across)
        x, y = column * (_POD + _SPACE) + 1, top + row * (_POD + _SPACE)
        if at < admitted:
            yield Rect(x, y, _POD, _POD, fill=paint, radius=4)
        else:
            yield Rect(x, y, _POD, _POD, fill="fail-tint", stroke="fail", radius=4, dashes="4 3")


def rollback_bar(time: RollbackTime, finding: str, *, width: float = 640) -> Picture:
    """The parts of the time one after the other, each as wide as it is long, named where there is room.

    The drain is hatched: some users are still on the bad version then.
    """
    total = time.total or 1
    shapes: list[Shape] = []
    x = 0.0
    for name, seconds in time.parts:
        wide = width * seconds / total
        if wide > 0:
            shapes += _part(name, x, wide)
        x += wide
    return Picture(width, _BAR + 26, tuple(shapes), "Time to get back", finding)


def _part(name: str, x: float, wide: float) -> Iterator[Shape]:
    left, shown = round(x + 0.5, 1), round(max(wide - 1, 1), 1)
    yield Rect(left, 1, shown, _BAR, fill=_PAINTS.get(name, "hatch"), stroke="edge")
    if width_of(name, 13) < shown:
        yield Text(left, _BAR + 20, name, size=13)
