"""Every request as a mark of its own: a square for blue, a disc for green, a cross for refused.

A late one is a ring. The shapes differ, so that nobody needs the colours.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ui.charts.svg import Circle, Path, Picture, Rect, Shape, Text

if TYPE_CHECKING:
    from problems.proofs.request_model import RequestOutcome, Second

_ACROSS = 4  # marks beside each other in a second
_MARK, _SPACE = 9, 2  # px
_BETWEEN = 11  # px between two seconds
_SECOND = _ACROSS * (_MARK + _SPACE) + _BETWEEN
_TITLE = 26  # px above a class of clients
_KEY_HEIGHT = 30
_CLASSES = ("New connection for each request", "One connection kept alive")


def request_marks(seconds: Sequence[Second], finding: str, *, rate: int, width: float = 640) -> Picture:
    """The latest seconds that fit into `width` px, oldest on the left, both classes of clients."""
    shown = seconds[-int((width + _BETWEEN) // _SECOND) :]
    rows = -(-rate // _ACROSS)
    lane = _TITLE + rows * (_MARK + _SPACE) + 8
    shapes: list[Shape] = []
    for at, name in enumerate(_CLASSES):
        shapes.append(Text(0, at * lane + 16, name, size=14, weight=600))
        for number, second in enumerate(shown):
            outcomes = second.keep_alive if at else second.fresh
            shapes += _marks(outcomes, number * _SECOND, at * lane + _TITLE)
    shapes += _legend(2 * lane + 12)
    return Picture(width, 2 * lane + _KEY_HEIGHT, tuple(shapes), "Each request", finding)


def _marks(outcomes: Sequence[RequestOutcome], left: float, top: float) -> Iterator[Shape]:
    for at, outcome in enumerate(outcomes):
        row, column = divmod(at, _ACROSS)
        yield _mark(outcome, left + column * (_MARK + _SPACE), top + row * (_MARK + _SPACE))


def _mark(outcome: RequestOutcome, x: float, y: float) -> Shape:
    half = _MARK / 2
    match outcome:
        case "blue":
            return Rect(x, y, _MARK, _MARK, fill="blue")
        case "green":
            return Circle(x + half, y + half, half, fill="green")
        case "refused":
            cross = f"M{x:g} {y:g}l{_MARK} {_MARK}M{x + _MARK:g} {y:g}l-{_MARK} {_MARK}"
            return Path(cross, stroke="fail", stroke_width=2)
        case "late":
            return Circle(x + half, y + half, half - 1, stroke="fail", stroke_width=2)


def _legend(y: float) -> Iterator[Shape]:
    names: tuple[RequestOutcome, ...] = ("blue", "green", "refused", "late")
    for at, outcome in enumerate(names):
        yield _mark(outcome, at * 82, y)
        yield Text(at * 82 + _MARK + 6, y + 9, outcome, size=13, fill="muted")
