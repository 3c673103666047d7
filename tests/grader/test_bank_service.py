"""What pages learn of the bank: never a key, and evidence only of what is revealed to its learner."""

from __future__ import annotations

from datetime import date

import pytest

from grader.errors import NotFound
from grader.service import Grader
from problems.model import Problem
from problems.proofs.review import Review
from tests.grader.client import Client


def _review(problem: Problem) -> Review:
    return Review(
        problem=problem.id, asked="0" * 16, source="A book", says="It says so.", on=date(2026, 11, 24)
    )


def _grader(client: Client) -> Grader:
    return Grader(client.store, client.bank, client.clock, evidence_of=_review)


def test_the_summary_has_the_title_the_count_and_the_findings(client: Client) -> None:
    summary = client.grader.bank.summary()
    assert (summary.title, summary.problem_count) == (client.bank.manifest.title, len(client.bank.problems))
    assert summary.findings == client.bank.findings


def test_a_skill_is_known_by_its_title_and_by_whether_it_has_problems(client: Client) -> None:
    skill = client.bank.manifest.skills[0]
    assert client.grader.bank.skill_title(skill.id) == skill.title
    assert client.grader.bank.skill_title("no-such-skill") is None
    used = next(iter(client.bank.problems.values())).skill
    assert client.grader.bank.has_problems_of(used)
    assert not client.grader.bank.has_problems_of("no-such-skill")


def test_evidence_is_given_of_a_closed_problem_only(client: Client) -> None:
    client.begin("challenge")
    grader = _grader(client)
    assert grader.bank.evidence(client.learner, client.attempt, 1) is None
    client.answer(client.right())
    evidence = grader.bank.evidence(client.learner, client.attempt, 1)
    problem = client.item().problem
    assert evidence is not None
    assert problem is not None
    assert evidence.problem == problem.id
    assert grader.bank.evidence(client.learner, client.attempt, 2) is None


def test_a_test_s_evidence_waits_for_its_end(client: Client) -> None:
    client.begin("test")
    client.answer(client.right())
    assert _grader(client).bank.evidence(client.learner, client.attempt, 1) is None
    client.finish()
    assert _grader(client).bank.evidence(client.learner, client.attempt, 1) is not None


def test_evidence_of_another_learner_s_problem_is_not_given(client: Client) -> None:
    client.begin("challenge")
    client.answer(client.right())
    eve = Client(client.store, client.bank, client.clock, seed=2)
    with pytest.raises(NotFound):
        _grader(client).bank.evidence(eve.learner, client.attempt, 1)


def test_a_bank_without_evidence_has_none(client: Client) -> None:
    client.begin("challenge")
    client.answer(client.right())
    assert client.grader.bank.evidence(client.learner, client.attempt, 1) is None
