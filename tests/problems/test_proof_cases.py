"""What is tried for a proof, and what a trial's end says."""

from __future__ import annotations

import pytest

from problems.errors import ProofError
from problems.model import BlanksProblem, OrderProblem, Problem
from problems.proof_model import KubectlProof
from problems.proofs.cases import insert_option, matches_output, proof_cases
from problems.reading.reader import read_bank
from ui.cli.options import SHIPPED

BANK = read_bank(SHIPPED)


def _problem(name: str) -> Problem:
    return BANK.problems[name]


def test_every_gap_is_filled_wrongly_once_with_every_spare_chip() -> None:
    problem = _problem("switch-patch-gaps")
    assert isinstance(problem, BlanksProblem)
    assert isinstance(problem.proof, KubectlProof)
    tried = proof_cases(problem, problem.proof)
    assert [trial.key for trial in tried].count(True) == 1
    spare = len(problem.chips) - len(problem.blanks)
    assert len(tried) == 1 + len(problem.blanks) * spare
    assert """'{"spec":{"selector":{"version":"green"}}}'""" in tried[0].text


def test_an_option_that_is_no_command_is_tried_by_what_the_author_gave() -> None:
    problem = _problem("selector-typo")
    assert isinstance(problem.proof, KubectlProof)
    assert {trial.name: trial.text for trial in proof_cases(problem, problem.proof)}[
        "wait-slice"
    ] == "sleep 10"


def test_an_option_may_stand_inside_what_the_author_gave_for_it() -> None:
    problem = _problem("cut-short")
    assert isinstance(problem.proof, KubectlProof)
    text = {trial.name: trial.text for trial in proof_cases(problem, problem.proof)}["grace"]
    assert text.rstrip().endswith("    spec:\n      terminationGracePeriodSeconds: 30")


def test_an_unknown_option_in_a_proof_is_refused() -> None:
    proof = KubectlProof(kind="kubectl", start="x", exits=0, each={"nobody": "ls"})
    with pytest.raises(ProofError, match="`nobody`"):
        proof_cases(_problem("selector-typo"), proof)


def test_a_proof_by_commands_is_not_for_an_order() -> None:
    problem = next(one for one in BANK.problems.values() if isinstance(one, OrderProblem))
    with pytest.raises(ProofError, match="not for an order"):
        proof_cases(problem, KubectlProof(kind="kubectl", start="x"))


def test_an_option_takes_over_the_indent_of_its_place() -> None:
    assert insert_option("spec:\n  {{option}}\nend", "a:\n  b: c\n") == "spec:\n  a:\n    b: c\nend"
    assert insert_option("timeout 5 {{option}}", "ls -l\n") == "timeout 5 ls -l"


@pytest.mark.parametrize(
    ("option", "printed", "compare", "held"),
    [
        ("a\nb", "a\nb\n", "exact", True),
        ("a\nb", "a  \nb", "exact", True),
        ("b", "a\nb\n", "exact", False),
        ("b", "a\nb\n", "end", True),
        ("a", "a\nb\n", "end", False),
        (" b", "b", "exact", False),
        ("patched", "service/model patched", "exact", False),
        ("", "a", "end", False),
    ],
)
def test_an_option_says_all_that_was_printed_or_its_end(
    option: str, printed: str, compare: str, held: bool
) -> None:
    assert matches_output(option, printed, compare) is held
