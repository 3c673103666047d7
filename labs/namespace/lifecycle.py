"""A place on the cluster for one learner and one attempt: made, put back to its start, ended, swept.

Every call can be repeated, also after a call that was cut short: twice is once.
"""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass
from datetime import datetime

from labs.cluster import lifecycle as cluster
from labs.errors import NotReady, NotThere, cut
from labs.kube import Kube, Object
from labs.namespace import credentials as session
from labs.namespace import prober as probing
from labs.namespace import workbench
from labs.namespace.manifests import EXPIRES, PLACE_LABEL, PLACE_PREFIX, SESSION, WORKBENCH, Doors, bundle
from labs.settings import LabSettings

# Seconds in which a place is empty again.
_RESET_SECONDS = 30.0
# What a learner may have made, owners before what they own.
_WORK = ("Deployment", "Job", "ReplicaSet", "Service", "Pod", "ConfigMap")
_OURS = {("Pod", WORKBENCH), ("ConfigMap", "kube-root-ca.crt")}


@dataclass(frozen=True, slots=True)
class Place:
    """A namespace, and the instant until which it lives."""

    namespace: str
    expires_at: datetime

    def is_over(self, now: datetime) -> bool:
        return now >= self.expires_at


def namespace_of(attempt: str) -> str:
    """The namespace of an attempt: `lab-` and 16 hex digits, which tell nobody whose it is."""
    return PLACE_PREFIX + hashlib.sha256(attempt.encode()).hexdigest()[:16]


def make(kube: Kube, settings: LabSettings, attempt: str, now: datetime) -> Place:
    """Have the attempt's place with its workbench ready; its life starts over, what is in it stays.

    The cluster lives as long at least. Raises NoRoom, ImageMissing, NotReady, ClusterAway, ClusterBusy.
    """
    place = Place(namespace_of(attempt), now + settings.place_life)
    cluster.keep(settings, place.expires_at)
    doors = session.doors(kube)
    fence(kube, settings, place, doors)
    session.renew(kube, place.namespace, doors, now, place.expires_at)
    workbench.have(kube, settings, place.namespace)
    return place


def fence(kube: Kube, settings: LabSettings, place: Place, doors: Doors) -> None:
    """Have the namespace with all its fences; where the API server is found is among them."""
    for thing in bundle(place.namespace, place.expires_at, doors, settings):
        kube.apply(thing)


def find(kube: Kube, attempt: str) -> Place | None:
    """The place of an attempt, or None if it has none, or one that is being ended."""
    try:
        return _place(kube.get("Namespace", namespace_of(attempt)))
    except NotThere:
        return None


def every(kube: Kube) -> tuple[Place, ...]:
    """All places that are not being ended."""
    found = (_place(raw) for raw in kube.list("Namespace", labels=PLACE_LABEL))
    return tuple(place for place in found if place is not None)


def reset(kube: Kube, place: Place) -> None:
    """Take away all that was made in the place, and wait until it is gone; the workbench stays.

    Raises NotReady when something does not go.
    """
    for kind, name in _work(kube, place):
        kube.delete(kind, name, place.namespace, grace=0)
    until = time.monotonic() + _RESET_SECONDS
    while left := _work(kube, place):
        if time.monotonic() >= until:
            names = ", ".join(f"{kind} {name}" for kind, name in left)
            raise NotReady(f"The place is not empty yet: {cut(names)}.", "Reset it once more.")
        time.sleep(0.2)
        for kind, name in _work(kube, place):
            kube.delete(kind, name, place.namespace, grace=0)


def end(kube: Kube, place: Place) -> None:
    """Revoke the place's tokens, take its prober away and begin to remove it."""
    kube.delete("Secret", SESSION, place.namespace)
    probing.stop(kube, place.namespace)
    kube.delete("Namespace", place.namespace)


def sweep(kube: Kube, now: datetime) -> tuple[str, ...]:
    """End each place whose time is over; their namespaces."""
    over = tuple(place for place in every(kube) if place.is_over(now))
    for place in over:
        end(kube, place)
    return tuple(place.namespace for place in over)


def _place(raw: Object) -> Place | None:
    if raw["status"].get("phase") == "Terminating":
        return None
    about = raw["metadata"]
    return Place(about["name"], datetime.fromisoformat(about["annotations"][EXPIRES]))


def _work(kube: Kube, place: Place) -> tuple[tuple[str, str], ...]:
    """(kind, name) of all that is in the place and not ours."""
    found = ((kind, raw["metadata"]["name"]) for kind in _WORK for raw in kube.list(kind, place.namespace))
    return tuple(thing for thing in found if thing not in _OURS)
