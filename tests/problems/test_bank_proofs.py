"""The shipped bank's evidence is of the problems as they are now."""

from __future__ import annotations

from problems.proofs.findings import proof_findings
from problems.reader import read_bank
from ui.cli.banks import SHIPPED


def test_no_shipped_proof_failed_or_went_stale() -> None:
    found = proof_findings(read_bank(SHIPPED), SHIPPED)
    assert [str(finding) for finding in found if finding.severity == "error"] == []


def test_every_proof_of_the_shipped_bank_was_carried_out() -> None:
    bank = read_bank(SHIPPED)
    unproven = {finding.problem for finding in proof_findings(bank, SHIPPED) if finding.rule == "P3"}
    assert [name for name in unproven if name and bank.problems[name].proof] == []


def test_the_evidence_folder_holds_nothing_else() -> None:
    proven = {problem.id for problem in read_bank(SHIPPED).problems.values() if problem.proof}
    assert {path.stem for path in (SHIPPED / "evidence").iterdir()} == proven
