"""Lessons: read by line, checked as strictly as problems; the shipped ones have no finding."""

from __future__ import annotations

from pathlib import Path

import pytest

from problems.bank import Bank
from problems.lesson import LessonCode, LessonProse
from problems.lint.lessons import lesson_findings
from problems.reading.lesson_reader import read_lesson
from problems.reading.reader import read_bank
from tests.grader.sample_bank import make_bank
from ui.cli.options import SHIPPED

QUESTION = """```question
ask: Which pods?
options:
  - { text: These, correct: true, why: They match. }
  - { text: Those, why: They do not. }
```
"""
HEAD = "---\ntitle: A lesson\nabout: What it is about.\nminutes: 4\n---\n"
SCREEN = f"## First\n\nSome **text**.\n\n```shell look\nkubectl get pods\n```\n\n{QUESTION}"
LESSON = f"{HEAD}{QUESTION}{QUESTION}\n{SCREEN}"


def findings_of(text: str) -> list[tuple[int, str]]:
    """Line and rule of what is wrong with a lesson in a bank whose skills have no other."""
    lesson, findings = read_lesson(text, "lesson")
    if lesson is not None:
        bank = make_bank()
        findings = list(lesson_findings(Bank(bank.manifest, bank.problems, lessons={"lesson": lesson})))
    return [(found.line, found.rule) for found in findings if found.rule != "W22"]


def test_a_lesson_is_read_with_its_screens_and_parts() -> None:
    lesson, findings = read_lesson(LESSON, "lesson")
    assert (findings, lesson is not None) == ([], True)
    assert lesson is not None
    assert (lesson.head.title, lesson.head.minutes, lesson.head.skill) == ("A lesson", 4, None)
    assert len(lesson.before) == 2
    (screen,) = lesson.screens
    prose, commands, _ = screen.parts
    assert isinstance(prose, LessonProse)
    assert prose.text == "Some **text**."
    assert isinstance(commands, LessonCode)
    assert (commands.name, commands.code.text, commands.line) == ("look", "kubectl get pods", 23)
    assert findings_of(LESSON) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("## No head", (1, "F9")),
        (LESSON.replace("minutes: 4\n", ""), (2, "F1")),
        (LESSON.replace("minutes: 4", "minutes: four"), (2, "F3")),
        (LESSON.replace("about:", "abuot:"), (2, "F2")),
        (LESSON.replace("title: A lesson", "title: [A"), (2, "Y3")),
        (LESSON.replace("correct: true, ", "", 1), (7, "E1")),
        (LESSON.removesuffix("```\n"), (27, "F9")),
        (LESSON.replace("minutes: 4", "minutes: 4\nskill: nothing"), (1, "F6")),
        (LESSON.replace(QUESTION, "", 1), (1, "E10")),
        (HEAD + QUESTION * 2, (1, "E10")),
        (LESSON.removesuffix(QUESTION), (19, "E10")),
        (LESSON.replace("```shell look", "```shell"), (23, "E11")),
        (LESSON.replace("```shell look", "```shell Look at it"), (23, "E11")),
        (LESSON.replace("kubectl get pods", "if true"), (23, "E9")),
        (LESSON.replace("Some **text**", "Some <b>text</b>"), (21, "E11")),
        (LESSON.replace("Some **text**", "A [link](http://x)"), (21, "E11")),
        (LESSON.replace("Some **text**", "Some **text"), (21, "E11")),
        (LESSON.replace("Some **text**.", "Some.\n\n1. First"), (23, "E11")),
        (LESSON.replace("They match.", "They **match."), (1, "E11")),
    ],
)
def test_what_is_wrong_is_named_with_its_line(text: str, expected: tuple[int, str]) -> None:
    assert expected in findings_of(text)


def test_two_blocks_of_one_name_are_found_and_code_may_hold_marks() -> None:
    twice = LESSON + "```shell look\nkubectl get svc\n```\n"
    assert [rule for _, rule in findings_of(twice)] == ["E11", "E11"]
    assert findings_of(LESSON.replace("Some **text**", "Some `<b>` and `a < b`")) == []


def test_the_order_of_the_options_tells_nothing() -> None:
    lesson, _ = read_lesson(LESSON, "lesson")
    turned, _ = read_lesson(
        LESSON.replace("  - { text: Those, why: They do not. }\n", "").replace(
            "options:\n", "options:\n  - { text: Those, why: They do not. }\n"
        ),
        "lesson",
    )
    assert lesson is not None
    assert turned is not None
    assert lesson.before[0].options != turned.before[0].options
    assert lesson.before[0].shown == turned.before[0].shown


def test_a_lesson_with_an_error_is_left_out_and_named(tmp_path: Path) -> None:
    for name in ("bank.yaml", "selectors.yaml"):
        (tmp_path / name).write_text((SHIPPED / name).read_text("utf-8"), "utf-8")
    (tmp_path / "lessons").mkdir()
    (tmp_path / "lessons" / "good.md").write_text(LESSON, "utf-8")
    (tmp_path / "lessons" / "bad.md").write_text("no head", "utf-8")
    bank = read_bank(tmp_path)
    assert list(bank.lessons) == ["good"]
    assert [(found.file, found.rule) for found in bank.findings] == [("lessons/bad.md", "F9")]


def test_the_shipped_bank_has_a_sound_lesson_for_the_pattern_and_each_skill() -> None:
    bank = read_bank(SHIPPED)
    assert lesson_findings(bank) == ()
    assert {lesson.head.skill for lesson in bank.lessons.values()} == {None, *bank.skills}
    keys = [question.key for lesson in bank.lessons.values() for question in lesson.questions]
    assert all(keys.count(place) > len(keys) / 5 for place in range(3))


def test_no_question_of_a_lesson_is_a_question_of_the_bank() -> None:
    bank = read_bank(SHIPPED)
    prompts = " ".join(problem.prompt for problem in bank.problems.values())
    assert [q.ask for lesson in bank.lessons.values() for q in lesson.questions if q.ask in prompts] == []
