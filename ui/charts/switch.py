"""The switch: users reach a Service, whose selector decides which of two versions answers them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from ui.charts.svg import Circle, Paint, Path, Picture, Rect, Shape, Text

_FINDING = (
    "Users reach one Service. Before the switch its selector says blue, and the blue pods answer; after it "
    "says green, and the green pods answer. Both versions stay up, and no request is lost."
)


def switch_picture(*, width: float = 640) -> Picture:
    """Before and after the one change: side by side, or below each other where `width` is under 480."""
    narrow = width < 480
    half = width if narrow else width / 2 - 12
    second = (0.0, 250.0) if narrow else (width / 2 + 12, 0.0)
    shapes = [*_moment(0, 0, half, "blue"), *_moment(*second, half, "green")]
    return Picture(width, 478 if narrow else 228, tuple(shapes), "One change moves everybody", _FINDING)


def _moment(x: float, y: float, width: float, live: Literal["blue", "green"]) -> Iterator[Shape]:
    yield Text(x, y + 18, "Before" if live == "blue" else "After one change", size=15, weight=600)
    middle = y + 118
    service, pods = x + width * 0.16, x + width * 0.67
    for at in range(3):
        yield Circle(x + 8, middle - 22 + 22 * at, 6, fill="edge")
    yield Path(f"M{x + 20} {middle}H{service:g}", stroke="edge", stroke_width=2)
    yield Rect(service, middle - 34, width * 0.34, 68, fill="surface", stroke="edge", radius=12)
    centre = service + width * 0.17
    yield Text(centre, middle - 5, "Service", size=15, weight=600, anchor="middle")
    yield Text(centre, middle + 17, f"version: {live}", size=13, weight=600, anchor="middle", fill=live)
    yield from _traffic(service + width * 0.34, middle, pods, middle + (-58 if live == "blue" else 58), live)
    yield from _pods(pods, middle - 58, width * 0.32, "blue", is_live=live == "blue")
    yield from _pods(pods, middle + 58, width * 0.32, "green", is_live=live == "green")


def _traffic(x: float, y: float, to_x: float, to_y: float, paint: Paint) -> Iterator[Shape]:
    bend = (x + to_x) / 2
    for apart in (-9, 0, 9):
        curve = f"M{x:g} {y + apart}C{bend:g} {y + apart} {bend:g} {to_y + apart} {to_x - 3:g} {to_y + apart}"
        yield Path(curve, stroke=paint, stroke_width=3.5)


def _pods(
    x: float, y: float, width: float, side: Literal["blue", "green"], *, is_live: bool
) -> Iterator[Shape]:
    tint: Paint = "blue-tint" if side == "blue" else "green-tint"
    each, fill = (width - 8) / 2, side if is_live else tint
    for left in (x, x + each + 8):
        yield Rect(left, y - 27, each, 54, fill=fill, stroke=side, stroke_width=1.5, radius=10)
    note = f"model {'v1' if side == 'blue' else 'v2'}, {'live' if is_live else 'idle'}"
    yield Text(x, y + 46 if side == "green" else y - 36, note, size=13, fill="muted")
