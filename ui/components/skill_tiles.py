"""Skills as tiles: dots until there are five answers, then where the share that is known most likely lies."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from ui.components.registration import register
from ui.components.wire import triggered

if TYPE_CHECKING:
    from grader.views.results import SkillView

_MOUNT = register("skill_tiles")
# From so many answers on an interval says more than a count.
ENOUGH_ANSWERS = 5


def skill_tiles(skills: Sequence[SkillView], *, key: str, on_practise: Callable[[], None]) -> None:
    """A tile for each skill, with a button to practise it; `on_practise` may ask `practised_skill`."""
    tiles = [
        {
            "id": skill.id,
            "title": skill.title,
            "right": skill.right,
            "answered": skill.answered,
            "dots": ENOUGH_ANSWERS,
            "low": skill.share.low,
            "mean": skill.share.mean,
            "high": skill.share.high,
        }
        for skill in skills
    ]
    _MOUNT(key=key, data={"tiles": tiles}, on_practise_change=on_practise)


def practised_skill(key: str, skills: Sequence[SkillView]) -> str | None:
    """The id of the skill whose tile was pressed in this run; None for anything that is no skill of these."""
    sent = triggered(key, "practise")
    return sent if isinstance(sent, str) and any(skill.id == sent for skill in skills) else None
