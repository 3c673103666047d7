"""How many keys of a bank are proven, or compared with a source."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from problems.bank import Bank
from problems.errors import ProofError
from problems.model import Problem
from problems.proofs.evidence import Evidence, valid_evidence
from problems.proofs.findings import PROVABLE
from problems.proofs.review import Review, read_review


@dataclass(frozen=True, slots=True)
class ProofCoverage:
    """Problems that can be proven and those that are; of the others, all and those with a fresh review."""

    provable: int
    proven: int
    others: int
    reviewed: int


def proof_coverage(bank: Bank, folder: Path) -> ProofCoverage:
    """What the keys of the bank in `folder` stand on."""
    provable = [one for one in bank.problems.values() if one.proof or one.category in PROVABLE]
    others = [one for one in bank.problems.values() if one not in provable]
    return ProofCoverage(
        provable=len(provable),
        proven=sum(valid_evidence(folder, one) is not None for one in provable),
        others=len(others),
        reviewed=sum(valid_review(folder, one) is not None for one in others),
    )


def key_evidence(folder: Path, problem: Problem) -> Evidence | Review | None:
    """What shows a key of the bank in `folder` to be true: a proof, or else a review of its source."""
    return valid_evidence(folder, problem) or valid_review(folder, problem)


def valid_review(folder: Path, problem: Problem) -> Review | None:
    """The review that stands for the problem as it is now; None for none, a broken or a stale one."""
    try:
        review = read_review(folder, problem.id)
    except ProofError:
        return None
    return review if review and review.stands_for(problem) else None
