"""How each skill stands: one small interval below the other on one axis, so that they compare by looking."""

from __future__ import annotations

from collections.abc import Sequence

from grader.views.results import SkillView
from ui.charts.axis import Scale, axis, interval, percent
from ui.charts.svg import Path, Picture, Shape, Text
from ui.charts.text_metrics import fit_text

_TITLE_WIDTH = 240
_NARROW = 480  # px; below it a title stands above its interval instead of beside it
_ROW = 40
_NARROW_ROW = 58


def skill_intervals(skills: Sequence[SkillView], *, width: float = 640) -> Picture:
    """Title, 90 % interval and "right of answered" of each skill that was answered at all.

    Raises ValueError if none was: an empty axis says nothing, so a page says it in words.
    """
    shown = [skill for skill in skills if skill.answered]
    if not shown:
        raise ValueError("no skill has an answer to draw")
    narrow = width < _NARROW
    row = _NARROW_ROW if narrow else _ROW
    left = 10 if narrow else _TITLE_WIDTH
    scale = Scale(left, width - left - (10 if narrow else 74))
    bottom = row * len(shown) + 8
    rows = [
        shape
        for at, skill in enumerate(shown)
        for shape in _row(scale, skill, at * row, width, narrow=narrow)
    ]
    shapes = (*_grid(scale, bottom), *rows, *axis(scale, bottom, (0, 0.5, 1)))
    return Picture(width, bottom + 28, shapes, "How each skill stands", finding(shown))


def finding(skills: Sequence[SkillView]) -> str:
    """Each skill in a clause, the weakest first, since that is where to go on."""
    weakest_first = sorted(skills, key=lambda skill: skill.share.mean)
    clauses = [f"{skill.title} about {percent(skill.share.mean)}, {_count(skill)}" for skill in weakest_first]
    return f"From the weakest to the strongest: {'; '.join(clauses)}."


def _row(scale: Scale, skill: SkillView, top: float, width: float, *, narrow: bool) -> tuple[Shape, ...]:
    y = top + (40 if narrow else 20)
    space = width - 90 if narrow else _TITLE_WIDTH - 20
    title, size = fit_text(skill.title, space, 14, 600)
    label = Text(0 if not narrow else 10, top + 20 if narrow else y + 5, title, size=size, weight=600)
    count = Text(width - (10 if narrow else 0), label.y, _count(skill), anchor="end", fill="muted")
    return (label, count, *interval(scale, skill.share, y, thick=12))


def _grid(scale: Scale, bottom: float) -> tuple[Shape, ...]:
    return tuple(Path(f"M{scale.x(mark)} 4V{bottom}", stroke="line") for mark in (0.5, 1))


def _count(skill: SkillView) -> str:
    return f"{skill.right} of {skill.answered}"
