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
# What a new cluster takes before the first learner: by its pods' requests, but memory as measured (0.7 GiB),
# with room to breathe.
CLUSTER = Resources(950, 1024, 9)
# Thousandths of a core that the cluster and the app take with nobody at work, and that each learner at work
# adds. Measured on two cores: four learners at work keep them busy for 55 to 59 %.
_IDLE_CPU, _CPU_AT_WORK = 250, 225
# Every play was judged on cores that were not busier than this; at 74 % and more some were undecided.
_BUSIEST = 0.65


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


def free_on_machine(cores: int, memory: int, settings: LabSettings) -> Resources:
    """What a new cluster would have for learners on a machine with so many cores and MiB."""
    return Resources(cores * 1000, memory, settings.node_pods).minus(CLUSTER)


def judged_at_once(cores: int) -> int:
    """How many learners may work at once before checks of time are undecided, their browsers elsewhere."""
    return max(0, int(cores * 1000 * _BUSIEST) - _IDLE_CPU) // _CPU_AT_WORK


def judging_sentence(learners: int, judged: int) -> str:
    """Whether so many learners can be judged when all of them work at the same time."""
    text = f"With browsers on other machines, {judged} who work at the same time can be judged"
    if judged >= learners:
        return f"{text}."
    return f"{text}; with more, checks of time may stay undecided, and have to be tried again."


def plan(learners: int, each: Resources, free: Resources, *, machines: int = 1) -> CapacityPlan:
    """Set `learners` against what is `free` on the node, or on the node of each of several machines."""
    fits_by = {
        "cpu": free.cpu // each.cpu,
        "memory": free.memory // each.memory,
        "pods": free.pods // each.pods,
    }
    bottleneck = min(fits_by, key=lambda name: fits_by[name])
    fits = fits_by[bottleneck] * machines
    return CapacityPlan(learners, fits, bottleneck, _sentence(learners, fits, bottleneck))


def _sentence(learners: int, fits: int, bottleneck: str) -> str:
    people = "1 learner" if learners == 1 else f"{learners} learners"
    name = {"cpu": "CPU", "memory": "memory", "pods": "the number of pods"}[bottleneck]
    if fits >= learners:
        return f"There is room for {people}; {name} would run out first, at {fits}."
    return f"There is room for {fits} of {people}: {name} runs out. Give the node more, or lower the budget."
