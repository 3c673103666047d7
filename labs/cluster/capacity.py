"""Whether a class fits on a node, said before it starts. Pure arithmetic."""

from __future__ import annotations

from dataclasses import dataclass

from labs.settings import LabSettings


@dataclass(frozen=True, slots=True)
class Resources:
    """CPU in thousandths of a core, memory in MiB, pods."""

    cpu: int
    memory: int
    pods: int

    def minus(self, other: Resources) -> Resources:
        """What is left, never below nothing."""
        return Resources(
            max(0, self.cpu - other.cpu), max(0, self.memory - other.memory), max(0, self.pods - other.pods)
        )


# Beside a learner's own pods.
WORKBENCH, PROBER = Resources(20, 64, 1), Resources(80, 64, 1)


@dataclass(frozen=True, slots=True)
class CapacityPlan:
    """How many learners fit, what runs out first (`cpu`, `memory` or `pods`), and the sentence about it."""

    learners: int
    fits: int
    bottleneck: str
    sentence: str

    @property
    def enough(self) -> bool:
        return self.fits >= self.learners


def budget(settings: LabSettings) -> Resources:
    """What one learner takes from the node, workbench and prober included."""
    cpu, memory, pods = settings.learner_cpu, settings.learner_memory, settings.learner_pods
    beside = (WORKBENCH, PROBER)
    return Resources(
        cpu + sum(one.cpu for one in beside),
        memory + sum(one.memory for one in beside),
        pods + sum(one.pods for one in beside),
    )


def plan(learners: int, each: Resources, free: Resources) -> CapacityPlan:
    """Set `learners` against what is `free` on the node."""
    fits_by = {
        "cpu": free.cpu // each.cpu,
        "memory": free.memory // each.memory,
        "pods": free.pods // each.pods,
    }
    bottleneck = min(fits_by, key=lambda name: fits_by[name])
    fits = fits_by[bottleneck]
    return CapacityPlan(learners, fits, bottleneck, _sentence(learners, fits, bottleneck))


def _sentence(learners: int, fits: int, bottleneck: str) -> str:
    people = "1 learner" if learners == 1 else f"{learners} learners"
    name = {"cpu": "CPU", "memory": "memory", "pods": "the number of pods"}[bottleneck]
    if fits >= learners:
        return f"There is room for {people}; {name} would run out first, at {fits}."
    return f"There is room for {fits} of {people}: {name} runs out. Give the node more, or lower the budget."
