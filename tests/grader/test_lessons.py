"""Lessons as pages get them: without keys, and with the reasons of one question once it was answered."""

from __future__ import annotations

import json
from dataclasses import asdict, replace

import pytest

from grader.errors import NotFound
from grader.store import Store
from tests.grader.client import Client
from tests.grader.sample_lessons import bank_with_lesson, sample_lesson


@pytest.fixture
def client(store: Store) -> Client:
    return Client(store, bank_with_lesson())


def test_a_lesson_shows_neither_reasons_nor_keys(client: Client) -> None:
    view = client.grader.lessons.look("short")
    sent = json.dumps(asdict(view), default=str)
    assert "CANARY" not in sent
    assert "correct" not in sent
    assert [question.number for question in view.before] == [0, 1]
    assert [part.number for screen in view.screens for part in screen.parts if hasattr(part, "number")] == [
        2,
        3,
    ]


def test_an_answer_gives_the_reasons_of_its_question_alone(client: Client) -> None:
    lesson = sample_lesson()
    for number, question in enumerate(lesson.questions):
        name = question.ask.removeprefix("Question ").removesuffix("?")
        right = client.grader.lessons.answer("short", number, question.key)
        assert (right.right, right.answer) == (True, f"Right {name}")
        assert right.reason == right.answer_reason == f"CANARY-right-{name}"
        wrong = client.grader.lessons.answer("short", number, 1 - question.key)
        assert (wrong.right, wrong.reason, wrong.answer) == (False, f"CANARY-wrong-{name}", f"Right {name}")


@pytest.mark.parametrize(
    ("lesson", "number", "option"),
    [("long", 0, 0), ("short", 4, 0), ("short", -1, 0), ("short", 0, 2), ("short", 0, -1)],
)
def test_what_is_not_there_is_refused(client: Client, lesson: str, number: int, option: int) -> None:
    with pytest.raises(NotFound):
        client.grader.lessons.answer(lesson, number, option)


def test_the_lesson_of_the_pattern_comes_before_those_of_the_skills(store: Store) -> None:
    bank = bank_with_lesson()
    skill = next(iter(bank.skills))
    short = bank.lessons["short"]
    of_skill = replace(short, id="a", head=short.head.model_copy(update={"skill": skill}))
    lessons = Client(store, replace(bank, lessons={"a": of_skill, "short": short}), seed=2).grader.lessons
    assert [one.id for one in lessons.all()] == ["short", "a"]
    assert lessons.of_skill(skill) == lessons.all()[1]
    assert lessons.of_skill("nothing") is None
