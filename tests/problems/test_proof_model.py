"""What an author writes as a proof: read strictly, refused with the cure."""

from __future__ import annotations

from pathlib import Path

import pytest

from problems.errors import ProofError
from problems.proof_model import KubectlProof, OrderProof
from problems.proofs.fixtures import read_fixture
from problems.reading.reader import read_problems

_PROBLEM = """- id: live
  kind: choice
  title: Live colour
  category: command-output
  difficulty: easy
  skill: s
  time_limit: 1m
  tries: 2
  prompt: Which?
  options:
    - { id: a, text: a, correct: true, why: w }
    - { id: b, text: b, why: w }
    - { id: c, text: c, why: w }
  solution: { steps: [a], takeaway: b, mistakes: [c] }
  proof:
"""


def _read(proof: str) -> object:
    lines = "".join(f"    {line}\n" for line in proof.splitlines())
    read = read_problems(_PROBLEM + lines, "one.yaml")
    return [str(finding) for finding in read.findings] or read.problems[0].problem.proof


def test_two_lines_are_a_proof() -> None:
    proof = _read("kind: kubectl\nstart: two-colours")
    assert isinstance(proof, KubectlProof)
    assert not proof.claims


@pytest.mark.parametrize(
    ("proof", "line", "said"),
    [
        ("start: two-colours", 15, "`kind` is missing"),
        ("kind: kubctl\nstart: x", 16, "Did you mean `kubectl`?"),
        ("kind: kubectl", 15, "`start` is missing"),
        ("kind: kubectl\nstart: x\nrutes: {}", 18, "Did you mean `routes`?"),
        ("kind: kubectl\nstart: x\nexits: no", 18, "not a number"),
        ("kind: kubectl\nstart: x\neach: { a: ls }", 15, "the proof claims nothing"),
        ("kind: kubectl\nstart: x\nexits: 0\naround: ls", 19, "has no {{option}}"),
        ("kind: snippet\naround: ls", 17, "has no {{option}}"),
        ("kind: snippet\nrun: ls\neach: { a: ls }", 17, "`run` beside"),
        ("kind: manifest\nstart: x", 15, "`routes` is missing"),
        ("kind: order\nstart: x\nacts: { a: {}, b: { wait: m } }\nrules: [{ serves: 3 }]", 18, "one thing"),
        (
            "kind: order\nstart: x\nacts: { a: { wait: m, loop: 1 } }\nrules: [{ serves: 3 }]",
            18,
            "no field here",
        ),
        ("kind: order\nstart: x\nacts: { a: { wait: m } }\nrules: [{ serves: 3, asks: 4 }]", 19, "one thing"),
    ],
)
def test_a_mistake_is_named_where_it_stands(proof: str, line: int, said: str) -> None:
    findings = _read(proof)
    assert isinstance(findings, list)
    assert any(finding.startswith(f"one.yaml:{line}:") and said in finding for finding in findings), findings


def test_acts_and_rules_are_read_as_they_are_written() -> None:
    proof = _read(
        "kind: order\nstart: x\nacts:\n"
        "  up: { scale: { green: 3 }, wait: green }\n"
        "  flip: { point: { version: green }, needs: [{ ready: green, done: up }] }\n"
        "rules:\n  - serves: 3\n  - { keeps: blue, at_least: 2, until: flip }\n  - first: [up]\n"
        "unsafe:\n  - order: [flip]"
    )
    assert isinstance(proof, OrderProof)
    assert proof.acts["up"].scale == {"green": 3}
    assert proof.rules[1].at_least == 2
    assert proof.unsafe[0].order == ("flip",)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("about: x\ndeployments: { m: { labels: { a: b }, replicas: 60 } }", "deployments.m.replicas"),
        ("about: x\nservices: { Model: { selector: { a: b } } }", "services.Model"),
        ("about: &x y\n", "anchor"),
        ("- about: x", "valid dictionary"),
    ],
)
def test_a_start_that_can_not_be_is_refused_with_its_place(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "starts").mkdir()
    (tmp_path / "starts" / "mine.yaml").write_text(text)
    with pytest.raises(ProofError, match=r"starts/mine.yaml") as refused:
        read_fixture(tmp_path, "mine")
    assert said in str(refused.value)


def test_a_start_that_is_not_there_names_those_that_are(tmp_path: Path) -> None:
    (tmp_path / "starts").mkdir()
    (tmp_path / "starts" / "two.yaml").write_text("about: x")
    with pytest.raises(ProofError, match="There is: two"):
        read_fixture(tmp_path, "tow")
