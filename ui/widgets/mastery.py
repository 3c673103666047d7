"""How much of the subject is known: a verdict, the interval as a picture, and what both stand on."""

from __future__ import annotations

from grader.views.results import Mastery
from ui import format as fmt
from ui.charts.mastery import mastery_interval
from ui.components.picture import picture
from ui.widgets.text import muted, prose_line

_NARROW = 340  # px, the column of a phone
_HEADINGS = {"pass": "You know this well", "fail": "Not yet", "inconclusive": "Can't tell yet"}


def mastery_heading(mastery: Mastery) -> str:
    """The verdict, after how many were right: "7 of 10 right: can't tell yet"."""
    verdict = _HEADINGS[mastery.verdict.outcome]
    if not mastery.answered:
        return verdict
    return f"{mastery.right} of {mastery.answered} right. {verdict}"


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
        f"Not counting what guessing alone would get right, you most likely know between "
        f"{fmt.percent(share.low)} and {fmt.percent(share.high)} of the subject. The chance that it is "
        f"{fmt.percent(mastery.threshold)} or more is {fmt.percent(mastery.p_strong)}. "
        "This is about all of it together: the few answers to a single skill say much less about that skill."
    )
