"""A Kubernetes cluster in memory: `FakeKube` stands where a `Kube` is expected.

Objects are kept and watched like an API server's, and become what controllers make of them at once:
Deployments have ready pods, Services have EndpointSlices of the pods that they select. Traffic comes from the
log of the newest prober, answered by `version`.
"""

from __future__ import annotations

import itertools
import queue
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from labs.errors import ClusterUnavailable, LabError, ObjectNotFound, RequestRefused
from labs.images.prober.record import Heartbeat, RequestRecord, to_line
from labs.kube import Kube, Object

Key = tuple[str, str, str]
_CLIENTS = ("fresh", "keep-alive", "long")
_HEARTBEAT_SECONDS = 0.02
_OF_SERVICE = "kubernetes.io/service-name"


class FakeKube(Kube):
    """One cluster. `folder` holds its certificate; without `controllers` it has what was put there, no more.

    `refuse` makes calls fail: it is given the method, the kind and the name, and returns the error or None.
    `outage` makes every call and every watch fail until it is None again. `calls` lists what was asked.
    """

    def __init__(self, folder: Path, *objects: Object, controllers: bool = True) -> None:
        certificate = folder / "ca.crt"
        certificate.write_text("certificate", "utf-8")
        self.configuration = SimpleNamespace(host="https://127.0.0.1:6443", ssl_ca_cert=str(certificate))
        self.version = "iris-v1"
        self.outage: LabError | None = None
        self.refuse: Callable[[str, str, str], LabError | None] = lambda *_: None
        self.calls: list[tuple[str, str, str]] = []
        self._objects: dict[Key, Object] = {}
        self._is_silent = False
        self._has_controllers = controllers
        self._history: list[tuple[str, Object]] = []
        self._watchers: list[tuple[str, queue.SimpleQueue[tuple[str, Object] | LabError]]] = []
        self._versions = itertools.count(1)
        self._addresses = itertools.count(1)
        for one in (*_cluster_objects(), *objects):
            self.put(one)

    def put(self, body: Object) -> Object:
        """Have the object so, and what controllers make of it; whoever watches hears of it."""
        about = body["metadata"]
        key = body["kind"], about.get("namespace", ""), about["name"]
        known = self._objects.get(key, {"metadata": {}})["metadata"]
        version = str(next(self._versions))
        made: Object = {
            **body,
            "metadata": {
                "uid": f"uid-{version}",
                **{name: known[name] for name in ("uid",) if name in known},
                "generation": 1,
                "labels": {},
                **about,
                "resourceVersion": version,
            },
        }
        self._set_status(made)
        self._objects[key] = made
        self.send("MODIFIED" if known else "ADDED", made)
        self._reconcile(made)
        return made

    def remove(self, kind: str, name: str, namespace: str = "") -> None:
        """Take an object away with what it owns, at once. Raises ObjectNotFound."""
        made = self._objects.pop((kind, namespace, name), None)
        if made is None:
            raise ObjectNotFound(f"{kind} {name} is not there.", "Nothing to do.")
        made["metadata"]["resourceVersion"] = str(next(self._versions))
        self.send("DELETED", made)
        for key, one in list(self._objects.items()):
            owners = one["metadata"].get("ownerReferences", [])
            inside = kind == "Namespace" and key[1] == name
            if inside or any(owner["uid"] == made["metadata"]["uid"] for owner in owners):
                self.remove(key[0], key[2], key[1])
        if kind == "Pod":
            self._update_slices(namespace)

    def names(self, kind: str, namespace: str = "") -> tuple[str, ...]:
        return tuple(key[2] for key in self._objects if key[0] == kind and namespace in ("", key[1]))

    def send(self, verb: str, one: Object) -> None:
        """Send an event to whoever watches, also one that no real API server would send."""
        if self._is_silent:
            return
        self._history.append((verb, one))
        for kind, events in list(self._watchers):
            if kind == one["kind"]:
                events.put((verb, one))

    @contextmanager
    def unseen(self) -> Iterator[None]:
        """What changes meanwhile is sent to no watch, and replayed to none."""
        self._is_silent = True
        try:
            yield
        finally:
            self._is_silent = False

    def forget_history(self) -> None:
        """End every watch as too old: what they have not seen is not replayed."""
        self._history.clear()
        self.break_watches(too_old())

    def break_watches(self, error: LabError, kind: str = "") -> None:
        """End every watch, or those of a kind, with the error, once.

        What happens until somebody watches again is replayed then.
        """
        for watched, events in list(self._watchers):
            if kind in ("", watched):
                events.put(error)

    def get(self, kind: str, name: str, namespace: str = "") -> Object:
        self._ask("GET", kind, name)
        try:
            return self._objects[kind, namespace, name]
        except KeyError:
            raise ObjectNotFound(f"{kind} {name} is not there.", "It may have been deleted.") from None

    def list(self, kind: str, namespace: str = "", labels: str = "") -> tuple[Object, ...]:
        self._ask("LIST", kind, "")
        return tuple(
            one
            for key, one in self._objects.items()
            if key[0] == kind and namespace in ("", key[1]) and _has_labels(one, labels)
        )

    def list_versioned(self, kind: str) -> tuple[tuple[Object, ...], str]:
        return self.list(kind), str(next(self._versions))

    def apply(self, body: Object) -> Object:
        self._ask("APPLY", body["kind"], body["metadata"]["name"])
        return self.put(body)

    def patch(self, kind: str, name: str, namespace: str, body: Object, *, manager: str) -> Object:
        self._ask("PATCH", kind, name)
        before = self.get(kind, name, namespace)
        return self.put(_merged(before, body))

    def delete(self, kind: str, name: str, namespace: str = "", grace: int | None = None) -> None:
        self._ask("DELETE", kind, name)
        if (kind, namespace, name) in self._objects:
            self.remove(kind, name, namespace)

    def call(self, method: str, path: str, **more: Any) -> Object:
        self._ask(method, path, "")
        if path.endswith("/token"):
            return {"status": {"token": "token"}}
        return {"gitVersion": "v1.34.4"}

    def lines(
        self, path: str, query: Mapping[str, str] | None = None, *, silence: int = 20
    ) -> Iterator[bytes]:
        """The prober's log from line `from` on, while its pod is there. Raises ClusterUnavailable."""
        name = path.split("/pods/")[1].split(":", maxsplit=1)[0]
        skipped = int((query or {}).get("from", "0"))
        while any(key[0] == "Pod" and key[2] == name for key in self._objects):
            self._ask("GET", "log", name)
            yield from self._traffic(time.time())[skipped:]
            skipped = 0
            time.sleep(_HEARTBEAT_SECONDS)
        raise ClusterUnavailable("The cluster does not answer.", "Wait a moment and try again.")

    def watch(
        self, kind: str, namespace: str = "", *, labels: str = "", version: str = "", seconds: int = 300
    ) -> Iterator[tuple[str, Object]]:
        self._ask("WATCH", kind, version)
        events: queue.SimpleQueue[tuple[str, Object] | LabError] = queue.SimpleQueue()
        if not version:
            for one in self.list(kind, namespace, labels):
                events.put(("ADDED", one))
        for verb, one in self._history if version else ():
            if one["kind"] == kind and _version(one) > int(version):
                events.put((verb, one))
        self._watchers.append((kind, events))
        while True:
            event = events.get()
            if isinstance(event, LabError):
                self._watchers.remove((kind, events))
                raise event
            yield event

    def _ask(self, method: str, kind: str, name: str) -> None:
        self.calls.append((method, kind, name))
        error = self.outage or self.refuse(method, kind, name)
        if error is not None:
            raise error

    def _traffic(self, at: float) -> Sequence[bytes]:
        requests = [RequestRecord(one, at, at, at, at, "ok", 200, self.version) for one in _CLIENTS]
        return [*map(to_line, requests), to_line(Heartbeat(at, 0.0, 0))]

    def _set_status(self, made: Object) -> None:
        """What kubelet and controllers would write."""
        if made["kind"] == "Pod" and "status" not in made:
            made["status"] = {
                "phase": "Running",
                "podIP": f"10.1.0.{next(self._addresses)}",
                "conditions": [{"type": "Ready", "status": "True"}],
            }
        elif made["kind"] == "Namespace":
            made.setdefault("status", {"phase": "Active"})
        elif made["kind"] == "Deployment":
            count = made["spec"].get("replicas", 1)
            made["status"] = {
                "observedGeneration": 1,
                "replicas": count,
                "readyReplicas": count,
                "availableReplicas": count,
            }

    def _reconcile(self, made: Object) -> None:
        if not self._has_controllers:
            return
        about = made["metadata"]
        namespace = about.get("namespace", "")
        template = made.get("spec", {}).get("template") if made["kind"] == "Deployment" else None
        if template:
            owner = [{"kind": "Deployment", "name": about["name"], "uid": about["uid"]}]
            for n in range(made["spec"].get("replicas", 1)):
                name = f"{about['name']}-{n}"
                if ("Pod", namespace, name) not in self._objects:
                    labels = template["metadata"].get("labels", {})
                    more = {"name": name, "namespace": namespace, "labels": labels, "ownerReferences": owner}
                    self.put({"kind": "Pod", "metadata": more, "spec": template["spec"]})
        if made["kind"] in ("Service", "Pod"):
            self._update_slices(namespace)

    def _update_slices(self, namespace: str) -> None:
        for service in [one for key, one in self._objects.items() if key[:2] == ("Service", namespace)]:
            selector, about = service.get("spec", {}).get("selector"), service["metadata"]
            if not selector:
                continue
            pods = [one for key, one in self._objects.items() if key[:2] == ("Pod", namespace)]
            chosen = [pod for pod in pods if selector.items() <= pod["metadata"]["labels"].items()]
            endpoints = [
                {
                    "addresses": [pod["status"]["podIP"]],
                    "conditions": {"ready": True},
                    "targetRef": {"kind": "Pod", "name": pod["metadata"]["name"], "namespace": namespace},
                }
                for pod in chosen
            ]
            key = "EndpointSlice", namespace, f"{about['name']}-slice"
            if self._objects.get(key, {}).get("endpoints") != endpoints:
                owner = [{"kind": "Service", "name": about["name"], "uid": about["uid"]}]
                labels = {_OF_SERVICE: about["name"]}
                more = {"name": key[2], "namespace": namespace, "labels": labels, "ownerReferences": owner}
                self.put({"kind": key[0], "metadata": more, "endpoints": endpoints})


