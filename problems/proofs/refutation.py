"""What was seen of a problem that was changed since: often enough to know that the new key is wrong. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from problems.errors import ProofError
from problems.model import BlanksProblem, ChoiceProblem, ChoicesProblem, OrderProblem, Problem
from problems.proof_model import KubectlProof, OrderProof, SnippetProof
from problems.proofs.cases import option_text, proof_cases
from problems.proofs.evidence import Evidence


def contradictions(problem: Problem, evidence: Evidence) -> Iterator[str]:
    """Where the key as it is now parts from what was seen, for what still has the name it was tried under."""
    for name, key in _keyed(problem, evidence):
        seen = evidence.of(name)
        if seen is not None and seen.held != key:
            yield f"`{name}` {'held' if seen.held else 'did not hold'} when it was tried"
        elif seen is not None and key and not _printed(problem, name, seen.transcript):
            yield f"`{name}` says what was not printed when it was tried"


def _keyed(problem: Problem, evidence: Evidence) -> Iterator[tuple[str, bool]]:
    """What was tried and whether it is a key now."""
    if isinstance(problem, OrderProblem):
        accepted = {" > ".join(order) for order in problem.valid_orders()}
        yield from ((seen.name, seen.name in accepted) for seen in evidence.seen if seen.name != "model")
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
    said = next(option_text(option) for option in problem.options if option.id == name)
    lines = [line.rstrip() for line in transcript.splitlines()]
    return all(line.rstrip() in lines for line in said.strip("\n").splitlines())


def _filled(problem: BlanksProblem) -> Iterator[tuple[str, bool]]:
    """A filling that has its name from all its chips is tried as a whole; others name one wrong chip."""
    if problem.proof is None or isinstance(problem.proof, OrderProof):
        return
    try:
        yield from ((trial.name, trial.key) for trial in proof_cases(problem, problem.proof))
    except ProofError:
        return
    for blank in problem.blanks:
        yield from ((f"{blank.id}={chip}", True) for chip in blank.accepts)
