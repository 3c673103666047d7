"""Evidence stands for what was tried and for nothing else."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from problems.fingerprint import fingerprint
from problems.model import ChoiceProblem
from problems.proofs.evidence import (
    NO_KUBECTL,
    PROVER,
    CaseResult,
    Evidence,
    proof_digest,
    read_evidence,
    valid_evidence,
    write_evidence,
)
from problems.proofs.findings import proof_findings
from problems.proofs.fixtures import fixtures_of
from problems.reading.reader import read_bank
from ui.cli.options import SHIPPED


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped bank without its evidence."""
    target = tmp_path / "bank"
    shutil.copytree(SHIPPED, target, ignore=shutil.ignore_patterns("evidence", "reviews"))
    return target


def _evidence(folder: Path, held: str = "as-printed") -> tuple[ChoiceProblem, Evidence]:
    problem = read_bank(folder).problems["switch-output"]
    assert isinstance(problem, ChoiceProblem)
    seen = tuple(
        CaseResult(
            name=option.id, key=option.correct, held=option.id == held, why="So.", transcript="$ kubectl"
        )
        for option in problem.options
    )
    evidence = Evidence(
        problem=problem.id,
        asked=fingerprint(problem),
        proof=proof_digest(problem, fixtures_of(folder)),
        prover=PROVER,
        kubernetes="v1.34.4",
        kubectl="v1.34.4",
        on=date(2026, 11, 4),
        seen=seen,
    )
    write_evidence(folder, evidence)
    return problem, evidence


def _rules(folder: Path) -> set[str]:
    bank = read_bank(folder)
    return {finding.rule for finding in proof_findings(bank, folder) if finding.problem == "switch-output"}


def test_evidence_comes_back_as_it_was_written(folder: Path) -> None:
    problem, evidence = _evidence(folder)
    assert valid_evidence(folder, problem) == evidence
    assert evidence.sentence == "Proven on Kubernetes v1.34.4, kubectl v1.34.4, 4 Nov 2026."
    assert _rules(folder) == set()


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("commands.yaml", "service/model configured", "service/model changed"),
        ("commands.yaml", "start: two-colours", "start: service-alone"),
        ("starts/two-colours.yaml", "version: green", "version: teal"),
    ],
    ids=["another option", "another start", "the start changed"],
)
def test_evidence_is_stale_when_anything_that_was_tried_changes(
    folder: Path, file: str, old: str, new: str
) -> None:
    _evidence(folder)
    path = folder / file
    path.write_text(path.read_text().replace(old, new, 1))
    problem = read_bank(folder).problems["switch-output"]
    assert valid_evidence(folder, problem) is None
    assert _rules(folder) == {"P2"}


def test_evidence_of_another_prover_is_stale(folder: Path) -> None:
    problem, evidence = _evidence(folder)
    write_evidence(folder, evidence.model_copy(update={"prover": PROVER + 1}))
    assert valid_evidence(folder, problem) is None
    assert _rules(folder) == {"P2"}


def test_a_new_title_leaves_the_evidence_fresh(folder: Path) -> None:
    _evidence(folder)
    path = folder / "commands.yaml"
    path.write_text(path.read_text().replace("title: Two commands, two lines", "title: Two lines", 1))
    assert _rules(folder) == set()


def test_a_distractor_that_holds_is_a_failed_proof(folder: Path) -> None:
    problem, evidence = _evidence(folder, held="both-quoted")
    assert evidence.verdict.outcome == "fail"
    assert valid_evidence(folder, problem) is None
    assert _rules(folder) == {"P1"}


def test_a_problem_without_evidence_is_unproven_and_a_conceptual_one_needs_none(folder: Path) -> None:
    bank = read_bank(folder)
    said = {finding.problem: finding.rule for finding in proof_findings(bank, folder)}
    assert set(said.values()) == {"P3"}
    assert all(bank.problems[name].category != "conceptual" for name in said if name)


def test_evidence_that_was_tampered_with_is_named(folder: Path) -> None:
    problem, _ = _evidence(folder)
    (folder / "evidence" / "switch-output.json").write_text("{}")
    assert valid_evidence(folder, problem) is None
    assert _rules(folder) == {"P4"}


def test_code_that_ran_without_kubectl_claims_no_version_of_it(folder: Path) -> None:
    _, evidence = _evidence(folder)
    assert (
        evidence.model_copy(update={"kubectl": NO_KUBECTL}).sentence
        == "Proven by running the code, 4 Nov 2026."
    )


def test_nothing_tried_is_no_pass(folder: Path) -> None:
    _, evidence = _evidence(folder)
    assert evidence.model_copy(update={"seen": ()}).verdict.outcome == "inconclusive"
    assert read_evidence(folder, "no-such-problem") is None
