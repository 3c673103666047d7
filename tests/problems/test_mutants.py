"""Whatever an author types, the reader answers with findings: never a traceback, never a wait."""

from __future__ import annotations

from pathlib import Path

import pytest

from problems.errors import BankError, Finding
from problems.reading.reader import read_bank
from problems.rule_registry import READING_RULES
from tests.problems import texts
from tests.problems.bounds import within
from tests.problems.mutants import mutant

BANKS = 5_000


@pytest.mark.slow
def test_no_slip_breaks_the_reader(tmp_path: Path) -> None:
    folder = texts.write_bank(tmp_path, texts.every_kind(), texts.choice("sound"))
    manifest, problems = texts.MANIFEST.encode(), texts.every_kind().encode()
    told = 0
    with within(seconds=300, megabytes=200):
        for seed in range(BANKS):
            (folder / "a.yaml").write_bytes(mutant(problems, seed))
            (folder / "bank.yaml").write_bytes(mutant(manifest, seed) if seed % 10 == 0 else manifest)
            with within(seconds=1, megabytes=200):
                findings = _read(folder)
            told += bool(findings)
            assert all(_is_clear(finding) for finding in findings)
    assert told > BANKS * 0.75


def _read(folder: Path) -> tuple[Finding, ...]:
    try:
        return read_bank(folder).findings
    except BankError as error:
        return error.findings


def _is_clear(finding: Finding) -> bool:
    lines = (finding.what, finding.cure)
    return (
        finding.rule in READING_RULES
        and finding.line >= 1
        and finding.column >= 1
        and finding.cure.endswith((".", "?"))
        and not finding.what.endswith(".")
        and all(len(line) < 600 and "\n" not in line for line in lines)
    )
