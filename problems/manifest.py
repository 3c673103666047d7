"""What a bank says of itself in `bank.yaml`: its name, its skills, and how forms are drawn from it."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from problems.model import CATEGORIES, Category, Difficulty, Id, Line, _Frozen


def _quota() -> dict[Difficulty, int]:
    return {"easy": 4, "medium": 3, "hard": 3}


class Skill(_Frozen):
    """Something a learner can be good at; the unit of "what to do next"."""

    id: Id
    title: Line
    about: Line


class Manifest(_Frozen):
    """A bank's own facts. `test` is the quota of a first test form, ten problems in all by default."""

    id: Id
    title: Line
    about: Line
    skills: Annotated[tuple[Skill, ...], Field(min_length=1, max_length=30)]
    challenge: tuple[Category, ...] = CATEGORIES
    practice: Annotated[int, Field(ge=1, le=20)] = 5
    test: Annotated[dict[Difficulty, Annotated[int, Field(ge=0, le=20)]], Field(default_factory=_quota)]

    @model_validator(mode="after")
    def _names_each_skill_once(self) -> Manifest:
        ids = [skill.id for skill in self.skills]
        if len(set(ids)) != len(ids):
            raise ValueError("a skill id stands more than once")
        return self
