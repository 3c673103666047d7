"""Something that holds of a world or does not, as an author writes it, and what it says about itself."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, StringConstraints, Tag

from labs.checks.objects import KINDS, NamespaceObjects
from labs.checks.subset import difference, shown

Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]([a-z0-9-]*[a-z0-9])?$", max_length=63)]
LabelMap = Annotated[dict[str, str], Field(min_length=1, max_length=8)]
Count = Annotated[int, Field(ge=1, le=50)]


@dataclass(frozen=True, slots=True)
class ConditionResult:
    """Whether a condition holds, and in words what was found, like "2 of 2 pods are ready"."""

    holds: bool
    found: str


class Strict(BaseModel):
    """A piece of a scenario: unknown fields are refused and nothing is coerced."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, populate_by_name=True)


class _Condition(Strict, ABC):
    @abstractmethod
    def read(self, world: NamespaceObjects) -> ConditionResult:
        """Whether it holds of this world."""


def which(tags: Sequence[str], value: object) -> str | None:
    """Which kind is meant, by the field that only it has; None for a value without any of them."""
    of_model = type(value).model_fields if isinstance(value, BaseModel) else ()
    keys = value if isinstance(value, Mapping) else of_model
    return next((tag for tag in tags if tag in keys), None)


def _split(value: object) -> object:
    """`service/model` as its two parts; anything else is left for the model to refuse."""
    if isinstance(value, str) and value.count("/") == 1:
        kind, name = value.split("/")
        return {"kind": kind, "name": name}
    return value


class Ref(Strict):
    """An object of the lab's namespace, written `service/model`."""

    kind: Literal["service", "endpointslice", "deployment", "pod", "configmap"]
    name: Name

    def __str__(self) -> str:
        return f"{self.kind}/{self.name}"


ObjectRef = Annotated[Ref, BeforeValidator(_split)]


class Has(_Condition):
    """`{object: deployment/model-green, has: {spec: {replicas: 2}}}`: the object is there and has these."""

    object: ObjectRef
    has: dict[str, Any]

    def read(self, world: NamespaceObjects) -> ConditionResult:
        found = world.get(KINDS[self.object.kind], self.object.name)
        if found is None:
            return ConditionResult(False, f"{self.object} does not exist")
        differs = difference(self.has, found)
        return ConditionResult(differs is None, differs or f"{self.object} is as it should be")


class Absent(_Condition):
    """`{absent: deployment/old}`: there is no such object."""

    absent: ObjectRef

    def read(self, world: NamespaceObjects) -> ConditionResult:
        there = world.get(KINDS[self.absent.kind], self.absent.name) is not None
        return ConditionResult(not there, f"{self.absent} {'exists' if there else 'does not exist'}")


class SelectorIs(_Condition):
    """`{selector_of: model, is: {app: model, version: green}}`: exactly this selector, no label more."""

    selector_of: Name
    exactly: LabelMap = Field(alias="is")

    def read(self, world: NamespaceObjects) -> ConditionResult:
        service = world.get("Service", self.selector_of)
        if service is None:
            return ConditionResult(False, f"service/{self.selector_of} does not exist")
        selector = service.get("spec", {}).get("selector") or {}
        return ConditionResult(selector == self.exactly, shown(selector))


class BehindAre(_Condition):
    """`{behind: model, are: {app: model, version: green}}`: new connections reach all ready pods with these
    labels, at least one, and nothing else.
    """

    behind: Name
    are: LabelMap

    def read(self, world: NamespaceObjects) -> ConditionResult:
        addresses = world.addresses(self.behind)
        wanted = world.ready_pods(self.are)
        if addresses == set(wanted.values()) and wanted:
            return ConditionResult(True, f"the {len(wanted)} ready pods with {shown(self.are)}")
        names = {ip: name for name, ip in world.ready_pods({}).items()}
        found = sorted(names.get(ip, ip) for ip in addresses)
        return ConditionResult(False, ", ".join(found) or "nothing")


class BehindAtLeast(_Condition):
    """`{behind: model, at_least: 2}`: so many addresses take new connections."""

    behind: Name
    at_least: Count

    def read(self, world: NamespaceObjects) -> ConditionResult:
        count = len(world.addresses(self.behind))
        return ConditionResult(count >= self.at_least, str(count))


class PodsReady(_Condition):
    """`{pods: {version: blue}, ready: 2}`: at least so many pods with these labels are ready."""

    pods: LabelMap
    ready: Count

    def read(self, world: NamespaceObjects) -> ConditionResult:
        count = len(world.ready_pods(self.pods))
        return ConditionResult(count >= self.ready, str(count))


class AllOf(_Condition):
    """Every one holds; what the first that does not has found."""

    all_of: Annotated[tuple[AnyCondition, ...], Field(min_length=1)]

    def read(self, world: NamespaceObjects) -> ConditionResult:
        readings = [one.read(world) for one in self.all_of]
        return next((one for one in readings if not one.holds), readings[-1])


class AnyOf(_Condition):
    """One holds; else what the first has found."""

    any_of: Annotated[tuple[AnyCondition, ...], Field(min_length=1)]

    def read(self, world: NamespaceObjects) -> ConditionResult:
        readings = [one.read(world) for one in self.any_of]
        return next((one for one in readings if one.holds), readings[0])


class Not(_Condition):
    """The other does not hold."""

    no: AnyCondition = Field(alias="not")

    def read(self, world: NamespaceObjects) -> ConditionResult:
        reading = self.no.read(world)
        return ConditionResult(not reading.holds, reading.found)


TAGS = ("has", "absent", "selector_of", "are", "at_least", "pods", "all_of", "any_of", "not", "no")


def _tag(value: object) -> str | None:
    """`no` is the field that `not` stands for, which Python keeps to itself."""
    found = which(TAGS, value)
    return "not" if found == "no" else found


AnyCondition = Annotated[
    Annotated[Has, Tag("has")]
    | Annotated[Absent, Tag("absent")]
    | Annotated[SelectorIs, Tag("selector_of")]
    | Annotated[BehindAre, Tag("are")]
    | Annotated[BehindAtLeast, Tag("at_least")]
    | Annotated[PodsReady, Tag("pods")]
    | Annotated[AllOf, Tag("all_of")]
    | Annotated[AnyOf, Tag("any_of")]
    | Annotated[Not, Tag("not")],
    Discriminator(
        _tag,
        custom_error_type="no_condition",
        custom_error_message="this is no condition: docs/scenarios.md lists them",
    ),
]
for _model in (AllOf, AnyOf, Not):
    _model.model_rebuild()
