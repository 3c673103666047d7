"""A model of the switch: Deployments, one Service, and what acts do to them. Pure.

Small on purpose. Pods come Ready only when they are waited for, which is the worst case of a cluster that
takes its time; pods that are scaled away are gone at once. What is safe here is safe on a cluster, and
what is unsafe here breaks there too: `labs.proofs` carries out a part of the orders to show both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import permutations

from problems.errors import ProofError
from problems.model import OrderProblem
from problems.proof_model import Condition, OrderProof, SafetyRule, StepAction
from problems.proofs.fixtures import Fixture

# 8 steps have 40,320 orders, which take a second or two; more steps are sampled by their neighbours.
EXHAUSTIVE = 8


StepOrder = tuple[str, ...]
Simulation = Callable[[StepOrder], "SimulatedRun"]


@dataclass(frozen=True, slots=True)
class DeploymentState:
    """A Deployment: its pods' labels, how many it asks for, and how many are Ready."""

    labels: Mapping[str, str]
    replicas: int
    ready: int


@dataclass(frozen=True, slots=True)
class SwitchState:
    """The Deployments and the selector at one instant, and the steps that are done."""

    groups: Mapping[str, DeploymentState]
    selector: Mapping[str, str]
    done: tuple[str, ...] = ()

    @property
    def serving(self) -> int:
        """Ready pods behind the Service."""
        return sum(group.ready for name, group in self.groups.items() if self.is_live(name))

    def is_live(self, name: str) -> bool:
        group = self.groups.get(name)
        return group is not None and self.selector.items() <= group.labels.items()

    def replicas(self, name: str) -> int:
        """Pods that a Deployment asks for; none where it is deleted."""
        return self.groups[name].replicas if name in self.groups else 0

    def has(self, condition: Condition) -> bool:
        """Whether the condition holds now."""
        ready = self.groups.get(condition.ready or "")
        return (
            (condition.live is None or self.is_live(condition.live))
            and (condition.ready is None or (ready is not None and 0 < ready.replicas == ready.ready))
            and (condition.gone is None or self.replicas(condition.gone) == 0)
            and (condition.done is None or condition.done in self.done)
        )


def initial_state(start: Fixture, service: str = "model") -> SwitchState:
    """The state as a start describes it, all that can be Ready being Ready. Raises ProofError."""
    if service not in start.services:
        raise ProofError(f"The start has no Service `{service}`.")
    groups = {
        name: DeploymentState(pods.labels, pods.replicas, pods.replicas if pods.ready else 0)
        for name, pods in start.deployments.items()
    }
    return SwitchState(groups, start.services[service].selector)


def apply_action(state: SwitchState, name: str, act: StepAction) -> SwitchState:
    """The state when the act is done."""
    groups = dict(state.groups)
    for group, replicas in (act.scale or {}).items():
        ready = min(groups[group].ready, replicas)
        groups[group] = replace(groups[group], replicas=replicas, ready=ready)
    if act.wait in groups:
        groups[act.wait] = replace(groups[act.wait], ready=groups[act.wait].replicas)
    if act.delete:
        groups.pop(act.delete, None)
    return SwitchState(groups, {**state.selector, **(act.point or {})}, (*state.done, name))


def precondition_violations(state: SwitchState, name: str, act: StepAction) -> Iterator[str]:
    """What is wrong with doing the act now."""
    for need in act.needs:
        if not state.has(need):
            yield f"`{name}` comes too early: {_sentence(need)} is not so yet"
    if act.idle:
        yield f"`{name}` changes nothing"
    if act.harms:
        yield f"`{name}` breaks what is on its way"


def rule_violations(state: SwitchState, rules: Sequence[SafetyRule]) -> Iterator[str]:
    """The rules that do not hold in this state."""
    for rule in rules:
        if rule.serves is not None and state.serving < rule.serves:
            yield f"{state.serving} Ready pods are behind the Service, not {rule.serves}"
        if rule.keeps and rule.until not in state.done:
            deployment = state.groups.get(rule.keeps)
            ready = deployment.ready if deployment else 0
            if ready < rule.at_least:
                yield f"`{rule.keeps}` has {ready} Ready pods, not {rule.at_least}, and may be needed"
        if (
            rule.asks is not None
            and (total := sum(group.replicas for group in state.groups.values())) > rule.asks
        ):
            yield f"{total} pods are asked for, and there is room for {rule.asks}"
        missing = [step for step in rule.after if step not in state.done]
        if rule.live and state.is_live(rule.live) and missing:
            yield f"users are on `{rule.live}` before {_and(missing)}"
        for wanted, did in zip(rule.first, state.done, strict=False):
            if did != wanted:
                yield f"users wait while `{did}` is done before `{wanted}`"


