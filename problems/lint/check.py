"""Everything that can be said about a bank in a folder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from problems.bank import Bank
from problems.errors import BankError, Finding
from problems.lint.bank_rules import ObservedFacility
from problems.lint.engine import lint
from problems.proofs.findings import proof_findings
from problems.reading.decode import read_text
from problems.reading.reader import read_bank


@dataclass(frozen=True, slots=True)
class BankReport:
    """The bank, or None if it can't be served for `reason`, and every finding, sorted by place."""

    bank: Bank | None
    findings: tuple[Finding, ...]
    reason: str | None = None


def check(folder: Path, observed: Mapping[str, ObservedFacility] | None = None) -> BankReport:
    """Read the bank in a folder and apply every rule; never raises for what an author wrote."""
    try:
        bank = read_bank(folder)
    except BankError as error:
        return BankReport(None, error.findings, str(error))

    @cache
    def text_of(file: str) -> str:
        return read_text(folder / file)[0] or ""

    found = lint(bank, text_of, observed)
    proofs = proof_findings(bank, folder)
    return BankReport(bank, tuple(sorted([*bank.findings, *found, *proofs])))
