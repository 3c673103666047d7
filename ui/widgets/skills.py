"""How each skill stands: the intervals as a picture, and in words what it does not show."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from grader.views.results import SkillView
from ui import format as fmt
from ui.charts.skills import skill_intervals
from ui.components.picture import picture
from ui.widgets.text import muted

_NARROW = 340  # px, the column of a phone


def draw_skills(skills: Sequence[SkillView], key: str) -> None:
    """The skills that were met, weakest first; those of which nothing is known are named below."""
    met = sorted((skill for skill in skills if skill.answered), key=lambda skill: skill.share.mean)
    if met:
        wide, narrow = skill_intervals(met), skill_intervals(met, width=_NARROW)
        picture(wide, narrow, key=f"skills-{key}", file="cutover-skills")
        st.caption("Each line: right of answered, and where the share that you know most likely lies.")
    unmet = [skill.title for skill in skills if not skill.answered]
    if unmet:
        muted(f"Nothing is known yet of {fmt.join(unmet)}.")
