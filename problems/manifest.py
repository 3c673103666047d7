"""What a bank says of itself in `bank.yaml`: its name, its skills, and how forms are drawn from it."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from problems.errors import require_unique
from problems.fields import Id, Line, StrictModel
from problems.model import CATEGORIES, Category, Difficulty


def _quota() -> dict[Difficulty, int]:
    return {"easy": 4, "medium": 3, "hard": 3}


class Skill(StrictModel):
    """Something a learner can be good at; the unit of "what to do next"."""

    id: Id
    """Problems name the skill by it."""
    title: Line
    """The skill in a few words."""
    about: Line
    """What somebody who has the skill can do."""


class MisconceptionEntry(StrictModel):
    """Something that people believe and that is not so; wrong options name it."""

    id: Id
    """Options, distractors and chips name the misconception by it."""
    belief: Line
    """What people believe, as they would say it."""
    truth: Line
    """What is so instead."""
    lab: Id | None = None
    """The scenario in which one sees it on a cluster."""


class Manifest(StrictModel):
    """A bank's own facts. `test` is the quota of a first test form, ten problems in all by default."""

    id: Id
    """Names the bank in addresses and in the database."""
    title: Line
    """What learners read above the ways to learn."""
    about: Line
    """What the bank teaches, in a sentence."""
    badge: Line | None = None
    """What a challenge with everything right makes of its learner; the title serves where it is left out."""
    skills: Annotated[tuple[Skill, ...], Field(min_length=1, max_length=30)]
    """What the problems can measure."""
    misconceptions: Annotated[tuple[MisconceptionEntry, ...], Field(max_length=60)] = ()
    """What people believe and what is so; a wrong answer names it once the problem is closed."""
    challenge: Annotated[tuple[Category, ...], Field(min_length=1, max_length=10)] = CATEGORIES
    """The categories of a challenge, one problem each, in this order."""
    practice: Annotated[int, Field(ge=1, le=20)] = 5
    """How many problems a practice has."""
    test: dict[Difficulty, Annotated[int, Field(ge=0, le=20)]] = Field(default_factory=_quota)
    """How many problems of each difficulty a test has."""

    @model_validator(mode="after")
    def _names_each_once(self) -> Manifest:
        require_unique("skill", {"skills": [skill.id for skill in self.skills]})
        require_unique("misconception", {"misconceptions": [one.id for one in self.misconceptions]})
        return self