def too_old() -> RequestRefused:
    """How an API server ends a watch whose version it has forgotten."""
    return RequestRefused("The watch ended: too old resource version", "List again.")


def away() -> ClusterUnavailable:
    """How a cluster that does not answer fails."""
    return ClusterUnavailable("The cluster does not answer.", "Wait a moment and try again.")


def _cluster_objects() -> tuple[Object, ...]:
    """What every cluster has: the Service and the slice of its API server."""
    about = {"name": "kubernetes", "namespace": "default"}
    labels = {_OF_SERVICE: "kubernetes"}
    return (
        {"kind": "Service", "metadata": about, "spec": {"clusterIP": "10.96.0.1"}},
        {
            "kind": "EndpointSlice",
            "metadata": {**about, "labels": labels},
            "endpoints": [{"addresses": ["172.18.0.2"]}],
            "ports": [{"port": 6443}],
        },
    )


def _version(one: Object) -> int:
    return int(one["metadata"].get("resourceVersion", "0"))


def _has_labels(one: Object, wanted: str) -> bool:
    labels = one["metadata"].get("labels") or {}
    for part in filter(None, wanted.split(",")):
        name, has_value, value = part.partition("=")
        if name not in labels or (has_value and labels[name] != value):
            return False
    return True


def _merged(before: Any, patch: Any) -> Any:
    """A JSON merge patch (RFC 7396)."""
    if not isinstance(patch, Mapping):
        return patch
    merged = dict(before) if isinstance(before, Mapping) else {}
    for name, value in patch.items():
        if value is None:
            merged.pop(name, None)
        else:
            merged[name] = _merged(merged.get(name), value)
    return merged
