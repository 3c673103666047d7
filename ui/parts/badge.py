"""A badge as its learner sees it: the picture, to be saved, and a word on what chance would do."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from grader.views import BadgeView
from ui import words
from ui.components.picture import picture
from ui.parts.text import escaped, heading
from ui.pictures.badge import badge_picture

_NARROW = 340  # px, the column of a phone


def draw_badge(badge: BadgeView) -> None:
    """The picture with its claim, and what guessing alone would have earned."""
    key = f"badge-{badge.attempt}"
    picture(badge_picture(badge), badge_picture(badge, width=_NARROW), key=key, file="cutover-badge")
    st.caption(escaped(f"Somebody who only guesses would earn this {words.chance(badge.chance)}."))


def draw_badges(badges: Sequence[BadgeView]) -> None:
    """The shelf of badges, if there are any."""
    if not badges:
        return
    heading("Badges")
    for badge in badges:
        draw_badge(badge)
