"""A lab as its author wrote it: the story, the start, the checks, a solution and the ways to get it wrong."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, model_validator

from labs.checks.conditions import Name, ObjectRef, Strict
from labs.checks.model import AnyCheck, MomentSpec, TrafficCheck
from labs.checks.times import BUILT_IN, END, INCIDENT, START, Length, MomentRef
from labs.images.prober.plan import ClientClass
from problems.errors import refusal, require_unique
from problems.fields import Id, Line, Prose
from problems.reading.validation_errors import did_you_mean

Command = Annotated[str, StringConstraints(min_length=1, max_length=1_000)]
TrafficClassName = Literal["fresh", "keep-alive", "long"]

# How long a prediction of the class `long` takes unless its scenario says otherwise.
LONG_WORK = 3.0


class TrafficClass(Strict):
    """Clients of one kind: `{class: fresh, rate: 20}` asks Service `model` 20 times a second."""

    kind: TrafficClassName = Field(alias="class")
    rate: Annotated[int, Field(ge=1, le=50)]
    service: Name = "model"
    connections: Annotated[int, Field(ge=1, le=20)] = 4
    deadline: Length = 0.5
    work: Length | None = None

    def clients(self, namespace: str) -> ClientClass:
        """What the prober is told. The final dot spares a search through the pod's own domains."""
        work = self.work if self.work is not None else LONG_WORK if self.kind == "long" else 0.0
        return ClientClass(
            name=self.kind,
            host=f"{self.service}.{namespace}.svc.cluster.local.",
            connects="keep-alive" if self.kind == "keep-alive" else "fresh",
            rate=self.rate,
            deadline=self.deadline,
            work=work,
            connections=self.connections,
        )


class Incident(Strict):
    """What happens to the learner, by default as soon as the lab is open: a colleague's merge patch."""

    at: MomentRef = MomentRef(START)
    patch: ObjectRef
    to: dict[str, Any]
    says: Line


class Versions(Strict):
    """The two values of `X-Model-Version`; every other answer is foreign."""

    blue: Line = "iris-v1"
    green: Line = "iris-v2"


class ScenarioSolution(Strict):
    """Commands that pass every check, typed in the workbench, and why they do."""

    run: Annotated[tuple[Command, ...], Field(min_length=1, max_length=20)]
    steps: Annotated[tuple[Line, ...], Field(min_length=1, max_length=12)]
    takeaway: Line


class WrongAnswer(Strict):
    """A plausible wrong answer: the check that must fail, and words that its reason must have."""

    id: Id
    title: Line
    run: Annotated[tuple[Command, ...], Field(min_length=1, max_length=20)]
    fails: Id
    says: Line


class Scenario(Strict):
    """One lab. `slug` is its folder's name and `start` the objects in its folder `start`."""

    slug: Id
    start: Annotated[tuple[dict[str, Any], ...], Field(min_length=1, max_length=20)]
    number: Annotated[int, Field(ge=1, le=99)]
    title: Annotated[Line, StringConstraints(max_length=70)]
    skill: Id
    minutes: Annotated[int, Field(ge=2, le=60)]
    story: Prose
    steps: Annotated[tuple[Line, ...], Field(min_length=1, max_length=10)]
    hints: Annotated[tuple[Line, ...], Field(min_length=1, max_length=4)]
    versions: Versions = Versions()
    traffic: Annotated[tuple[TrafficClass, ...], Field(min_length=1, max_length=4)]
    baseline: Length = 3.0
    incident: Incident | None = None
    moments: dict[Id, MomentSpec] = Field(default_factory=dict)
    checks: Annotated[tuple[AnyCheck, ...], Field(min_length=1, max_length=12)]
    solution: ScenarioSolution
    wrong: Annotated[tuple[WrongAnswer, ...], Field(min_length=2, max_length=8)]

    @property
    def points(self) -> int:
        return sum(check.points for check in self.checks)

    @model_validator(mode="after")
    def _knows_what_it_names(self) -> Scenario:
        require_unique("check", {"checks": [check.id for check in self.checks]})
        require_unique("wrong answer", {"wrong": [one.id for one in self.wrong]})
        require_unique("class", {"traffic": [one.kind for one in self.traffic]})
        if self.incident:
            _require_known("moment", self.incident.at.moment, [START, *self.moments], "incident", "at")
        checks, classes = [check.id for check in self.checks], [one.kind for one in self.traffic]
        for at, one in enumerate(self.wrong):
            _require_known("check", one.fails, checks, "wrong", at, "fails")
        for name, moment in self.moments.items():
            if name in BUILT_IN:
                raise refusal(
                    "S1", f"`{name}` is a moment of every lab", "Call it something else.", "moments", name
                )
            self._require_instant(moment.after, "moments", name, "after")
        for at, check in enumerate(self.checks):
            for instant in check.instants():
                self._require_instant(instant, "checks", at)
            if isinstance(check, TrafficCheck):
                for client in check.traffic.classes:
                    _require_known("class", client, classes, "checks", at, "traffic", "classes")
        return self

    def _require_instant(self, instant: MomentRef, *at: str | int) -> None:
        known = [START, END, *self.moments, *([INCIDENT] if self.incident else [])]
        _require_known("moment", instant.moment, known, *at)


def _require_known(noun: str, name: str, known: Sequence[str], *at: str | int) -> None:
    if name not in known:
        raise refusal("S1", f"there is no {noun} `{name}` here", did_you_mean(name, known), *at)


def fingerprint(scenario: Scenario) -> str:
    """16 hex digits over all that its author wrote; equal ones mean that two attempts were at one lab."""
    text = json.dumps(scenario.model_dump(mode="json"), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:16]
