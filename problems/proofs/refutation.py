"""Evidence of a problem that was changed since: often enough to know that the new key is wrong. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from problems.errors import ProofError
from problems.model import BlanksProblem, ChoiceProblem, ChoicesProblem, OrderProblem, Problem
from problems.proof_model import KubectlProof, OrderProof, SnippetProof
from problems.proofs.cases import option_text, proof_cases
from problems.proofs.evidence import Evidence


def contradictions(problem: Problem, evidence: Evidence) -> Iterator[str]:
    """Where the key contradicts the evidence, for cases that still have the name they were tried under."""
    for name, key in _keyed(problem, evidence):
        result = evidence.of(name)
        if result is not None and result.held != key:
            yield f"`{name}` {'held' if result.held else 'did not hold'} when it was tried"
        elif result is not None and key and not _printed(problem, name, result.transcript):
            yield f"`{name}` says what was not printed when it was tried"


def _keyed(problem: Problem, evidence: Evidence) -> Iterator[tuple[str, bool]]:
    """What was tried and whether it is a key now."""
    if isinstance(problem, OrderProblem):
        accepted = {" > ".join(order) for order in problem.valid_orders()}
        yield from (
            (result.name, result.name in accepted) for result in evidence.seen if result.name != "model"
        )
    elif isinstance(problem, BlanksProblem):
        yield from _filled(problem)
    else:
        yield from ((option.id, option.correct) for option in problem.options)


def _printed(problem: Problem, name: str, transcript: str) -> bool:
    """Whether an option that says what is printed can have been; true for every other kind of proof."""
    if not isinstance(problem, ChoiceProblem | ChoicesProblem):
        return True
    if not isinstance(problem.proof, KubectlProof | SnippetProof) or problem.proof.claims:
        return True
    text = next(option_text(option) for option in problem.options if option.id == name)
    lines = [line.rstrip() for line in transcript.splitlines()]
    return all(line.rstrip() in lines for line in text.strip("\n").splitlines())


def _filled(problem: BlanksProblem) -> Iterator[tuple[str, bool]]:
    """A filling that has its name from all its chips is tried as a whole; others name one wrong chip."""
    if problem.proof is None or isinstance(problem.proof, OrderProof):
        return
    try:
        yield from ((case.name, case.key) for case in proof_cases(problem, problem.proof))
    except ProofError:
        return
    for blank in problem.blanks:
        yield from ((f"{blank.id}={chip}", True) for chip in blank.accepts)
