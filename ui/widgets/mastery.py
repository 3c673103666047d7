"""Whether the pattern is strong: a verdict, the interval as a picture, and what both stand on."""

from __future__ import annotations

from grader.views.results import Mastery
from ui import format as fmt
from ui.charts.mastery import mastery_interval
from ui.components.picture import picture
from ui.widgets.text import muted, prose_line

_NARROW = 340  # px, the column of a phone
_HEADINGS = {"pass": "Strong", "fail": "Not yet", "inconclusive": "Can't tell yet"}


def mastery_heading(mastery: Mastery) -> str:
    """ "Strong", "Not yet" or "Can't tell yet"."""
    return _HEADINGS[mastery.verdict.outcome]


def draw_mastery(mastery: Mastery, key: str) -> None:
    """The verdict's reason, the picture, and the numbers in words."""
    if mastery.verdict.reason:
        prose_line(mastery.verdict.reason)
    wide, narrow = mastery_interval(mastery), mastery_interval(mastery, width=_NARROW)
    picture(wide, narrow, key=f"interval-{key}", file="cutover-result")
    muted(basis(mastery))


def basis(mastery: Mastery) -> str:
    """What the verdict stands on, guessing taken out."""
    share = mastery.share
    return (
        f"{mastery.right} of {mastery.answered} right. With lucky guesses taken out, you most likely know "
        f"between {fmt.percent(share.low)} and {fmt.percent(share.high)} of this pattern. The chance "
        f"that it is {fmt.percent(mastery.threshold)} or more is {fmt.percent(mastery.p_strong)}."
    )
