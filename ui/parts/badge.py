"""A badge as its learner sees it: the picture, to be saved, and a word on what chance would do."""

from __future__ import annotations

from collections.abc import Sequence

from grader.views import BadgeView
from ui import words
from ui.components.picture import picture
from ui.parts.text import heading, muted
from ui.pictures.badge import badge_picture

_NARROW = 340  # px, the column of a phone


def draw_badge(badge: BadgeView) -> None:
    """The picture with its claim, and what guessing alone would have earned."""
    key = f"badge-{badge.attempt}"
    picture(badge_picture(badge), badge_picture(badge, width=_NARROW), key=key, file="cutover-badge")
    muted(f"Somebody who only guesses would earn this {words.chance(badge.chance)}.")


def draw_badges(badges: Sequence[BadgeView]) -> None:
    """The shelf of badges, if there are any."""
    if not badges:
        return
    heading("Badges")
    for badge in badges:
        draw_badge(badge)
