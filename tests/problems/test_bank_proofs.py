"""The shipped bank's evidence is of the problems as they are now."""

from __future__ import annotations

from problems.proofs.coverage import proof_coverage
from problems.proofs.findings import proof_findings
from problems.reading.reader import read_bank
from ui.cli.options import SHIPPED


def test_no_shipped_proof_failed_or_went_stale() -> None:
    found = proof_findings(read_bank(SHIPPED), SHIPPED)
    assert [str(finding) for finding in found if finding.severity == "error"] == []


def test_no_key_of_the_shipped_bank_is_left_unproven() -> None:
    told = proof_coverage(read_bank(SHIPPED), SHIPPED)
    assert (told.proven, told.reviewed) == (told.provable, told.others)
    assert [finding for finding in proof_findings(read_bank(SHIPPED), SHIPPED) if finding.rule == "P3"] == []


def test_the_review_folder_holds_nothing_else() -> None:
    others = {problem.id for problem in read_bank(SHIPPED).problems.values() if not problem.proof}
    assert {path.stem for path in (SHIPPED / "reviews").iterdir()} == others


def test_the_evidence_folder_holds_nothing_else() -> None:
    proven = {problem.id for problem in read_bank(SHIPPED).problems.values() if problem.proof}
    assert {path.stem for path in (SHIPPED / "evidence").iterdir()} == proven
