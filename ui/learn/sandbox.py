"""The switch to play with: acts, and the traffic that follows each. Pure; nothing is counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from problems.proofs.request_model import (
    COLOURS,
    Colour,
    RequestOutcome,
    Second,
    Traffic,
    failed_count,
    is_rolled_out,
    label_pods,
    pass_second,
    scale,
    select,
)

RATE = 20  # requests a second and class, each of which is drawn
VERSIONS = ("blue", "green", "gren", "candidate")  # the third is a typing error, to see what one does
MOST_PODS = 3


@dataclass(frozen=True, slots=True)
class SandboxStep:
    """One act as the command that it stands for, and the seconds that followed it."""

    command: str
    seconds: tuple[Second, ...]


@dataclass(frozen=True, slots=True)
class SandboxRun:
    """What was done since the start of a task, and how the traffic stands."""

    traffic: Traffic
    steps: tuple[SandboxStep, ...] = ()
    deployment_label: str | None = None

    @property
    def seconds(self) -> tuple[Second, ...]:
        return tuple(second for step in self.steps for second in step.seconds)

    @property
    def fresh_failed(self) -> int:
        """Failed requests of clients that connect anew."""
        return sum(failed_count(second.fresh) for second in self.seconds)

    @property
    def keep_alive_failed(self) -> int:
        return sum(failed_count(second.keep_alive) for second in self.seconds)

    @property
    def is_clean(self) -> bool:
        """No request was refused or late."""
        return self.fresh_failed + self.keep_alive_failed == 0

    def ends_on(self, colour: Colour, *, connected: bool = False) -> bool:
        """Whether this colour answers all new connections by now; `connected`: the lasting one too."""
        last = self.seconds[-1] if self.steps else Second((), ())
        return {colour} == {*last.fresh, *(last.keep_alive[-1:] if connected else ())}


def select_version(run: SandboxRun, version: str) -> SandboxRun:
    """Patch the Service's selector."""
    patch = f'{{"spec":{{"selector":{{"version":"{version}"}}}}}}'
    return _followed(run, select(run.traffic, version), f"kubectl patch service model -p '{patch}'")


def scale_to(run: SandboxRun, colour: Colour, replicas: int) -> SandboxRun:
    """Scale a Deployment."""
    command = f"kubectl scale deployment model-{colour} --replicas={replicas}"
    return _followed(run, scale(run.traffic, colour, replicas), command)


def label_green_pods(run: SandboxRun, version: str) -> SandboxRun:
    """Label the pods that green has now."""
    command = f"kubectl label pods -l name=model-green version={version} --overwrite"
    return _followed(run, label_pods(run.traffic, "green", version), command)


def label_green_deployment(run: SandboxRun) -> SandboxRun:
    """Label the Deployment itself, which no Service looks at."""
    command = "kubectl label deployment model-green version=green --overwrite"
    return replace(_followed(run, run.traffic, command), deployment_label="green")


def wait_for_rollout(run: SandboxRun) -> SandboxRun:
    """Wait until all pods of green are Ready, which takes no time where they already are."""
    traffic, seconds = run.traffic, []
    while not is_rolled_out(traffic, "green"):
        traffic, second = pass_second(traffic, RATE)
        seconds.append(second)
    waited = replace(run, traffic=traffic)
    command = "kubectl rollout status deployment model-green"
    return _followed(waited, traffic, command, tuple(seconds))


def wait_one_second(run: SandboxRun) -> SandboxRun:
    """Do nothing for a second."""
    return _followed(run, run.traffic, "sleep 1")


def _followed(run: SandboxRun, traffic: Traffic, command: str, before: tuple[Second, ...] = ()) -> SandboxRun:
    after, second = pass_second(traffic, RATE)
    return replace(run, traffic=after, steps=(*run.steps, SandboxStep(command, (*before, second))))


def outcome_summary(seconds: Sequence[Second]) -> str:
    """ "New connections: 20 blue. Kept alive: 20 blue." of one or more seconds."""
    fresh = [outcome for second in seconds for outcome in second.fresh]
    steady = [outcome for second in seconds for outcome in second.keep_alive]
    return f"New connections: {_counted(fresh)}. Kept alive: {_counted(steady)}."


def _counted(outcomes: Sequence[RequestOutcome]) -> str:
    names: tuple[RequestOutcome, ...] = (*COLOURS, "refused", "late")
    return ", ".join(f"{outcomes.count(name)} {name}" for name in names if name in outcomes) or "none"
