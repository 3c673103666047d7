"""Lessons: what there is to read, and what is said to an answer. Nothing is stored or counted."""

from __future__ import annotations

from grader.errors import NotFound
from grader.service.unit_of_work import Transactions
from grader.views.lessons import (
    LessonFeedback,
    LessonPartView,
    LessonQuestionView,
    LessonScreenView,
    LessonSummary,
    LessonView,
)
from problems.bank import Bank
from problems.lesson import Lesson, LessonQuestion, LessonScreen


class LessonService:
    """The lessons of the bank that is served."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def all(self) -> tuple[LessonSummary, ...]:
        """That of the pattern first, then those of the skills, in the order of the skills."""
        bank = self._transactions.bank
        order = [None, *bank.skills]
        lessons = sorted(bank.lessons.values(), key=lambda one: (order.index(one.head.skill), one.id))
        return tuple(_summary(lesson) for lesson in lessons)

    def of_skill(self, skill: str) -> LessonSummary | None:
        """The lesson that teaches a skill, if there is one."""
        return next((one for one in self.all() if one.skill == skill), None)

    def look(self, lesson: str) -> LessonView:
        """A lesson without its keys. Raises NotFound."""
        return _view(_find(self._transactions.bank, lesson))

    def answer(self, lesson: str, question: int, option: int) -> LessonFeedback:
        """What is said to an option of a question, both counted from 0. Raises NotFound."""
        questions = _find(self._transactions.bank, lesson).questions
        if not 0 <= question < len(questions) or not 0 <= option < len(questions[question].options):
            raise NotFound("This lesson has no such answer. Reload the page.")
        asked = questions[question]
        chosen, key = asked.shown[option], asked.shown[asked.key]
        return LessonFeedback(chosen.correct, chosen.rationale, key.text, key.rationale)


def _find(bank: Bank, lesson: str) -> Lesson:
    found = bank.lessons.get(lesson)
    if found is None:
        raise NotFound("There is no such lesson.")
    return found


def _summary(lesson: Lesson) -> LessonSummary:
    head = lesson.head
    return LessonSummary(lesson.id, head.title, head.about, head.minutes, head.skill)


def _view(lesson: Lesson) -> LessonView:
    before = tuple(_question(at, asked) for at, asked in enumerate(lesson.before))
    screens, number = [], len(before)
    for screen in lesson.screens:
        screens.append(_screen(screen, number))
        number += len(screen.questions)
    return LessonView(_summary(lesson), lesson.head.lab, before, tuple(screens))


def _screen(screen: LessonScreen, number: int) -> LessonScreenView:
    parts: list[LessonPartView] = []
    for part in screen.parts:
        if isinstance(part, LessonQuestion):
            parts.append(_question(number, part))
            number += 1
        else:
            parts.append(part)
    return LessonScreenView(screen.title, tuple(parts))


def _question(number: int, asked: LessonQuestion) -> LessonQuestionView:
    return LessonQuestionView(number, asked.ask, tuple(option.text for option in asked.shown))
