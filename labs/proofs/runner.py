"""Proofs of a bank, several at once, each with its own namespace and its own time."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from labs.errors import LabError
from labs.kube import Kube
from labs.proofs import cases, order, snippet
from labs.proofs.namespace import ProofNamespace, proof_namespace
from labs.settings import LabSettings
from problems.errors import ProofError
from problems.fingerprint import fingerprint
from problems.model import Problem
from problems.proof_model import OrderProof, SnippetProof
from problems.proofs.evidence import NO_KUBECTL, PROVER, CaseResult, Evidence, proof_digest
from problems.proofs.fixtures import fixtures_of, read_fixture
from problems.verdict import Verdict

# Namespaces at once; on two cores more of them only wait for each other.
AT_ONCE = 4
WATCHED_AT_ONCE = 2


@dataclass(frozen=True, slots=True)
class ProofResult:
    """A problem whose proof was carried out; without evidence it could not be, and the verdict says why."""

    problem: Problem
    verdict: Verdict
    evidence: Evidence | None = None
    seconds: float = 0.0


Prove = Callable[[Problem], ProofResult]


@dataclass(frozen=True, slots=True)
class Prover:
    """A cluster, a bank's folder, and a clock."""

    kube: Kube
    settings: LabSettings
    folder: Path
    now: Callable[[], datetime]

    def all(self, problems: Iterable[Problem], at_once: int = AT_ONCE) -> Iterator[ProofResult]:
        """Each problem that has a proof, as it is done."""
        return prove_all(self.one, problems, at_once)

    def one(self, problem: Problem) -> ProofResult:
        """Carry out one proof; never raises what a proof or a cluster can do wrong."""
        began = self.now()
        try:
            evidence = self._evidence(problem)
        except ProofError as e:
            return ProofResult(problem, Verdict("fail", str(e)), None, self._since(began))
        except LabError as e:
            return ProofResult(problem, Verdict("inconclusive", f"Not run. {e}"), None, self._since(began))
        return ProofResult(problem, evidence.verdict, evidence, self._since(began))

    def _evidence(self, problem: Problem) -> Evidence:
        digest = proof_digest(problem, fixtures_of(self.folder))
        proof = problem.proof
        if isinstance(proof, SnippetProof):
            results = tuple(snippet.run_snippets(self.kube, self.settings, problem, proof, self.now()))
            server = str(self.kube.call("GET", "/version")["gitVersion"])
            return self._written(problem, digest, (server, NO_KUBECTL), results)
        assert proof is not None
        start = read_fixture(self.folder, proof.start)
        with proof_namespace(self.kube, self.settings, problem.id, start, self.now()) as workspace:
            results = tuple(self._case_results(workspace, problem))
            return self._written(problem, digest, kubernetes_versions(workspace), results)

    def _case_results(self, workspace: ProofNamespace, problem: Problem) -> Iterator[CaseResult]:
        proof = problem.proof
        assert proof is not None
        assert not isinstance(proof, SnippetProof)
        if isinstance(proof, OrderProof):
            return order.run_orders(workspace, problem, proof)
        return cases.run_cases(workspace, problem, proof)

    def _written(
        self, problem: Problem, digest: str, which: tuple[str, str], results: tuple[CaseResult, ...]
    ) -> Evidence:
        server, client = which
        return Evidence(
            problem=problem.id,
            asked=fingerprint(problem),
            proof=digest,
            prover=PROVER,
            kubernetes=server,
            kubectl=client,
            on=self.now().date(),
            seen=results,
        )

    def _since(self, began: datetime) -> float:
        return (self.now() - began).total_seconds()


def prove_all(prove: Prove, problems: Iterable[Problem], at_once: int) -> Iterator[ProofResult]:
    """Each problem that has a proof, as it is done; what the machine was too busy for is asked once more.

    The longest begin first. Those with users in them come last and fewer at once, since users notice
    what the others do to the machine.
    """
    asked = sorted((one for one in problems if one.proof), key=_time_limit, reverse=True)
    calm = [one for one in asked if not isinstance(one.proof, OrderProof)]
    watched = [one for one in asked if isinstance(one.proof, OrderProof)]
    unsure = list[Problem]()
    for some, most in ((calm, at_once), (watched, min(at_once, WATCHED_AT_ONCE))):
        for proven in _side_by_side(prove, some, most):
            if proven.verdict.outcome == "inconclusive":
                unsure.append(proven.problem)
            else:
                yield proven
    yield from map(prove, unsure)


def _side_by_side(prove: Prove, problems: Iterable[Problem], at_once: int) -> Iterator[ProofResult]:
    with ThreadPoolExecutor(at_once) as pool:
        done = as_completed([pool.submit(prove, problem) for problem in problems])
        yield from (one.result() for one in done)


def _time_limit(problem: Problem) -> float:
    """Seconds that one trial of the problem may take."""
    return problem.proof.limit.total_seconds() if problem.proof else 0.0


def kubernetes_versions(workspace: ProofNamespace) -> tuple[str, str]:
    """Of the server and of kubectl, like `v1.34.4`, as kubectl itself says. Raises ProofError."""
    done = workspace.run("kubectl version -o json", 20)
    try:
        versions = json.loads(done.text)
        return versions["serverVersion"]["gitVersion"], versions["clientVersion"]["gitVersion"]
    except (ValueError, KeyError) as e:
        raise ProofError(f"kubectl does not tell its version: {done.text[-200:]}") from e
