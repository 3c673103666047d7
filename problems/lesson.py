"""A lesson: screens of prose, commands and questions that nobody counts."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Annotated

from pydantic import Field, model_validator

from problems.errors import refusal
from problems.fields import Id, Line, StrictModel
from problems.model import Code


class LessonHead(StrictModel):
    """What stands between the two lines of dashes at the head of a lesson."""

    title: Line
    """What the lesson is called."""
    about: Line
    """What it is about, in a sentence."""
    minutes: Annotated[int, Field(ge=1, le=20)]
    """How long it takes."""
    skill: Id | None = None
    """The skill that it teaches; the lesson of the whole pattern has none."""
    lab: Id | None = None
    """The scenario in which to see it on a cluster."""


class LessonOption(StrictModel):
    """An answer of a question in a lesson."""

    text: Line
    """What it says."""
    correct: bool = False
    """Whether it is the key."""
    rationale: Annotated[Line, Field(alias="why")]
    """Why it is right or wrong, written as `why`; shown once the question was answered."""


class LessonQuestion(StrictModel):
    """A question of a lesson. Options and key stay on the server until it was answered."""

    ask: Line
    """What is asked."""
    options: Annotated[tuple[LessonOption, ...], Field(min_length=2, max_length=5)]
    """The answers, in any order: learners get them in another."""

    @model_validator(mode="after")
    def _has_one_key(self) -> LessonQuestion:
        if sum(option.correct for option in self.options) != 1:
            raise refusal("E1", "the question has no key, or several", "Mark one option `correct: true`.")
        return self

    @property
    def key(self) -> int:
        """The place of the right answer as it is shown."""
        return next(at for at, option in enumerate(self.shown) if option.correct)

    @property
    def shown(self) -> tuple[LessonOption, ...]:
        """The options in an order that depends on their texts alone, so that the author's tells nothing."""
        return tuple(sorted(self.options, key=lambda one: hashlib.sha256(one.text.encode()).digest()))


@dataclass(frozen=True, slots=True)
class LessonCode:
    """A block of commands or of a file; `name` is what a block of commands is called."""

    code: Code
    name: str | None
    line: int


@dataclass(frozen=True, slots=True)
class LessonProse:
    """Paragraphs, bullets and tables in our markup, from this line of the file on."""

    text: str
    line: int


LessonPart = LessonProse | LessonCode | LessonQuestion


@dataclass(frozen=True, slots=True)
class LessonScreen:
    """What is shown at once, under a heading. `line` is where it begins."""

    title: str
    parts: tuple[LessonPart, ...]
    line: int

    @property
    def questions(self) -> tuple[LessonQuestion, ...]:
        return tuple(part for part in self.parts if isinstance(part, LessonQuestion))


@dataclass(frozen=True, slots=True)
class Lesson:
    """`before` are asked first, and answered by the lesson. `id` is the name of the file."""

    id: str
    head: LessonHead
    before: tuple[LessonQuestion, ...]
    screens: tuple[LessonScreen, ...]
    text: str = field(default="", repr=False)

    @property
    def questions(self) -> tuple[LessonQuestion, ...]:
        """All questions in order; those before the lesson come first."""
        return (*self.before, *(one for screen in self.screens for one in screen.questions))
