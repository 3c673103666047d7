"""What `cutover problems check` says of proofs: failed, stale, or not there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from problems.bank import Bank
from problems.errors import Finding, ProofError, Severity
from problems.model import CATEGORIES, OrderProblem, Problem
from problems.proof_model import OrderProof
from problems.proofs.evidence import Evidence, is_fresh, read_evidence
from problems.proofs.fixtures import FixtureOf, fixtures_of
from problems.proofs.refutation import contradictions
from problems.proofs.review import has_reviews, read_review
from problems.proofs.simulator import first_wrong_order
from problems.rule_registry import Rule, by_code

PROOF_RULES = by_code(
    Rule("P1", "error", "Proof failed", "A key that does not hold on a cluster teaches what is not so."),
    Rule("P2", "error", "Evidence out of date", "What was proven, or read up, is not what is asked now."),
    Rule("P3", "note", "Unproven", "A key about a system can be shown to be true, and need not be believed."),
    Rule("P4", "error", "Proof that can't run", "A proof that names what is not there proves nothing."),
)
# With more steps the model has more orders to walk than an author at a preview wants to wait for.
_MODELLED = 6
PROVABLE = tuple(category for category in CATEGORIES if category != "conceptual")


def proof_findings(bank: Bank, folder: Path) -> tuple[Finding, ...]:
    """P1 a proof failed, P2 evidence is stale, P3 nothing shows the key, P4 a proof can't be carried out."""
    fixture_of = fixtures_of(folder)
    return tuple(
        finding
        for problem in bank.problems.values()
        for finding in _findings(bank, folder, problem, fixture_of)
    )


def _findings(bank: Bank, folder: Path, problem: Problem, fixture_of: FixtureOf) -> Iterator[Finding]:
    location = bank.locations[problem.id]
    for rule, severity, what, cure in _violations(folder, problem, fixture_of):
        yield Finding(location.file, location.line, location.column, severity, rule, what, cure, problem.id)


def _violations(
    folder: Path, problem: Problem, fixture_of: FixtureOf
) -> Iterator[tuple[str, Severity, str, str]]:
    """Rule, severity, what is wrong, and the cure."""
    try:
        if problem.proof is not None:
            yield from _about_proof(folder, problem, fixture_of)
        elif problem.category in PROVABLE:
            yield "P3", "note", "nothing shows the key to be true", "Give it a `proof`."
        elif problem.source is None:
            yield "P3", "note", "nothing says where the key comes from", "Name a `source`."
        elif has_reviews(folder):
            yield from _about_review(folder, problem)
    except ProofError as e:
        yield "P4", "error", str(e).rstrip("."), "Mend the proof."


def _about_proof(
    folder: Path, problem: Problem, fixture_of: FixtureOf
) -> Iterator[tuple[str, Severity, str, str]]:
    prove = f"Run `cutover problems prove --only {problem.id}`."
    evidence = read_evidence(folder, problem.id)
    fresh = evidence is not None and is_fresh(problem, evidence, fixture_of)
    if evidence is None:
        yield "P3", "note", "the proof was never carried out", prove
    elif not fresh:
        wrong = evidence_against(problem, evidence, fixture_of)
        what = "the problem, its proof or the prover changed since it was proven"
        yield "P2", "error", f"{what}, and {wrong}" if wrong else what, prove
    elif evidence.verdict.outcome != "pass":
        cure = "Mend the key, the option or the proof, then prove again."
        yield "P1", "error", f"the proof failed: {evidence.verdict.reason.rstrip('.')}", cure


def evidence_against(problem: Problem, evidence: Evidence, fixture_of: FixtureOf) -> str | None:
    """What speaks against the key as it is: the evidence, or for an order the simulated switch."""
    contradiction = next(contradictions(problem, evidence), None)
    if contradiction or not isinstance(problem, OrderProblem) or not isinstance(problem.proof, OrderProof):
        return contradiction
    if len(problem.steps) > _MODELLED:
        return None
    return first_wrong_order(problem, problem.proof, fixture_of(problem.proof.start))


def _about_review(folder: Path, problem: Problem) -> Iterator[tuple[str, Severity, str, str]]:
    cure = f"Read its source, then run `cutover problems review {problem.id}`."
    review = read_review(folder, problem.id)
    if review is None:
        yield "P3", "note", "the key was never compared with its source", cure
    elif not review.stands_for(problem):
        yield "P2", "error", "the problem or its source changed since they were compared", cure
