"""Slips in the shipped bank are named by check. `python -m tests.problems.test_slips` prints the share."""

from __future__ import annotations

import json
from collections import Counter

from pydantic import TypeAdapter, ValidationError

from problems.lint.run import PROBLEM_RULES
from problems.lint.subject import Subject
from problems.model import AnyProblem, Problem
from problems.proofs.evidence import evidence_of, is_fresh
from tests.problems.shipped import FOLDER, PROBLEMS
from tests.problems.slips import Wrong, wrongs

_PROBLEM: TypeAdapter[Problem] = TypeAdapter(AnyProblem)


def named_by(wrong: Wrong, sound: Problem) -> str | None:
    """`reader`, `rule` or `evidence`: what names the slip first; None for what goes unseen."""
    try:
        problem = _PROBLEM.validate_json(json.dumps(wrong.raw))
    except ValidationError:
        return "reader"
    if any(True for rule in PROBLEM_RULES for _ in rule.find(Subject(problem))):
        return "rule"
    evidence = evidence_of(FOLDER, sound)
    return "evidence" if evidence and not is_fresh(FOLDER, problem, evidence) else None


def test_a_slip_in_a_proven_problem_never_goes_unseen() -> None:
    for problem in PROBLEMS:
        if evidence_of(FOLDER, problem):
            assert [wrong.slip for wrong in wrongs(problem) if named_by(wrong, problem) is None] == []


def test_an_option_that_repeats_the_key_never_goes_unseen() -> None:
    for problem in PROBLEMS:
        twins = [wrong for wrong in wrongs(problem) if wrong.slip == "twin"]
        assert all(named_by(wrong, problem) in ("reader", "rule") for wrong in twins)


def main() -> None:
    """Print, for each kind of slip, how many there are and what names them; then the problems left over."""
    told: Counter[tuple[str, str | None]] = Counter()
    unseen: Counter[str] = Counter()
    for problem in PROBLEMS:
        for wrong in wrongs(problem):
            by = named_by(wrong, problem)
            told[wrong.slip, by] += 1
            unseen[problem.id] += by is None
    print(f"{'slip':<8}{'made':>6}{'reader':>8}{'rule':>6}{'evidence':>10}{'unseen':>8}")
    for slip in ("key", "edge", "output", "twin", "chip"):
        counts = [told[slip, by] for by in ("reader", "rule", "evidence", None)]
        print(f"{slip:<8}{sum(counts):>6}{counts[0]:>8}{counts[1]:>6}{counts[2]:>10}{counts[3]:>8}")
    made, left = told.total(), unseen.total()
    print(f"{made - left} of {made} named ({(made - left) / made:.1%}). Unseen in: ", end="")
    print(", ".join(f"{name} ({count})" for name, count in unseen.items() if count) or "none")


if __name__ == "__main__":
    main()
