"""Code that needs no cluster, run in pods of its own without network, credentials or a writable disk."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files

from labs.errors import NotReady
from labs.images.build import WORKBENCH as RECIPE
from labs.images.build import image
from labs.kube import Kube, Object, path_of
from labs.namespace import credentials
from labs.namespace.lifecycle import Workspace, delete, namespace_of
from labs.namespace.manifests import bundle
from labs.namespace.pod_exec import ExecResult
from labs.proofs.cases import code_of, compare_options, transcript
from labs.proofs.manifests import isolated_pod
from labs.settings import LabSettings
from labs.wait import wait_until
from problems.errors import ProofError
from problems.model import OrderProblem, Problem
from problems.proof_model import OPTION_MARK, SnippetProof
from problems.proofs.cases import ProofCase, insert_option, proof_cases
from problems.proofs.evidence import CaseResult

_STARTS = 30.0
# Thousandths of a core for one piece of code, and for all: within the workspace's quota, their fences
# counted.
_CPU = 900
_ALL_CPU = 1200
# Of a workspace, all that closes and nothing that opens.
_PERMANENT = ("Namespace", "ResourceQuota", "LimitRange", "ServiceAccount")
_ENDED = ("Succeeded", "Failed")


@dataclass(frozen=True, slots=True)
class SnippetNamespace:
    """A namespace in which code is run, and for how many seconds a piece of it may."""

    kube: Kube
    settings: LabSettings
    namespace: str
    proof: SnippetProof

    def run(self, codes: Sequence[str], env: Mapping[str, str]) -> list[ExecResult]:
        """Run each piece of code in a pod of its own, side by side. Raises NotReady for one that stays."""
        program = "bash" if self.proof.language == "shell" else "python3"
        cpu = min(_CPU, _ALL_CPU // len(codes))
        for nth, code in enumerate(codes):
            self._begin(f"snippet-{nth}", [program, "-c", code], env, cpu)
        return [self._end(f"snippet-{nth}") for nth in range(len(codes))]

    def _begin(self, name: str, argv: list[str], env: Mapping[str, str], cpu: int) -> None:
        limit = self.proof.limit.total_seconds()
        bounded = ["timeout", "-k", "1", f"{limit:.0f}", *argv]
        what = image(RECIPE, self.settings)
        seconds = round(limit + _STARTS)
        pod = isolated_pod(name, self.namespace, what, bounded, seconds=seconds, env=env)
        pod["spec"]["containers"][0]["resources"] = {"limits": {"cpu": f"{cpu}m"}, "requests": {"cpu": "5m"}}
        self.kube.apply(pod)

    def _end(self, name: str) -> ExecResult:
        pod = wait_until(
            lambda: self.kube.get("Pod", name, self.namespace),
            _has_ended,
            seconds=2 * _STARTS + self.proof.limit.total_seconds(),
        )
        if not _has_ended(pod):
            raise NotReady(f"The code in {self.namespace} did not end.", "Give it a longer `limit`.")
        text = self.kube.text(path_of("Pod", self.namespace, name) + "/log")
        return ExecResult(_exit_code(pod), text)


def run_snippets(
    kube: Kube, settings: LabSettings, problem: Problem, proof: SnippetProof, now: datetime
) -> Iterator[CaseResult]:
    """What is seen of every option. Raises ProofError and LabError."""
    with _snippet_namespace(kube, settings, problem, proof, now) as cell:
        if isinstance(problem, OrderProblem):
            yield from _run_permutations(cell, problem)
        elif proof.claims:
            yield from _run_options(cell, problem)
        else:
            code = code_of(problem, proof)
            (done,) = cell.run([code], {})
            yield from compare_options(problem, done.text, transcript((code, done)), proof.compare)


def closed_manifests(kube: Kube, settings: LabSettings, workspace: Workspace) -> Iterator[Object]:
    """A learner's workspace without its rights, its session and every way in or out."""
    for thing in bundle(workspace.namespace, workspace.expires_at, credentials.api_endpoints(kube), settings):
        if thing["kind"] in _PERMANENT or thing["metadata"]["name"] == "nothing":
            yield thing


