"""What pages may know of the bank: its title, skills, findings and lessons, and evidence of a closed problem.

A page holds no problem with its key. It asks here, and what is not revealed to its learner is not given.
Answers to the questions of lessons are neither stored nor counted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from grader.errors import NotFound
from grader.rules.submission import problem_as_asked
from grader.service.author_preview import AuthorPreview, start_preview
from grader.service.unit_of_work import Transactions, UnitOfWork, item_at
from grader.views.lessons import (
    LessonFeedback,
    LessonPartView,
    LessonQuestionView,
    LessonScreenView,
    LessonSummary,
    LessonView,
)
from problems.bank import Bank
from problems.errors import Finding
from problems.lesson import Lesson, LessonQuestion, LessonScreen
from problems.model import Problem

if TYPE_CHECKING:
    from problems.proofs.evidence import Evidence
    from problems.proofs.review import Review

EvidenceOf = Callable[[Problem], "Evidence | Review | None"]


def no_evidence(_: Problem) -> None:
    """For a bank that lies in no folder."""


@dataclass(frozen=True, slots=True)
class BankSummary:
    """The bank without its problems; `findings` are what its author has to mend."""

    title: str
    problem_count: int
    findings: tuple[Finding, ...]


class BankService:
    """Answers about the bank that is served."""

    def __init__(self, transactions: Transactions, evidence_of: EvidenceOf) -> None:
        self._transactions = transactions
        self._evidence_of = evidence_of

    def summary(self) -> BankSummary:
        bank = self._transactions.bank
        return BankSummary(bank.manifest.title, len(bank.problems), bank.findings)

    def skill_title(self, skill: str) -> str | None:
        """The skill's title; None for one that the bank does not have."""
        found = self._transactions.bank.skills.get(skill)
        return found.title if found else None

    def has_problems_of(self, skill: str) -> bool:
        return any(problem.skill == skill for problem in self._transactions.bank.problems.values())

    def has(self, problem: str) -> bool:
        """Whether the bank has a problem of this id."""
        return problem in self._transactions.bank.problems

    def images(self) -> Mapping[str, str]:
        """The names of the images that problems show, by their opaque keys."""
        return self._transactions.bank.images

    def start_sample(self, at: datetime) -> AuthorPreview | None:
        """An easy problem for somebody without a name; nothing of it is stored. None where there is none."""
        bank = self._transactions.bank
        easy = [one for one in bank.problems.values() if one.kind == "choice" and one.difficulty == "easy"]
        return start_preview(bank, easy[0].id, seed=0, at=at) if easy else None

    def sample_evidence(self, sample: AuthorPreview) -> Evidence | Review | None:
        """What shows the key of a sample to be true, once the sample is closed."""
        item = sample.attempt.items[0]
        problem = problem_as_asked(self._transactions.bank, item)
        return self._evidence_of(problem) if problem and item.revealed_at is not None else None

    def evidence(self, learner: str, attempt: str, position: int) -> Evidence | Review | None:
        """What shows the key to be true; None without any, and until its learner has closed it."""
        problem = self._transactions.read(_revealed, learner, attempt, position)
        return self._evidence_of(problem) if problem else None


def _revealed(unit: UnitOfWork, learner: str, attempt: str, position: int) -> Problem | None:
    item = item_at(unit.find_attempt(learner, attempt), position)
    return problem_as_asked(unit.bank, item) if item.revealed_at is not None else None


class LessonService:
    """The lessons of the bank that is served."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def all(self) -> tuple[LessonSummary, ...]:
        """That of the pattern first, then those of the skills, in the order of the skills."""
        bank = self._transactions.bank
        order = [None, *bank.skills]
        lessons = sorted(bank.lessons.values(), key=lambda one: (order.index(one.head.skill), one.id))
        return tuple(_lesson_summary(lesson) for lesson in lessons)

    def of_skill(self, skill: str) -> LessonSummary | None:
        """The lesson that teaches a skill, if there is one."""
        return next((one for one in self.all() if one.skill == skill), None)

    def look(self, lesson: str) -> LessonView:
        """A lesson without its keys. Raises NotFound."""
        return _lesson_view(_find_lesson(self._transactions.bank, lesson))

    def answer(self, lesson: str, question: int, option: int) -> LessonFeedback:
        """What is said to an option of a question, both counted from 0. Raises NotFound."""
        questions = _find_lesson(self._transactions.bank, lesson).questions
        if not 0 <= question < len(questions) or not 0 <= option < len(questions[question].options):
            raise NotFound("This lesson has no such answer. Reload the page.")
        asked = questions[question]
        chosen, key = asked.shown[option], asked.shown[asked.key]
        return LessonFeedback(chosen.correct, chosen.rationale, key.text, key.rationale)


def _find_lesson(bank: Bank, lesson: str) -> Lesson:
    found = bank.lessons.get(lesson)
    if found is None:
        raise NotFound("There is no such lesson.")
    return found


def _lesson_summary(lesson: Lesson) -> LessonSummary:
    head = lesson.head
    return LessonSummary(lesson.id, head.title, head.about, head.minutes, head.skill)


def _lesson_view(lesson: Lesson) -> LessonView:
    before = tuple(_lesson_question(at, asked) for at, asked in enumerate(lesson.before))
    screens, number = [], len(before)
    for screen in lesson.screens:
        screens.append(_lesson_screen(screen, number))
        number += len(screen.questions)
    return LessonView(_lesson_summary(lesson), lesson.head.lab, before, tuple(screens))


def _lesson_screen(screen: LessonScreen, number: int) -> LessonScreenView:
    parts: list[LessonPartView] = []
    for part in screen.parts:
        if isinstance(part, LessonQuestion):
            parts.append(_lesson_question(number, part))
            number += 1
        else:
            parts.append(part)
    return LessonScreenView(screen.title, tuple(parts))


def _lesson_question(number: int, asked: LessonQuestion) -> LessonQuestionView:
    return LessonQuestionView(number, asked.ask, tuple(option.text for option in asked.shown))
