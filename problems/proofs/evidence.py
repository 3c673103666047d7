"""Evidence: what a proof showed when it was carried out, one file a problem, beside the bank.

The transcripts show what each option really does: they are as secret as the key until the problem is
closed for the learner.
"""

from __future__ import annotations

import hashlib
import json
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import Field

from problems.errors import ProofError
from problems.fields import Id, StrictModel
from problems.fingerprint import fingerprint
from problems.model import Problem
from problems.proof_model import SnippetProof
from problems.proofs.fixtures import FixtureOf, fixtures_of
from problems.proofs.store import EvidenceStore
from problems.verdict import Verdict

EVIDENCE = "evidence"
# Stands for the version of kubectl in evidence of code that ran without it.
NO_KUBECTL = "none"
# The version of what carries proofs out. Raise it when a proof could come out differently than before; all
# evidence is out of date then. tests/labs/test_prover_version.py notices what runs in pods.
PROVER = 1
# A transcript is read by people; what comes behind so many characters is cut.
MAX_TRANSCRIPT = 6_000


class CaseResult(StrictModel):
    """A case that was carried out: whether its claim held, why or why not, and what the terminal showed."""

    name: str
    key: bool
    held: bool
    why: str
    transcript: Annotated[str, Field(max_length=MAX_TRANSCRIPT + 100)]


class Evidence(StrictModel):
    """A proof that was carried out; `asked` and `proof` are digests of what was asked and of the proof.

    A file that names no `prover` was made by the first.
    """

    problem: Id
    asked: str
    proof: str
    prover: int = 1
    kubernetes: str
    kubectl: str
    on: Annotated[date, Field(strict=False)]
    seen: tuple[CaseResult, ...]

    @property
    def verdict(self) -> Verdict:
        """Passed when every key held and nothing else did."""
        wrong = [result for result in self.seen if result.key != result.held]
        if not self.seen:
            return Verdict("inconclusive", "Nothing was tried.")
        if not wrong:
            return Verdict("pass")
        first = wrong[0]
        what = "does not hold and is a key" if first.key else "holds and is no key"
        return Verdict("fail", f"`{first.name}` {what}: {first.why}")

    @property
    def sentence(self) -> str:
        """`Proven on Kubernetes v1.34.4, kubectl v1.34.4, 24 Nov 2026.`; code needs neither."""
        day = f"{self.on.day} {self.on:%b %Y}"
        if self.kubectl == NO_KUBECTL:
            return f"Proven by running the code, {day}."
        return f"Proven on Kubernetes {self.kubernetes}, kubectl {self.kubectl}, {day}."

    def of(self, name: str) -> CaseResult | None:
        """The result of an option, a step order or a filling, by its name."""
        return next((result for result in self.seen if result.name == name), None)


def valid_evidence(folder: Path, problem: Problem) -> Evidence | None:
    """The evidence that stands for the problem as it is now; None for none, a failed or a stale one."""
    try:
        evidence = read_evidence(folder, problem.id)
        if evidence is None or not is_fresh(problem, evidence, fixtures_of(folder)):
            return None
    except ProofError:
        return None
    return evidence if evidence.verdict.outcome == "pass" else None


def is_fresh(problem: Problem, evidence: Evidence, fixture_of: FixtureOf) -> bool:
    """Whether problem, proof, fixture and prover are still those of the evidence. Raises ProofError."""
    digests = (evidence.asked, evidence.proof, evidence.prover)
    return digests == (fingerprint(problem), proof_digest(problem, fixture_of), PROVER)


def proof_digest(problem: Problem, fixture_of: FixtureOf) -> str:
    """16 hex digits over the proof and the fixture that it starts from. Raises ProofError."""
    proof = problem.proof
    if proof is None:
        raise ProofError(f"{problem.id} has no proof.")
    content = proof.model_dump(mode="json", exclude_defaults=True)  # a field that comes later changes nothing
    if not isinstance(proof, SnippetProof):
        content["start"] = fixture_of(proof.start).model_dump(mode="json", exclude_defaults=True)
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:16]


def read_evidence(folder: Path, problem: str) -> Evidence | None:
    """The evidence in the folder for a problem, fresh or not. Raises ProofError for a broken file."""
    return _STORE.read(folder, problem)


def write_evidence(folder: Path, evidence: Evidence) -> Path:
    """Write the evidence, in place of older evidence of the same problem."""
    return _STORE.write(folder, evidence.problem, evidence)


_STORE = EvidenceStore(EVIDENCE, Evidence, "prove")
