"""What was seen speaks against a key that was moved since."""

from __future__ import annotations

import pytest

from problems.model import BlanksProblem, ChoiceProblem, OrderProblem, Problem
from problems.proofs.evidence import read_evidence
from problems.proofs.refutation import contradictions
from tests.problems.shipped import BANK, FOLDER, PROBLEMS


def _against(problem: Problem) -> list[str]:
    evidence = read_evidence(FOLDER, problem.id)
    assert evidence is not None
    return list(contradictions(problem, evidence))


def test_nothing_speaks_against_a_proven_problem() -> None:
    proven = [problem for problem in PROBLEMS if read_evidence(FOLDER, problem.id)]
    assert {problem.id: said for problem in proven if (said := _against(problem))} == {}


def test_a_key_moved_to_another_option_did_not_hold() -> None:
    problem = BANK.problems["patch-again"]
    assert isinstance(problem, ChoiceProblem)
    options = tuple(one.model_copy(update={"correct": one.id == "plain"}) for one in problem.options)
    said = _against(problem.model_copy(update={"options": options}))
    assert "`plain` did not hold when it was tried" in said
    assert "`no-change` held when it was tried" in said


def test_a_gap_that_accepts_another_chip_did_not_hold() -> None:
    problem = BANK.problems["feature-fallback"]
    assert isinstance(problem, BlanksProblem)
    (first, *others) = problem.blanks
    wrong = first.model_copy(update={"accepts": ("model-name",)})
    said = _against(problem.model_copy(update={"blanks": (wrong, *others)}))
    assert said == ["`first=model-name` did not hold when it was tried"]


@pytest.mark.parametrize("name", ["rename-a-feature", "backfill-order"])
def test_an_order_without_its_edges_accepts_what_was_seen_to_break(name: str) -> None:
    problem = BANK.problems[name]
    assert isinstance(problem, OrderProblem)
    loose = tuple(step.model_copy(update={"after": ()}) for step in problem.steps)
    changed = problem.model_copy(update={"steps": loose})
    assert _against(changed)