def goal_violations(state: SwitchState, rules: Sequence[SafetyRule]) -> Iterator[str]:
    """The endings that were not reached."""
    for rule in rules:
        if rule.ends and not state.has(rule.ends):
            yield f"at the end {_sentence(rule.ends)} is not so"


@dataclass(frozen=True, slots=True)
class SimulatedRun:
    """An order that was carried out in the model: the state at its end, and the first rule that broke."""

    end: SwitchState
    violation: str | None = None

    def ends_like(self, other: SimulatedRun) -> bool:
        """Whether it leaves the same Deployments and selector."""
        return self.end.groups == other.end.groups and self.end.selector == other.end.selector


def simulate(
    state: SwitchState, order: Sequence[str], acts: Mapping[str, StepAction], rules: Sequence[SafetyRule]
) -> SimulatedRun:
    """Carry out an order up to the first thing that breaks."""
    for name in order:
        act = acts[name]
        for what in precondition_violations(state, name, act):
            return SimulatedRun(state, what)
        state = apply_action(state, name, act)
        for what in rule_violations(state, rules):
            return SimulatedRun(state, f"after `{name}`, {what}")
    return SimulatedRun(state, next(goal_violations(state, rules), None))


def disagreements(problem: OrderProblem, proof: OrderProof, start: Fixture) -> list[str]:
    """Where the problem's edges and the model part: right orders that break a rule, wrong ones that do not.

    Tries every permutation of up to `EXHAUSTIVE` steps, for more steps every right order and each with two
    neighbours exchanged; and every distractor at every place of every right order.
    """

    walked, right = _model_of(proof, start), tuple(problem.valid_orders())
    wrong = list(_wrong_about_steps(problem, right, walked))
    return wrong or [what for stray in problem.distractors for what in _harmless(stray.id, right, walked)]


def require_acts(problem: str, proof: OrderProof, names: Sequence[str]) -> None:
    """Raises ProofError for the first of the names that the proof has no act for."""
    for name in names:
        if name not in proof.acts:
            raise ProofError(f"{problem}: `acts` has no `{name}`.")


def first_wrong_order(problem: OrderProblem, proof: OrderProof, start: Fixture) -> str | None:
    """The first accepted order that breaks a rule, or other order that breaks none; distractors apart.

    Raises ProofError for a step without an act.
    """
    require_acts(problem.id, proof, [step.id for step in problem.steps])
    right = tuple(problem.valid_orders())
    return next(_wrong_about_steps(problem, right, _model_of(proof, start)), None)


def _model_of(proof: OrderProof, start: Fixture) -> Simulation:
    return lambda order: simulate(initial_state(start), order, proof.acts, proof.rules)


def _wrong_about_steps(
    problem: OrderProblem, right: Sequence[StepOrder], walked: Simulation
) -> Iterator[str]:
    accepted = set(right)
    for order in _orders(problem, right):
        what = walked(order).violation
        if order in accepted and what is not None:
            yield f"{_arrows(order)} is accepted, and {what}"
        if order not in accepted and what is None:
            yield f"{_arrows(order)} is not accepted, and nothing breaks"


def _harmless(stray: str, right: Sequence[StepOrder], walked: Simulation) -> Iterator[str]:
    """A distractor must break something in some place, and where it does not it must be needless."""
    breaks = False
    for order in right:
        plain = walked(order)
        for at in range(len(order) + 1):
            longer = (*order[:at], stray, *order[at:])
            with_it = walked(longer)
            breaks = breaks or with_it.violation is not None
            if with_it.violation is None and not with_it.ends_like(plain):
                yield f"{_arrows(longer)} holds a distractor that does something, and nothing breaks"
    if not breaks:
        yield f"`{stray}` is a distractor, and breaks nothing anywhere"


def _orders(problem: OrderProblem, right: Sequence[StepOrder]) -> Iterator[StepOrder]:
    ids = tuple(step.id for step in problem.steps)
    if len(ids) <= EXHAUSTIVE:
        yield from permutations(ids)
        return
    for order in right:
        yield order
        for at in range(len(order) - 1):
            yield (*order[:at], order[at + 1], order[at], *order[at + 2 :])


def _sentence(condition: Condition) -> str:
    parts = [
        f"`{condition.live}` live" if condition.live else "",
        f"`{condition.ready}` Ready" if condition.ready else "",
        f"`{condition.gone}` gone" if condition.gone else "",
        f"`{condition.done}` done" if condition.done else "",
    ]
    return " and ".join(filter(None, parts))


def _and(names: Sequence[str]) -> str:
    return " and ".join(f"`{name}`" for name in names)


def _arrows(order: Sequence[str]) -> str:
    return " > ".join(order)
