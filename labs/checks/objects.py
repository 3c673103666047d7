"""The objects of one namespace as they are now, and the changes that made them so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Object = Mapping[str, Any]
Labels = Mapping[str, str]

# What labs speak of, by the names that people type. The watch follows these kinds and no other.
KINDS: Mapping[str, str] = {
    "service": "Service",
    "endpointslice": "EndpointSlice",
    "deployment": "Deployment",
    "pod": "Pod",
    "configmap": "ConfigMap",
}
_OF_SERVICE = "kubernetes.io/service-name"


@dataclass(frozen=True, slots=True)
class ObjectChange:
    """An object as it became at `at` (Unix seconds, when we heard of it), or as it last was if `gone`."""

    at: float
    object: Object
    gone: bool = False

    @property
    def kind(self) -> str:
        return str(self.object["kind"])

    @property
    def name(self) -> str:
        return str(self.object["metadata"]["name"])


class NamespaceObjects:
    """All objects of a lab's namespace. Changes come in order; `apply` keeps the last of each object."""

    def __init__(self) -> None:
        self._objects: dict[tuple[str, str], Object] = {}

    def apply(self, change: ObjectChange) -> Object | None:
        """Take in a change; what the object was before, or None if it is new."""
        key = change.kind, change.name
        if change.gone:
            return self._objects.pop(key, None)
        before = self._objects.get(key)
        self._objects[key] = change.object
        return before

    def get(self, kind: str, name: str) -> Object | None:
        return self._objects.get((kind, name))

    def everything(self) -> tuple[Object, ...]:
        return tuple(self._objects.values())

    def all(self, kind: str, labels: Labels | None = None) -> Iterator[Object]:
        """The objects of a kind that carry all the labels, by name."""
        for (its_kind, _), one in sorted(self._objects.items(), key=lambda pair: pair[0]):
            if its_kind == kind and has_labels(one, labels or {}):
                yield one

    def ready_pods(self, labels: Labels) -> dict[str, str]:
        """Name to address of the pods that are ready and are not being deleted."""
        return {
            pod["metadata"]["name"]: pod.get("status", {}).get("podIP", "")
            for pod in self.all("Pod", labels)
            if is_ready(pod)
        }

    def addresses(self, service: str) -> set[str]:
        """The addresses behind a Service that take new connections, from its EndpointSlices."""
        return {
            address
            for piece in self.all("EndpointSlice", {_OF_SERVICE: service})
            for endpoint in piece.get("endpoints") or ()
            if endpoint.get("conditions", {}).get("ready", True)
            for address in endpoint["addresses"]
        }


def has_labels(one: Object, labels: Labels) -> bool:
    carried = one["metadata"].get("labels") or {}
    return all(carried.get(key) == value for key, value in labels.items())


def is_ready(pod: Object) -> bool:
    """Whether a pod is Ready and stays."""
    if pod["metadata"].get("deletionTimestamp"):
        return False
    conditions = pod.get("status", {}).get("conditions") or ()
    return any(one["type"] == "Ready" and one["status"] == "True" for one in conditions)
