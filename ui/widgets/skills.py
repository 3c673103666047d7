"""How each skill stands, as tiles, each with the way to practise it."""

from __future__ import annotations

from collections.abc import Sequence

from grader.rules.modes import PRACTICE
from grader.views.learners import LearnerView
from grader.views.results import SkillView
from ui.charts.skills import skill_intervals
from ui.components.picture import picture
from ui.components.skill_tiles import ENOUGH_ANSWERS, practised_skill, skill_tiles
from ui.navigation import begin
from ui.widgets.text import muted

_NARROW = 340  # px, the column of a phone


def draw_skills(learner: LearnerView, skills: Sequence[SkillView], key: str) -> None:
    """A tile for each skill; pressing one begins a practice of it."""

    def practise() -> None:
        skill = practised_skill(f"skills-{key}", skills)
        if skill is not None:
            begin(learner, PRACTICE, skill)

    skill_tiles(skills, key=f"skills-{key}", on_practise=practise)
    muted(
        "Dots until there are five answers, then where the share that you know most likely lies. "
        "Press a skill to practise it."
    )


def draw_intervals(skills: Sequence[SkillView], key: str) -> None:
    """The skills with answers enough for an interval as one picture, weakest first; nothing without any."""
    known = sorted((one for one in skills if one.answered >= ENOUGH_ANSWERS), key=lambda one: one.share.mean)
    if known:
        wide, narrow = skill_intervals(known), skill_intervals(known, width=_NARROW)
        picture(wide, narrow, key=f"intervals-{key}", file="cutover-skills")
