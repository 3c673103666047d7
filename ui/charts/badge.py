"""The badge: a mark of one side handing over to the other, a name, a day, and what it honestly took."""

from __future__ import annotations

from datetime import datetime
from math import pi, sqrt
from typing import TYPE_CHECKING

from ui.charts.svg import Circle, Path, Picture, Rect, Shape, Text
from ui.charts.text_metrics import width_of, wrap_text

if TYPE_CHECKING:
    from grader.views.results import BadgeView

_NARROW = 480  # px; below it the mark stands above the words
_TICKS = 60
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def badge_picture(badge: BadgeView, *, width: float = 640) -> Picture:
    """The mark, the title, the learner's name, the day it was earned (UTC) and the claim, wrapped."""
    narrow = width < _NARROW
    r = 84 if narrow else 92
    mark = _mark(width / 2 if narrow else 40 + r, r + 36 if narrow else 180, r)
    left, top = (28, 2 * r + 92) if narrow else (40 + 2 * r + 44, 84)
    words, bottom = _words(badge, left, top, width - left - 28)
    height = max(bottom + 28, 0 if narrow else 360)
    frame = Rect(1, 1, width - 2, height - 2, fill="background", stroke="edge", radius=16)
    return Picture(width, height, (frame, *mark, *words), badge.title, finding(badge))


def finding(badge: BadgeView) -> str:
    return f"{badge.title}: {badge.learner}, {day(badge.earned_at)}. {badge.claim}"


def day(at: datetime) -> str:
    """ "24 November 2026", the same in every locale."""
    return f"{at.day} {_MONTHS[at.month - 1]} {at.year}"


def _words(badge: BadgeView, x: float, top: float, width: float) -> tuple[list[Shape], float]:
    shapes: list[Shape] = []
    y = top
    for line in wrap_text(badge.title, width, 28, 600):
        shapes.append(Text(x, y, line, size=28, weight=600))
        y += 34
    lines, size = _name(badge.learner, width)
    shapes += [Text(x, y + 16 + 24 * at, line, size=size) for at, line in enumerate(lines)]
    y += 24 * (len(lines) - 1)
    shapes.append(Text(x, y + 44, day(badge.earned_at), size=15, fill="muted"))
    y += 66
    shapes.append(Path(f"M{x} {y}h56", stroke="text", stroke_width=2))
    for line in wrap_text(badge.claim, width, 15):
        y += 24
        shapes.append(Text(x, y + 6, line, size=15, fill="muted"))
    return shapes, y + 6


def _name(name: str, width: float) -> tuple[list[str], float]:
    """The whole name on one line if it fits in a size that can be read, else on several, and its size."""
    size = width / max(width_of(name, 1), 1e-9)
    return ([name], min(22, size)) if size >= 16 else (wrap_text(name, width, 18), 18)


def _mark(x: float, y: float, r: float) -> tuple[Shape, ...]:
    """Two discs inside a ring of sixty ticks; where blue hands over to green, both serve for a moment."""
    disc, apart = r * 0.44, r * 0.27
    rise = sqrt(disc**2 - apart**2)
    lens = f"M{x} {y - rise}A{disc} {disc} 0 0 1 {x} {y + rise}A{disc} {disc} 0 0 1 {x} {y - rise}Z"
    reach = r * 0.07
    ahead = f"M{x - reach} {y - 2 * reach}L{x + reach} {y}L{x - reach} {y + 2 * reach}"
    return (
        Circle(x, y, r, stroke="text", stroke_width=2),
        Circle(x, y, r * 0.88, stroke="edge", stroke_width=r * 0.1, dashes=_ticks(r * 0.88)),
        Circle(x - apart, y, disc, fill="blue"),
        Circle(x + apart, y, disc, fill="green"),
        Path(lens, fill="text", stroke="background", stroke_width=4),
        Path(ahead, stroke="background", stroke_width=4),
    )


def _ticks(r: float) -> str:
    """Dashes that put sixty fine ticks around a circle."""
    step = 2 * pi * r / _TICKS
    return f"1.5 {step - 1.5:.4f}"
