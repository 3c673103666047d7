"""About how wide text is: the server has no fonts, so it measures generously."""

from __future__ import annotations

import textwrap

from ui.charts.svg import Rect, Text

# Of Source Sans, over English prose: a character is 0.49 em wide on average, 0.53 em in semibold.
_EM = {400: 0.49, 600: 0.53}


def width_of(text: str, size: float, weight: int = 400) -> float:
    """The text's width in px at `size` px."""
    return len(text) * size * _EM[weight]


def with_background(label: Text) -> tuple[Rect, Text]:
    """The label on a patch of the picture's background, so that no line drawn before crosses it out."""
    wide = width_of(label.text, label.size, label.weight) + 6
    left = label.x - {"start": 3, "middle": wide / 2, "end": wide - 3}[label.anchor]
    patch = Rect(round(left, 1), label.y - label.size, round(wide, 1), label.size + 5, fill="background")
    return patch, label


def wrap_text(text: str, width: float, size: float, weight: int = 400) -> list[str]:
    """The text broken into lines no wider than `width` px; a single long word is broken too."""
    return textwrap.wrap(text, max(1, int(width / (size * _EM[weight]))))


def fit_text(
    text: str, width: float, size: float, weight: int = 400, *, least: float = 12
) -> tuple[str, float]:
    """The text and the size, made smaller down to `least` and then cut with … so that it fits."""
    wanted = width_of(text, 1, weight)
    shown = max(least, min(size, width / wanted)) if wanted else size
    most = int(width / (shown * _EM[weight]))
    return (text if len(text) <= most else text[: max(0, most - 1)] + "…"), shown
