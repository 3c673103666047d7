"""A badge as its learner sees it: a picture, to be saved."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ui.charts.badge import badge_picture
from ui.components.picture import picture
from ui.widgets.text import heading

if TYPE_CHECKING:
    from grader.views.results import BadgeView

_NARROW = 340  # px, the column of a phone


def draw_badge(badge: BadgeView) -> None:
    """The picture, whose claim says what guessing alone would have earned."""
    key = f"badge-{badge.attempt}"
    picture(badge_picture(badge), badge_picture(badge, width=_NARROW), key=key, file="cutover-badge")


def draw_badges(badges: Sequence[BadgeView]) -> None:
    """The shelf of badges, if there are any."""
    if not badges:
        return
    heading("Badges")
    for badge in badges:
        draw_badge(badge)
