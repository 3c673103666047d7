"""Lessons: questions before and on every screen, names for commands, our markup, a lesson for each skill."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from problems.bank import Bank
from problems.errors import Finding
from problems.fields import ID_PATTERN
from problems.lesson import Lesson, LessonCode, LessonPart, LessonProse, LessonQuestion
from problems.lint.code import code_fault
from problems.markup import unpaired_mark
from problems.reading.lesson_reader import FOLDER
from problems.reading.validation_errors import did_you_mean
from problems.rule_registry import Rule, by_code

QUESTIONS_BEFORE = 2

LESSON_RULES = by_code(
    Rule(
        "E10",
        "error",
        "Lesson without its questions",
        "Two questions before a lesson and one on every screen make somebody think instead of read on.",
    ),
    Rule(
        "E11",
        "error",
        "Lesson with commands or marks that cannot be used",
        "Commands have a name, so that they can be carried out one by one; HTML and other marks would be "
        "shown as they are.",
    ),
    Rule("W22", "note", "Skill without a lesson", "Whoever misses a skill is sent to its lesson."),
)

_FOREIGN = re.compile(r"</?[A-Za-z][^>\n]*>|^#{1,6} |\]\(|^>|^\d+\. ", re.MULTILINE)
_CODE_SPAN = re.compile(r"`[^`]*`")


def lesson_findings(bank: Bank) -> tuple[Finding, ...]:
    """What is wrong with the lessons that could be read; nothing for a bank without any."""
    found = [finding for lesson in bank.lessons.values() for finding in _findings(bank, lesson)]
    return (*found, *_missing(bank)) if bank.lessons else ()


def _findings(bank: Bank, lesson: Lesson) -> Iterator[Finding]:
    yield from _unknown_skill(bank, lesson)
    if len(lesson.before) != QUESTIONS_BEFORE:
        what = f"{len(lesson.before)} questions stand before the first screen"
        yield _finding(lesson, 1, "E10", what, f"Ask {QUESTIONS_BEFORE} that the lesson answers.")
    for question in lesson.before:
        yield from _about_part(lesson, question, 1)
    if not lesson.screens:
        yield _finding(lesson, 1, "E10", "the lesson has no screen", "Begin one with a line like `## Title`.")
    for screen in lesson.screens:
        if not screen.questions:
            yield _finding(lesson, screen.line, "E10", "the screen asks nothing", "Give it a question.")
        for part in screen.parts:
            yield from _about_part(lesson, part, screen.line)
    yield from _repeated_names(lesson)


def _unknown_skill(bank: Bank, lesson: Lesson) -> Iterator[Finding]:
    skill = lesson.head.skill
    if skill is not None and skill not in bank.skills:
        what = f"`{skill}` is no skill of this bank"
        yield _finding(lesson, 1, "F6", what, did_you_mean(skill, bank.skills))


def _about_part(lesson: Lesson, part: LessonPart, screen_line: int) -> Iterator[Finding]:
    match part:
        case LessonProse():
            yield from _about_text(lesson, part.text, part.line)
        case LessonQuestion():
            for text in (part.ask, *(one for each in part.options for one in (each.text, each.rationale))):
                yield from _about_text(lesson, text, screen_line)
        case LessonCode():
            fault = code_fault(part.code)
            if fault:
                what = f"this is no {part.code.language}: {fault}"
                yield _finding(lesson, part.line, "E9", what, "Mend it, or call it `text`.")
            if part.code.language == "shell" and not re.fullmatch(ID_PATTERN, part.name or ""):
                cure = "Write a name behind the language: ```shell switch-to-green."
                yield _finding(lesson, part.line, "E11", "the commands have no name", cure)


def _about_text(lesson: Lesson, text: str, line: int) -> Iterator[Finding]:
    foreign = _FOREIGN.search(_CODE_SPAN.sub(lambda code: "x" * len(code[0]), text))
    mark = foreign[0] if foreign else unpaired_mark(text)
    if mark:
        at = line + (text.count("\n", 0, foreign.start()) if foreign else 0)
        cure = "Write prose, `- ` for a bullet, `**` for strong text and backticks for code."
        yield _finding(lesson, at, "E11", f"`{mark.strip()}` is shown as it is", cure)


def _repeated_names(lesson: Lesson) -> Iterator[Finding]:
    parts = [part for screen in lesson.screens for part in screen.parts if isinstance(part, LessonCode)]
    names = Counter(part.name for part in parts if part.name)
    for part in parts:
        if part.name and names[part.name] > 1:
            what = f"the name `{part.name}` stands more than once"
            yield _finding(lesson, part.line, "E11", what, "Give each block its own name.")


def _missing(bank: Bank) -> Iterator[Finding]:
    taught = {lesson.head.skill for lesson in bank.lessons.values()}
    for skill in bank.skills:
        if skill not in taught:
            cure = f"Write {FOLDER}/{skill}.md."
            yield Finding("bank.yaml", 1, 1, "note", "W22", f"the skill `{skill}` has no lesson", cure)


def _finding(lesson: Lesson, line: int, rule: str, what: str, cure: str) -> Finding:
    return Finding(f"{FOLDER}/{lesson.id}.md", line, 1, "error", rule, what, cure)
