"""What each option of a problem drew: a bar for each, the key told apart by its fill and in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ui.charts.svg import Paint, Picture, Rect, Shape, Text

if TYPE_CHECKING:
    from grader.views.classroom import OptionFigures

_LINE = 44
_LONGEST = 60


def distractor_chart(title: str, options: Sequence[OptionFigures], width: int = 640) -> Picture:
    """Bars from left to right, the text of each option above its own."""
    shapes: list[Shape] = []
    longest = _LONGEST if width > 400 else _LONGEST // 2
    for at, option in enumerate(options):
        y, share = at * _LINE, option.share or 0.0
        name = option.text if len(option.text) <= longest else f"{option.text[: longest - 1]}…"
        shapes.append(
            Text(0, y + 14, f"✓ {name}" if option.is_key else name, weight=600 if option.is_key else 400)
        )
        shapes.append(Rect(0, y + 20, width - 60, 12, fill="surface", radius=3))
        filled = max(share * (width - 60), 1)
        fill: Paint = "text" if option.is_key else "hatch"
        shapes.append(Rect(0, y + 20, filled, 12, fill=fill, radius=3))
        shapes.append(Text(width, y + 31, f"{share:.0%}", anchor="end"))
    shares = "; ".join(
        f"{'the key' if option.is_key else 'a distractor'} “{option.text}” drew {option.share or 0:.0%}"
        for option in options
    )
    return Picture(width, max(1, len(options)) * _LINE, tuple(shapes), title, f"{title}: {shares}.")
