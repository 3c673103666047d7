"""What to do next: what was missed, done again with a sibling, and a skill of which nothing is known."""

from __future__ import annotations

import pytest

from grader.errors import NotFound, Refused
from tests.grader.client import Client


def _miss_the_first(client: Client) -> None:
    client.begin("challenge")
    client.answer(client.wrong(0))
    client.answer(client.wrong(1))


def test_a_new_learner_is_offered_a_challenge_and_told_how_long_it_takes(client: Client) -> None:
    step = client.grader.progress.home(client.learner).next_step
    assert (step.mode, step.skill, step.problems, step.minutes) == ("challenge", None, 5, 10)


def test_the_weakest_skill_is_next(client: Client) -> None:
    _miss_the_first(client)
    missed = client.item()
    client.finish()
    step = client.grader.progress.home(client.learner).next_step
    assert step.mode == "practice"
    assert step.skill is not None
    assert step.skill.title == missed.skill_title
    assert step.skill.right < step.skill.answered


def test_home_shows_every_skill_of_the_bank_also_those_without_an_answer(client: Client) -> None:
    skills = client.grader.progress.home(client.learner).skills
    assert [skill.id for skill in skills] == list(client.bank.skills)
    assert {skill.answered for skill in skills} == {0}


def test_a_missed_problem_is_done_again_with_one_of_its_skill_and_kind(client: Client) -> None:
    _miss_the_first(client)
    missed = client.item().problem
    assert missed is not None
    first = client.attempt
    client.finish()
    client.attempt = client.grader.attempts.begin_sibling(client.learner, first, 1)
    view = client.look()
    assert len(view.marks) == 1
    sibling = view.item.problem
    assert sibling is not None
    assert sibling.id != missed.id
    assert (sibling.skill, sibling.kind) == (missed.skill, missed.kind)


def test_doing_it_again_twice_is_one_practice(client: Client) -> None:
    _miss_the_first(client)
    first = client.attempt
    client.finish()
    once = client.grader.attempts.begin_sibling(client.learner, first, 1)
    assert client.grader.attempts.begin_sibling(client.learner, first, 1) == once


def test_a_problem_that_is_not_revealed_is_not_done_again(client: Client) -> None:
    client.begin("test")
    with pytest.raises(NotFound):
        client.grader.attempts.begin_sibling(client.learner, client.attempt, 1)


def test_a_practice_of_another_skill_is_not_passed_off_as_the_one_asked_for(client: Client) -> None:
    client.begin("practice")
    skills = {one.skill for one in client.bank.problems.values()}
    with pytest.raises(Refused, match="Finish it first"):
        client.grader.attempts.begin(client.learner, "practice", skill=min(skills))
