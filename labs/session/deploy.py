"""Puts a scenario's start on a learner's place, and lets its incident happen."""

from __future__ import annotations

import time

from labs.checks.evaluate import COLLEAGUE
from labs.checks.objects import KINDS
from labs.errors import NotReady
from labs.images.build import MODEL, WORKBENCH, image
from labs.kube import Kube, Object, path_of
from labs.namespace import lifecycle as places
from labs.namespace.lifecycle import Place
from labs.namespace.workbench import hindrance
from labs.reading.manifests import MODEL as MODEL_NAME
from labs.reading.manifests import TOOLS, placed
from labs.reading.model import Incident, Scenario
from labs.settings import LabSettings

# Two models load in 1 to 3 s on two idle cores.
_READY_SECONDS = 90.0


def prepare(kube: Kube, settings: LabSettings, place: Place, scenario: Scenario) -> None:
    """Have exactly the scenario's start in the place, every Deployment ready as far as it asks to be.

    What the learner made before is taken away. Raises NoRoom, ImageMissing, NotReady, ClusterAway.
    """
    places.reset(kube, place)
    images = {MODEL_NAME: image(MODEL, settings), TOOLS: image(WORKBENCH, settings)}
    things = [placed(one, place.namespace, images) for one in scenario.start]
    for thing in things:
        kube.apply(thing)
    _wait(kube, place, [one["metadata"]["name"] for one in things if one["kind"] == "Deployment"])


def strike(kube: Kube, place: Place, incident: Incident) -> None:
    """Let the incident happen: a merge patch in a colleague's name."""
    kube.call(
        "PATCH",
        path_of(KINDS[incident.patch.kind], place.namespace, incident.patch.name),
        body=incident.to,
        query={"fieldManager": COLLEAGUE},
        headers={"Content-Type": "application/merge-patch+json"},
    )


def _wait(kube: Kube, place: Place, names: list[str]) -> None:
    until = time.monotonic() + _READY_SECONDS
    while waiting := [name for name in names if not _is_up(kube.get("Deployment", name, place.namespace))]:
        pods = [pod for pod in kube.list("Pod", place.namespace) if pod["status"].get("phase") == "Pending"]
        why = next((reason for pod in pods if (reason := hindrance(pod))), "its pods do not become ready")
        if time.monotonic() >= until:
            raise NotReady(f"Deployment {waiting[0]} does not come up: {why}.", "Reset the lab.")
        time.sleep(0.25)


def _is_up(deployment: Object) -> bool:
    status, wanted = deployment.get("status", {}), deployment["spec"].get("replicas", 1)
    seen = status.get("observedGeneration", 0) >= deployment["metadata"]["generation"]
    return bool(seen and status.get("readyReplicas", 0) == status.get("replicas", 0) == wanted)