@contextmanager
def _snippet_namespace(
    kube: Kube, settings: LabSettings, problem: Problem, proof: SnippetProof, now: datetime
) -> Iterator[SnippetNamespace]:
    workspace = Workspace(
        namespace_of(f"snippet {problem.id} {now.isoformat()}"), now + settings.workspace_life
    )
    try:
        for thing in closed_manifests(kube, settings, workspace):
            kube.apply(thing)
        yield SnippetNamespace(kube, settings, workspace.namespace, proof)
    finally:
        delete(kube, workspace)


def _run_options(cell: SnippetNamespace, problem: Problem) -> Iterator[CaseResult]:
    """Each option's code, which says by its exit code whether it holds."""
    asked = proof_cases(problem, cell.proof)
    codes = [insert_option(cell.proof.around or OPTION_MARK, case.text) for case in asked]
    ended = cell.run(codes, {"CODE": problem.code.text if problem.code else ""})
    for case, code, done in zip(asked, codes, ended, strict=True):
        yield _evidence_of(case, done, transcript((code, done)))


def _evidence_of(case: ProofCase, done: ExecResult, shown: str) -> CaseResult:
    last = done.text.strip().splitlines()[-1:] or ["no output"]
    reason = "It ended well." if done.code == 0 else f"It ended with {done.code}: {last[0][:200]}"
    return CaseResult(name=case.name, key=case.key, held=done.code == 0, why=reason, transcript=shown)


def _run_permutations(cell: SnippetNamespace, problem: OrderProblem) -> Iterator[CaseResult]:
    """Every order against the author's code: exactly the accepted ones must be safe. Raises ProofError."""
    code = code_of(problem, cell.proof)
    right = sorted(problem.valid_orders())
    asked = {
        "steps": [step.id for step in problem.steps],
        "strays": [stray.id for stray in problem.distractors],
        "right": right,
    }
    program = files("labs.proofs.programs").joinpath("permutations.py").read_text("utf-8")
    future = "from __future__ import annotations\n"
    (done,) = cell.run([f"{future}{code}\n{program.replace(future, '')}"], {"ORDERS": json.dumps(asked)})
    if done.code != 0:
        raise ProofError(f"{problem.id}: the code ended with {done.code}: {done.text.strip()[-300:]}")
    yield from evidence_of_orders(right, json.loads(done.text), code)


def evidence_of_orders(
    right: Sequence[tuple[str, ...]], report: dict[str, list[list[str]]], code: str
) -> Iterator[CaseResult]:
    """What the orders show: `report` is what `permutations.py` printed."""
    safe = sorted(tuple(order) for order in report["safe"])
    odd = sorted(set(safe) ^ set(right))
    accepted = "one is" if len(right) == 1 else f"{len(right)} are"
    reason = f"Of {report['tried']} orders only the accepted {accepted} safe."
    if odd:
        is_safe = "safe and not accepted" if odd[0] in safe else "accepted and not safe"
        reason = f"{' > '.join(odd[0])} is {is_safe}."
    yield CaseResult(name="model", key=True, held=not odd, why=reason, transcript=code)
    for order, what in (*report["near"], *report["stray"]):
        reason = what or "Nothing breaks."
        shown = "\n".join([*(f"{nth}. {step}" for nth, step in enumerate(order, 1)), reason])
        yield CaseResult(name=" > ".join(order), key=False, held=not what, why=reason, transcript=shown)


def _has_ended(pod: Object) -> bool:
    return pod["status"].get("phase") in _ENDED


def _exit_code(pod: Object) -> int:
    for each in pod["status"].get("containerStatuses", []):
        ended = each["state"].get("terminated")
        if ended:
            return int(ended["exitCode"])
    return 255
