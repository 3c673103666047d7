"""Orders carried out step by step, while users ask and every instant is looked at."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from importlib.resources import files
from itertools import islice

from labs.checks.objects import is_ready
from labs.errors import LabError, NotReady
from labs.kube import Object
from labs.namespace import pod_exec
from labs.namespace.manifests import WORKBENCH
from labs.namespace.pod_exec import ExecResult
from labs.proofs.cases import confirm, transcript
from labs.proofs.namespace import FOLDER, ProofNamespace
from problems.errors import ProofError
from problems.model import ChoiceProblem, OrderProblem, Problem
from problems.proof_model import OrderProof, StepAction
from problems.proofs.evidence import CaseResult
from problems.proofs.simulator import (
    DeploymentState,
    SwitchState,
    disagreements,
    goal_violations,
    initial_state,
    precondition_violations,
    require_acts,
    rule_violations,
    simulate,
)

SERVICE = "model"
# Right orders that are carried out; the model tries every one.
_SAMPLES = 2
_BETWEEN_LOOKS = 0.25
_WAIT_SECONDS = 30
# Requests before the first step and after the last.
_QUIET = 1.0
# Requests that went out late; with more of them the clock of the users is not to be trusted.
_LATE_SHARE = 0.05
_STOP = f"{FOLDER}/.stop"


@dataclass(slots=True)
class OrderRun:
    """An order that was carried out: what was done, and the first thing that broke."""

    parts: list[tuple[str, ExecResult]] = field(default_factory=list)
    broken: str | None = None

    def breaks(self, what: str) -> None:
        self.broken = self.broken or what


def run_orders(scratch: ProofNamespace, problem: Problem, proof: OrderProof) -> Iterator[CaseResult]:
    """What is seen of the model and of the orders that are tried. Raises ProofError and LabError."""
    if isinstance(problem, ChoiceProblem):
        yield from _run_plans(scratch, problem, proof)
        return
    if not isinstance(problem, OrderProblem):
        raise ProofError(f"{problem.id}: a proof by order is for an order or a choice.")
    require_acts(problem.id, proof, [*(s.id for s in problem.steps), *(d.id for d in problem.distractors)])
    yield _check_model(scratch, problem, proof)
    right = sorted(problem.valid_orders())
    for order in islice(dict.fromkeys([right[0], right[-1]]), _SAMPLES):
        yield confirm(partial(_evidence_of, scratch, order, proof, key=True))
    for unsafe in proof.unsafe:
        require_acts(problem.id, proof, unsafe.order)
        yield confirm(partial(_evidence_of, scratch, unsafe.order, proof, key=False))


def _run_plans(scratch: ProofNamespace, problem: ChoiceProblem, proof: OrderProof) -> Iterator[CaseResult]:
    plans = proof.plans or {}
    for option in problem.options:
        if option.id not in plans:
            raise ProofError(f"{problem.id}: `plans` has no `{option.id}`.")
        order = plans[option.id]
        require_acts(problem.id, proof, order)
        simulated = simulate(initial_state(scratch.start, SERVICE), order, proof.acts, proof.rules)
        safe = simulated.violation is None
        result = confirm(partial(_evidence_of, scratch, order, proof, key=option.correct, name=option.id))
        if safe != result.held:
            raise ProofError(f"{problem.id}: model and cluster disagree about `{option.id}`: {result.why}")
        yield result


def _check_model(scratch: ProofNamespace, problem: OrderProblem, proof: OrderProof) -> CaseResult:
    wrong = disagreements(problem, proof, scratch.start)
    right = sum(1 for _ in problem.valid_orders())
    reason = wrong[0] if wrong else f"The {right} accepted orders break no rule, and every other one does."
    return CaseResult(name="model", key=True, held=not wrong, why=reason, transcript="\n".join(wrong[:20]))


def _evidence_of(
    scratch: ProofNamespace, order: Sequence[str], proof: OrderProof, *, key: bool, name: str | None = None
) -> CaseResult:
    walked = _run_order(scratch, order, proof)
    reason = walked.broken or "No rule broke and no request failed."
    return CaseResult(
        name=name or " > ".join(order),
        key=key,
        held=walked.broken is None,
        why=reason[0].upper() + reason[1:],
        transcript=transcript(*walked.parts),
    )


def _run_order(scratch: ProofNamespace, order: Sequence[str], proof: OrderProof) -> OrderRun:
    """Carry out one order, to its end or to the first thing that breaks."""
    scratch.restore()
    if proof.before:
        scratch.run(proof.before, 40)
    walked, done = OrderRun(), list[str]()
    serves = any(rule.serves is not None for rule in proof.rules)
    with _with_traffic(scratch, walked, serves), _watching(scratch, walked, done, proof):
        time.sleep(_QUIET)
        for name in order:
            if walked.broken:
                break
            _run_step(scratch, walked, name, proof, done)
        time.sleep(_QUIET)
    if walked.broken is None:
        for what in goal_violations(read_world(scratch, done), proof.rules):
            walked.breaks(what)
    return walked


def _run_step(
    scratch: ProofNamespace, walked: OrderRun, name: str, proof: OrderProof, done: list[str]
) -> None:
    act = proof.acts[name]
    world = read_world(scratch, done)
    for what in precondition_violations(world, name, act.model_copy(update={"idle": False, "harms": False})):
        walked.breaks(what)
        return
    script = command(act)
    ended = scratch.run(script, proof.limit.total_seconds())
    walked.parts.append((script, ended))
    if ended.code != 0:
        walked.breaks(f"`{name}` failed: {ended.text.strip()[-200:]}")
    if act.idle and _same(world, read_world(scratch, done)):
        walked.breaks(f"`{name}` changed nothing")
    done.append(name)
    for what in rule_violations(read_world(scratch, done), proof.rules):
        walked.breaks(f"after `{name}`, {what}")


def command(act: StepAction) -> str:
    """The command lines of an act."""
    lines = [f"kubectl scale deployment {name} --replicas={n}" for name, n in (act.scale or {}).items()]
    lines += [f"kubectl rollout status deployment/{act.wait} --timeout={_WAIT_SECONDS}s"] if act.wait else []
    if lines:
        return "\n".join(lines)
    if act.point:
        patch = json.dumps({"spec": {"selector": act.point}}, separators=(",", ":"))
        return f"kubectl patch service {SERVICE} -p '{patch}'"
    if act.delete:
        return f"kubectl delete deployment {act.delete} --wait=false"
    return act.look or "true"


def read_world(scratch: ProofNamespace, done: Sequence[str]) -> SwitchState:
    """The world as the API server has it now."""
    kube, namespace = scratch.kube, scratch.namespace
    pods = kube.list("Pod", namespace)
    groups = {one["metadata"]["name"]: _group(one, pods) for one in kube.list("Deployment", namespace)}
    service = kube.get("Service", SERVICE, namespace)
    return SwitchState(groups, service["spec"].get("selector") or {}, tuple(done))


def _group(deployment: Object, pods: Sequence[Object]) -> DeploymentState:
    labels = deployment["spec"]["selector"]["matchLabels"]
    own = [pod for pod in pods if labels.items() <= (pod["metadata"].get("labels") or {}).items()]
    return DeploymentState(labels, deployment["spec"]["replicas"], sum(map(is_ready, own)))


def _same(one: SwitchState, other: SwitchState) -> bool:
    return one.groups == other.groups and one.selector == other.selector


@contextmanager
def _watching(
    scratch: ProofNamespace, walked: OrderRun, done: list[str], proof: OrderProof
) -> Iterator[None]:
    """Look at the world a few times a second and note what breaks between the steps."""
    over = threading.Event()

    def watch() -> None:
        while not over.wait(_BETWEEN_LOOKS):
            known = list(done)
            with suppress(LabError):  # a look that fails sees nothing; the next one is soon
                for what in rule_violations(read_world(scratch, known), proof.rules):
                    walked.breaks(f"after `{known[-1]}`, {what}" if known else what)

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        over.set()
        watcher.join()


@contextmanager
def _with_traffic(scratch: ProofNamespace, walked: OrderRun, serves: bool) -> Iterator[None]:
    """Users of the Service for as long as the order takes; a failed request breaks it."""
    if not serves:
        yield
        return
    replies: list[ExecResult | LabError] = []
    asking = threading.Thread(target=lambda: replies.append(_send_traffic(scratch)), daemon=True)
    asking.start()
    try:
        yield
    finally:
        pod_exec.execute(scratch.kube, scratch.namespace, WORKBENCH, ["touch", _STOP], timeout=40)
        asking.join(60)
    _judge_traffic(walked, replies[0] if replies else None)


def _send_traffic(scratch: ProofNamespace) -> ExecResult | LabError:
    program = files("labs.proofs.programs").joinpath("traffic.py").read_text("utf-8")
    argv = ["python3", "-c", program, SERVICE, _STOP]
    try:
        return pod_exec.execute(scratch.kube, scratch.namespace, WORKBENCH, argv, timeout=240)
    except LabError as e:
        return e


def _judge_traffic(walked: OrderRun, reply: ExecResult | LabError | None) -> None:
    """Judge the traffic. Raises NotReady where the machine was too busy for its clock to be trusted."""
    if not isinstance(reply, ExecResult) or reply.code != 0:
        what = reply.text[-200:] if isinstance(reply, ExecResult) else str(reply or "no answer")
        raise NotReady(f"The users could not be sent: {what}", "Try again.")
    counted = json.loads(reply.text)
    walked.parts.append(("# users, each on a fresh connection", reply))
    early = [what for at, what in counted["first"] if at < _QUIET]
    if walked.broken is None and (early or counted["late"] > counted["sent"] * _LATE_SHARE):
        raise NotReady(
            "The machine is too busy: requests fail or are late before anything is done.", "Try again."
        )
    if counted["failed"]:
        at, what = counted["first"][0]
        walked.breaks(
            f"{counted['failed']} of {counted['sent']} requests failed, the first at {at} s: {what}"
        )
