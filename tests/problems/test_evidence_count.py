"""The figures of the first page are those of the files, and agree with what the whole bank says."""

from __future__ import annotations

from pathlib import Path

from problems.proofs.coverage import proof_coverage
from problems.proofs.evidence_count import EvidenceCount, count_evidence
from problems.reading.reader import read_bank
from ui.cli.options import SHIPPED


def test_the_shipped_bank_has_as_many_valid_proofs_and_reviews_as_its_files_say() -> None:
    coverage, count = proof_coverage(read_bank(SHIPPED), SHIPPED), count_evidence(SHIPPED)
    assert (count.keys, count.compared) == (coverage.proven, coverage.reviewed)
    assert count.wrong_answers > count.keys
    assert count.kubernetes


def test_a_bank_without_evidence_counts_nothing(tmp_path: Path) -> None:
    assert count_evidence(tmp_path) == EvidenceCount(0, 0, (), 0)


def test_a_broken_file_is_not_counted(tmp_path: Path) -> None:
    (tmp_path / "evidence").mkdir()
    (tmp_path / "evidence" / "a.json").write_text("{", "utf-8")
    (tmp_path / "evidence" / "b.json").write_text("[]", "utf-8")
    assert count_evidence(tmp_path).keys == 0
