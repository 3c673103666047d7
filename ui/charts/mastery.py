"""A test's result: the share of the subject that somebody knows, and from where on it is known well."""

from __future__ import annotations

from grader.views.results import Mastery
from ui.charts.axis import Scale, axis, interval, percent
from ui.charts.svg import Anchor, Path, Picture, Shape, Text
from ui.charts.text_metrics import width_of, with_background

_WORDS = {"pass": "Known well", "fail": "Not yet", "inconclusive": "Can't tell yet"}
_MARGIN = 10
_BAR_Y = 84
_AXIS_Y = 124


def mastery_interval(mastery: Mastery, *, width: float = 640) -> Picture:
    """The 90 % interval of the share known, its mean, the threshold, and the verdict in a word."""
    scale = Scale(_MARGIN, width - 2 * _MARGIN)
    bar, dot = interval(scale, mastery.share, _BAR_Y, thick=22)
    shapes = (
        *axis(scale, _AXIS_Y),
        bar,
        *_threshold(scale, mastery.threshold),
        dot,
        *with_background(_verdict(scale, mastery)),
    )
    return Picture(width, _AXIS_Y + 28, shapes, "How much of the subject you know", finding(mastery))


def finding(mastery: Mastery) -> str:
    """The verdict, the share and its interval, and where strong begins, in two sentences."""
    share = mastery.share
    return (
        f"{_WORDS[mastery.verdict.outcome]}: you know about {percent(share.mean)} of the subject, "
        f"with 90 % certainty between {percent(share.low)} and {percent(share.high)}. "
        f"You know it well from {percent(mastery.threshold)} on."
    )


def _threshold(scale: Scale, threshold: float) -> tuple[Shape, ...]:
    x = scale.x(threshold)
    label = f"Known well from {percent(threshold)}"
    anchor: Anchor = "end" if x + width_of(label, 13) > scale.x(1) else "middle"
    at = scale.x(1) if anchor == "end" else x
    line = Path(f"M{x} 24V{_AXIS_Y}", stroke="text", stroke_width=1.5, dashes="4 4")
    return (line, Text(at, 16, label, anchor=anchor, fill="muted"))


def _verdict(scale: Scale, mastery: Mastery) -> Text:
    """Above the mean, and whole: pushed in from an end of the axis where it would be cut off."""
    word = f"{_WORDS[mastery.verdict.outcome]}, about {percent(mastery.share.mean)}"
    half = width_of(word, 17, 600) / 2
    x = min(max(scale.x(mastery.share.mean), scale.left + half), scale.x(1) - half)
    return Text(round(x, 1), _BAR_Y - 24, word, size=17, weight=600, anchor="middle")
