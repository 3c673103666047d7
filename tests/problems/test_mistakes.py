"""Mistakes in the shipped bank are named by check; `python -m tests.problems.test_mistakes` has the share."""

from __future__ import annotations

import json
from collections import Counter

import pytest
from pydantic import TypeAdapter, ValidationError

from problems.errors import ProofError
from problems.lint.engine import PROBLEM_RULES
from problems.lint.target import LintTarget
from problems.model import AnyProblem, Problem
from problems.proof_model import OrderProof
from problems.proofs.evidence import is_fresh, valid_evidence
from problems.proofs.findings import evidence_against
from problems.proofs.fixtures import fixtures_of
from problems.proofs.review import read_review
from tests.problems.mistakes import Mistake, mistakes_in
from tests.problems.shipped import FOLDER, PROBLEMS

FIXTURE_OF = fixtures_of(FOLDER)
PROBLEM: TypeAdapter[Problem] = TypeAdapter(AnyProblem)
# What names a mistake, strongest first. The first three say what is wrong; the others only that something
# changed since it was proven, or since somebody compared it with its source.
NAMES = ("reader", "rule", "seen", "stale", "review", None)


def named_by(mistake: Mistake, sound: Problem) -> str | None:
    """What names the mistake first, one of `NAMES`; None for what goes unseen."""
    try:
        problem = PROBLEM.validate_json(json.dumps(mistake.raw))
    except ValidationError:
        return "reader"
    if any(True for rule in PROBLEM_RULES for _ in rule.find(LintTarget(problem))):
        return "rule"
    evidence = valid_evidence(FOLDER, sound)
    if evidence and not is_fresh(problem, evidence, FIXTURE_OF):
        return "seen" if evidence_against(problem, evidence, FIXTURE_OF) else "stale"
    review = read_review(FOLDER, sound.id)
    return "review" if review and review.stands_for(sound) and not review.stands_for(problem) else None


def test_no_slip_goes_unseen() -> None:
    """What is left would be named here, one by one, with the reason."""
    left = [
        (mistake.problem, mistake.kind)
        for problem in PROBLEMS
        for mistake in mistakes_in(problem)
        if not named_by(mistake, problem)
    ]
    assert left == []


def test_a_moved_key_of_a_proven_problem_is_against_what_was_seen() -> None:
    for problem in PROBLEMS:
        if valid_evidence(FOLDER, problem):
            moved = [named_by(mistake, problem) for mistake in mistakes_in(problem) if mistake.kind == "key"]
            assert set(moved) <= {"rule", "seen"}


def test_a_dropped_edge_is_against_the_model_of_the_switch() -> None:
    for problem in PROBLEMS:
        if isinstance(problem.proof, OrderProof):
            dropped = [
                named_by(mistake, problem) for mistake in mistakes_in(problem) if mistake.kind == "edge"
            ]
            assert set(dropped) <= {"rule", "seen"}


def test_a_changed_order_that_the_model_cannot_walk_says_what_is_missing() -> None:
    sound = next(problem for problem in PROBLEMS if problem.id == "parity-order")
    assert isinstance(sound.proof, OrderProof)
    acts = {name: act for name, act in sound.proof.acts.items() if name != "replay"}
    changed = sound.model_copy(update={"proof": sound.proof.model_copy(update={"acts": acts})})
    evidence = valid_evidence(FOLDER, sound)
    assert evidence is not None
    with pytest.raises(ProofError, match="parity-order: `acts` has no `replay`"):
        evidence_against(changed, evidence, FIXTURE_OF)


def test_an_option_that_repeats_the_key_never_goes_unseen() -> None:
    for problem in PROBLEMS:
        twins = [mistake for mistake in mistakes_in(problem) if mistake.kind == "twin"]
        assert all(named_by(mistake, problem) in ("reader", "rule") for mistake in twins)


def main() -> None:
    """Print how many mistakes of each kind there are and what names them, then the problems left over."""
    told: Counter[tuple[str, str | None]] = Counter()
    unseen: Counter[str] = Counter()
    for problem in PROBLEMS:
        for mistake in mistakes_in(problem):
            by = named_by(mistake, problem)
            told[mistake.kind, by] += 1
            unseen[problem.id] += by is None
    print(f"{'mistake':<8}{'made':>6}" + "".join(f"{name or 'unseen':>8}" for name in NAMES))
    for kind in ("key", "edge", "output", "twin", "chip"):
        counts = [told[kind, by] for by in NAMES]
        print(f"{kind:<8}{sum(counts):>6}" + "".join(f"{count:>8}" for count in counts))
    made = told.total()
    what, changed = (sum(told[key] for key in told if key[1] in names) for names in (NAMES[:3], NAMES[3:5]))
    print(f"{what + changed} of {made} named ({(what + changed) / made:.1%}):")
    share = f"  {what} ({what / made:.1%}) by what is wrong"
    print(f"{share}: refused, or against a rule, what was seen or the model;")
    print(
        f"  {changed} ({changed / made:.1%}) only because something changed since it was proven or reviewed."
    )
    print(
        "Unseen in: " + (", ".join(f"{name} ({count})" for name, count in unseen.items() if count) or "none")
    )


if __name__ == "__main__":
    main()
