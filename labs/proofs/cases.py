"""Trials of commands and manifests: each option is carried out from the start, and its claim looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from labs.errors import LabError, NotReady
from labs.namespace.pod_exec import ExecResult
from labs.proofs.namespace import ProofNamespace
from labs.wait import wait_until
from problems.errors import ProofError
from problems.model import ChoiceProblem, ChoicesProblem, Problem
from problems.proof_model import KubectlProof, ManifestProof, OutputClaim, RoutingClaim, SnippetProof
from problems.proofs.cases import ProofCase, insert_option, matches_output, option_text, proof_cases
from problems.proofs.evidence import MAX_TRANSCRIPT, CaseResult

_TRIES = 3
# What `timeout` ends with when the time is up.
_TIME_UP = 124
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class SettleTime:
    """For how many seconds a Service may still change whom it sends users to, and how often it is looked at.

    The controller gathers changes for 1 s before it writes a slice.
    """

    seconds: float = 3.0
    pause: float = 0.3


def run_cases(
    namespace: ProofNamespace,
    problem: Problem,
    proof: KubectlProof | ManifestProof,
    settle: SettleTime = SettleTime(),
) -> Iterator[CaseResult]:
    """What is seen of every option. Raises ProofError where the proof itself does not work, and LabError."""
    if isinstance(proof, KubectlProof) and not proof.claims:
        yield from retry(partial(_run_once_for_all, namespace, problem, proof))
        return
    for case in proof_cases(problem, proof):
        yield confirm(partial(_run_case, namespace, case, proof, settle))


def code_of(problem: Problem, proof: KubectlProof | SnippetProof) -> str:
    """What is run once for all options. Raises ProofError."""
    if proof.run:
        return proof.run
    if problem.code is None:
        raise ProofError(f"{problem.id}: the proof needs `run`, since the problem has no `code`.")
    return problem.code.text


def compare_options(problem: Problem, printed: str, shown: str, compare: str) -> Iterator[CaseResult]:
    """Each option against what was printed once. Raises ProofError for a problem without options."""
    if not isinstance(problem, ChoiceProblem | ChoicesProblem):
        raise ProofError(f"{problem.id}: what is printed decides between options; add a claim to the proof.")
    for option in problem.options:
        held = matches_output(option_text(option), printed, compare)
        reason = "This is what was printed." if held else "Something else was printed."
        yield CaseResult(name=option.id, key=option.correct, held=held, why=reason, transcript=shown)


def transcript(*parts: tuple[str, ExecResult]) -> str:
    """Commands and what they printed, as a terminal shows them; cut when it is long."""
    text = "".join(
        f"{_with_prompt(script)}\n{_with_newline(done.text)}{_exit_line(done)}" for script, done in parts
    )
    return text if len(text) <= MAX_TRANSCRIPT else text[:MAX_TRANSCRIPT] + "\n(cut)\n"


def retry(what: Callable[[], T]) -> T:
    """What a trial gives, tried anew where the cluster, and not the trial, was at fault. Raises LabError."""
    for _ in range(_TRIES - 1):
        try:
            return what()
        except LabError as e:
            if not e.retry:
                raise
    return what()


def confirm(what: Callable[[], CaseResult]) -> CaseResult:
    """What is seen of a trial; one that speaks against its problem is carried out anew, and then stands.

    A wrong key fails twice, a machine that was busy for a moment does not.
    """
    result = retry(what)
    return result if result.key == result.held else retry(what)


def _run_once_for_all(
    namespace: ProofNamespace, problem: Problem, proof: KubectlProof
) -> tuple[CaseResult, ...]:
    _prepare(namespace, proof)
    script = code_of(problem, proof)
    done = namespace.run(script, proof.limit.total_seconds())
    _require_end(done, "the code")
    return tuple(compare_options(problem, done.text, transcript((script, done)), proof.compare))


def _run_case(
    namespace: ProofNamespace, case: ProofCase, proof: KubectlProof | ManifestProof, settle: SettleTime
) -> CaseResult:
    _prepare(namespace, proof)
    script = _script(case, proof)
    done = namespace.run(script, proof.limit.total_seconds())
    parts = [(script, done)]
    faults = [*_output_faults(done, proof)]
    strays = _route_faults(namespace, proof.routes, settle) if proof.routes else []
    if proof.shows:
        settles = proof.routes is not None and not faults and not strays
        waits = settle if settles else SettleTime(seconds=0.0)
        result = _run_shows(namespace, proof.shows, proof.limit.total_seconds(), waits)
        parts.append((proof.shows.run, result))
        if not matches_output(proof.shows.prints, result.text, "exact"):
            faults.append(f"it printed {_quoted(result.text)}, not {_quoted(proof.shows.prints)}.")
    faults += strays
    if faults and done.code != 0 and proof.exits is None:
        faults.insert(0, f"it ended with {done.code}: {_quoted(done.text)}.")
    reason = "All that was claimed held." if not faults else faults[0][0].upper() + faults[0][1:]
    return CaseResult(
        name=case.name, key=case.key, held=not faults, why=reason, transcript=transcript(*parts)
    )


def _prepare(namespace: ProofNamespace, proof: KubectlProof | ManifestProof) -> None:
    namespace.restore()
    if proof.before:
        done = namespace.run(proof.before, proof.limit.total_seconds())
        _require_end(done, "`before`")
        if done.code != 0:
            raise ProofError(f"`before` failed: {done.text.strip()[-300:]}")


def _require_end(done: ExecResult, what: str) -> None:
    """Raises NotReady for what was cut short, which says more of the machine than of the problem."""
    if done.code == _TIME_UP:
        raise NotReady(f"There was no time to finish {what}.", "Give the proof a longer `limit`.")


def _script(case: ProofCase, proof: KubectlProof | ManifestProof) -> str:
    text = insert_option(proof.around, case.text)
    if isinstance(proof, ManifestProof):
        return f"kubectl apply -f - <<'END'\n{text.rstrip()}\nEND"
    return text


def _output_faults(done: ExecResult, proof: KubectlProof | ManifestProof) -> Iterator[str]:
    if proof.exits is not None and done.code != proof.exits:
        yield f"it ended with {done.code}, not {proof.exits}."
    if proof.contains is not None and proof.contains.strip() not in done.text:
        yield f"it printed {_quoted(done.text)}, and nowhere {_quoted(proof.contains)}."


def _run_shows(namespace: ProofNamespace, shows: OutputClaim, limit: float, settle: SettleTime) -> ExecResult:
    """What `shows` prints, asked again while it is something else and may settle.

    A slice that is right is not yet a way: the cluster's DNS and each node's rules follow it.
    """
    return wait_until(
        lambda: namespace.run(shows.run, limit),
        lambda result: matches_output(shows.prints, result.text, "exact"),
        seconds=settle.seconds,
        pause=settle.pause,
    )


def _route_faults(namespace: ProofNamespace, routes: RoutingClaim, settle: SettleTime) -> list[str]:
    """Nothing once the Service sends where it should; a fault when it does not while slices settle."""
    routed, wanted = wait_until(
        lambda: (namespace.routed(routes.service), namespace.ready_pods(routes.pods)),
        lambda pods: pods[0] == pods[1] and len(pods[1]) == routes.count,
        seconds=settle.seconds,
        pause=settle.pause,
    )
    if routed == wanted and len(wanted) == routes.count:
        return []
    right, others = len(routed & wanted), len(routed - wanted)
    return [
        f"the Service `{routes.service}` sends users to {right} of the {routes.count} right pods"
        f" and to {others} others."
    ]


def _with_prompt(script: str) -> str:
    first, *others = script.rstrip("\n").split("\n")
    return "\n".join([f"$ {first}", *others])


def _with_newline(text: str) -> str:
    return text if not text or text.endswith("\n") else text + "\n"


def _exit_line(done: ExecResult) -> str:
    return "" if done.code == 0 else f"[exit code {done.code}]\n"


def _quoted(text: str) -> str:
    short = text.strip().splitlines()
    shown = short[-1] if short else ""
    return f"`{shown[:120]}`" if shown else "nothing"
