"""What a learner should do next: the skill that is weakest, and how long a practice of it takes."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import timedelta

from grader.rules.attempt import Item
from grader.rules.modes import FIRST, MEASURE, PRACTICE, RECALL, Mode, form_size
from grader.service.results import skill_view
from grader.views.progress import NextStep, ReviewView
from grader.views.results import SkillView
from problems.bank import Bank
from problems.model import Problem


def next_step(bank: Bank, skills: Sequence[SkillView], review: ReviewView) -> NextStep:
    """What is due for review; else the weakest skill of those that were missed, or one that was not met.

    Without any answer it is a challenge.
    """
    if review.due:
        return NextStep(RECALL, None, review.due, review.minutes)
    missed = [skill for skill in skills if skill.right < skill.answered]
    if missed:
        return _practice(bank, min(missed, key=lambda skill: skill.share.mean))
    unmet = [skill for skill in skills if not skill.answered]
    if len(unmet) == len(skills):
        return _whole_form(bank, FIRST)
    return _practice(bank, unmet[0]) if unmet else _whole_form(bank, MEASURE)


def all_skill_views(bank: Bank, items: Sequence[Item]) -> tuple[SkillView, ...]:
    """One view for each skill of the bank that has a problem, in the bank's order."""
    asked = {problem.skill for problem in bank.problems.values()}
    return tuple(skill_view(bank, skill, items) for skill in bank.skills if skill in asked)


def _practice(bank: Bank, skill: SkillView) -> NextStep:
    of_skill = [problem for problem in bank.problems.values() if problem.skill == skill.id]
    size = min(form_size(PRACTICE, bank.manifest), len(of_skill))
    return NextStep(PRACTICE, skill, size, _minutes(of_skill, size))


def _whole_form(bank: Bank, mode: Mode) -> NextStep:
    size = form_size(mode, bank.manifest)
    return NextStep(mode, None, size, _minutes(bank.problems.values(), size))


def _minutes(problems: Iterable[Problem], size: int) -> int:
    """About how long so many of the problems take by their time limits, in minutes, 1 or more."""
    limits = [problem.time_limit for problem in problems]
    mean = sum(limits, timedelta()) / max(1, len(limits))
    return max(1, math.ceil(mean * size / timedelta(minutes=1)))
