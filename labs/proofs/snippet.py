"""Code that needs no cluster, run in pods of its own without network, credentials or a writable disk."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files

from labs.errors import NotReady
from labs.images.build import WORKBENCH as RECIPE
from labs.images.build import image
from labs.kube import Kube, Object, path_of
from labs.namespace import credentials as session
from labs.namespace.exec import Ended
from labs.namespace.lifecycle import Place, end, namespace_of
from labs.namespace.manifests import bundle
from labs.proofs.cases import code_of, compared, transcript
from labs.proofs.manifests import isolated
from labs.settings import LabSettings
from problems.errors import ProofError
from problems.model import OrderProblem, Problem
from problems.proof_model import OPTION_MARK, SnippetProof
from problems.proofs.cases import ProofCase, insert_option, proof_cases
from problems.proofs.evidence import CaseResult

_STARTS = 30.0
# Thousandths of a core for one piece of code, and for all: within the place's quota, their fences counted.
_CPU = 900
_ALL_CPU = 1200
# Of a place, all that closes and nothing that opens.
_KEPT = ("Namespace", "ResourceQuota", "LimitRange", "ServiceAccount")
_ENDED = ("Succeeded", "Failed")


@dataclass(frozen=True, slots=True)
class Cell:
    """A namespace in which code is run, and for how many seconds a piece of it may."""

    kube: Kube
    settings: LabSettings
    namespace: str
    proof: SnippetProof

    def run(self, codes: Sequence[str], env: Mapping[str, str]) -> list[Ended]:
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
        pod = isolated(name, self.namespace, what, bounded, seconds=seconds, env=env)
        pod["spec"]["containers"][0]["resources"] = {"limits": {"cpu": f"{cpu}m"}, "requests": {"cpu": "5m"}}
        self.kube.apply(pod)

    def _end(self, name: str) -> Ended:
        until = time.monotonic() + 2 * _STARTS + self.proof.limit.total_seconds()
        while (pod := self.kube.get("Pod", name, self.namespace))["status"].get("phase") not in _ENDED:
            if time.monotonic() >= until:
                raise NotReady(f"The code in {self.namespace} did not end.", "Give it a longer `limit`.")
            time.sleep(0.2)
        text = self.kube.text(path_of("Pod", self.namespace, name) + "/log")
        return Ended(_exit(pod), text)


def carried_out(
    kube: Kube, settings: LabSettings, problem: Problem, proof: SnippetProof, now: datetime
) -> Iterator[CaseResult]:
    """What is seen of every option. Raises ProofError and LabError."""
    with _cell(kube, settings, problem, proof, now) as cell:
        if isinstance(problem, OrderProblem):
            yield from _orders(cell, problem)
        elif proof.claims:
            yield from _tried(cell, problem)
        else:
            code = code_of(problem, proof)
            (done,) = cell.run([code], {})
            yield from compared(problem, done.text, transcript((code, done)), proof.compare)


def closed(kube: Kube, settings: LabSettings, place: Place) -> Iterator[Object]:
    """A learner's place without its rights, its session and every way in or out."""
    for thing in bundle(place.namespace, place.expires_at, session.doors(kube), settings):
        if thing["kind"] in _KEPT or thing["metadata"]["name"] == "nothing":
            yield thing


@contextmanager
def _cell(
    kube: Kube, settings: LabSettings, problem: Problem, proof: SnippetProof, now: datetime
) -> Iterator[Cell]:
    place = Place(namespace_of(f"snippet {problem.id} {now.isoformat()}"), now + settings.place_life)
    try:
        for thing in closed(kube, settings, place):
            kube.apply(thing)
        yield Cell(kube, settings, place.namespace, proof)
    finally:
        end(kube, place)


def _tried(cell: Cell, problem: Problem) -> Iterator[CaseResult]:
    """Each option's code, which says by its exit code whether it holds."""
    asked = proof_cases(problem, cell.proof)
    codes = [insert_option(cell.proof.around or OPTION_MARK, trial.text) for trial in asked]
    ended = cell.run(codes, {"CODE": problem.code.text if problem.code else ""})
    for trial, code, done in zip(asked, codes, ended, strict=True):
        yield _seen(trial, done, transcript((code, done)))


def _seen(trial: ProofCase, done: Ended, shown: str) -> CaseResult:
    last = done.text.strip().splitlines()[-1:] or ["no output"]
    why = "It ended well." if done.code == 0 else f"It ended with {done.code}: {last[0][:200]}"
    return CaseResult(name=trial.name, key=trial.key, held=done.code == 0, why=why, transcript=shown)


def _orders(cell: Cell, problem: OrderProblem) -> Iterator[CaseResult]:
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
    yield from judged(right, json.loads(done.text), code)


def judged(
    right: Sequence[tuple[str, ...]], told: dict[str, list[list[str]]], code: str
) -> Iterator[CaseResult]:
    """What the orders show: `told` is what `permutations.py` printed."""
    safe = sorted(tuple(order) for order in told["safe"])
    odd = sorted(set(safe) ^ set(right))
    accepted = "one is" if len(right) == 1 else f"{len(right)} are"
    why = f"Of {told['tried']} orders only the accepted {accepted} safe."
    if odd:
        is_safe = "safe and not accepted" if odd[0] in safe else "accepted and not safe"
        why = f"{' > '.join(odd[0])} is {is_safe}."
    yield CaseResult(name="model", key=True, held=not odd, why=why, transcript=code)
    for order, what in (*told["near"], *told["stray"]):
        why = what or "Nothing breaks."
        shown = "\n".join([*(f"{nth}. {step}" for nth, step in enumerate(order, 1)), why])
        yield CaseResult(name=" > ".join(order), key=False, held=not what, why=why, transcript=shown)


def _exit(pod: Object) -> int:
    for each in pod["status"].get("containerStatuses", []):
        ended = each["state"].get("terminated")
        if ended:
            return int(ended["exitCode"])
    return 255
