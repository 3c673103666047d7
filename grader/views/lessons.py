"""Lessons as a page gets them: built field by field, so that no key of a question is among them."""

from __future__ import annotations

from dataclasses import dataclass

from problems.lesson import LessonCode, LessonProse


@dataclass(frozen=True, slots=True)
class LessonSummary:
    """A lesson in the list of all. `skill` is None for that of the whole pattern."""

    id: str
    title: str
    about: str
    minutes: int
    skill: str | None


@dataclass(frozen=True, slots=True)
class LessonQuestionView:
    """A question without its key; `number` counts the questions of the lesson from 0."""

    number: int
    ask: str
    options: tuple[str, ...]


LessonPartView = LessonProse | LessonCode | LessonQuestionView


@dataclass(frozen=True, slots=True)
class LessonScreenView:
    """What is shown at once, under a heading."""

    title: str
    parts: tuple[LessonPartView, ...]


@dataclass(frozen=True, slots=True)
class LessonView:
    """A lesson to read. `before` are the questions that it answers; `lab` is a scenario."""

    summary: LessonSummary
    lab: str | None
    before: tuple[LessonQuestionView, ...]
    screens: tuple[LessonScreenView, ...]


@dataclass(frozen=True, slots=True)
class LessonFeedback:
    """What is said once a question was answered: whether it was right, why, and the right answer."""

    right: bool
    reason: str
    answer: str
    answer_reason: str
