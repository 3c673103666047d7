"""About how wide text is: the server has no fonts, so it measures generously."""

from __future__ import annotations

import textwrap
import unicodedata

from ui.charts.svg import Rect, Text

# Of Source Sans, over English prose: a character is 0.49 em wide on average, 0.53 em in semibold.
_EM = {400: 0.49, 600: 0.53}
# A Chinese, Japanese or Korean character is as wide as it is high.
_WIDE_EM = 1.0


def width_of(text: str, size: float, weight: int = 400) -> float:
    """The text's width in px at `size` px."""
    return size * sum(_em(letter, weight) for letter in text)


def with_background(label: Text) -> tuple[Rect, Text]:
    """The label on a patch of the picture's background, so that no line drawn before crosses it out."""
    wide = width_of(label.text, label.size, label.weight) + 6
    left = label.x - {"start": 3, "middle": wide / 2, "end": wide - 3}[label.anchor]
    patch = Rect(round(left, 1), label.y - label.size, round(wide, 1), label.size + 5, fill="background")
    return patch, label


def wrap_text(text: str, width: float, size: float, weight: int = 400) -> list[str]:
    """The text broken into lines no wider than `width` px; a single long word is broken too."""
    average = width_of(text, size, weight) / max(1, len(text))
    return textwrap.wrap(text, max(1, int(width / max(average, 1e-9))))


def fit_text(
    text: str, width: float, size: float, weight: int = 400, *, least: float = 12
) -> tuple[str, float]:
    """The text and the size, made smaller down to `least` and then cut with … so that it fits."""
    wanted = width_of(text, 1, weight)
    shown = max(least, min(size, width / wanted)) if wanted else size
    if wanted * shown <= width:
        return text, shown
    free = width - width_of("…", shown, weight)
    while text and width_of(text, shown, weight) > free:
        text = text[:-1]
    return f"{text}…", shown


def _em(letter: str, weight: int) -> float:
    """The width of a character in em; a mark that stands over another takes none."""
    if unicodedata.combining(letter) or unicodedata.category(letter) in ("Mn", "Cf"):
        return 0
    return _WIDE_EM if unicodedata.east_asian_width(letter) in ("W", "F") else _EM[weight]
