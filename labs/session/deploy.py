"""Puts a scenario's start on a learner's workspace, and lets its incident happen."""

from __future__ import annotations

from labs.checks.evaluate import COLLEAGUE
from labs.checks.objects import KINDS
from labs.errors import NotReady
from labs.images.build import MODEL, WORKBENCH, image
from labs.kube import Kube, Object
from labs.namespace import lifecycle as workspaces
from labs.namespace.lifecycle import Workspace
from labs.namespace.workbench import pod_blocker
from labs.reading.manifests import MODEL as MODEL_NAME
from labs.reading.manifests import TOOLS, render
from labs.reading.model import Incident, Scenario
from labs.settings import LabSettings
from labs.wait import wait_until

# Two models load in 1 to 3 s on two idle cores.
_READY_SECONDS = 90.0


def deploy_start(kube: Kube, settings: LabSettings, workspace: Workspace, scenario: Scenario) -> None:
    """Have exactly the scenario's start in the workspace, every Deployment ready as far as it asks to be.

    What the learner made before is taken away. Raises CapacityExceeded, ImageMissing, NotReady,
    ClusterUnavailable.
    """
    workspaces.reset(kube, workspace)
    images = {MODEL_NAME: image(MODEL, settings), TOOLS: image(WORKBENCH, settings)}
    things = [render(one, workspace.namespace, images) for one in scenario.start]
    for thing in things:
        kube.apply(thing)
    _wait(kube, workspace, [one["metadata"]["name"] for one in things if one["kind"] == "Deployment"])


def apply_incident(kube: Kube, workspace: Workspace, incident: Incident) -> None:
    """Let the incident happen: a merge patch in a colleague's name."""
    kind = KINDS[incident.patch.kind]
    kube.patch(kind, incident.patch.name, workspace.namespace, incident.to, manager=COLLEAGUE)


def _wait(kube: Kube, workspace: Workspace, names: list[str]) -> None:
    blocker = wait_until(
        lambda: _blocker(kube, workspace.namespace, names), lambda it: it is None, seconds=_READY_SECONDS
    )
    if blocker is not None:
        raise NotReady(blocker, "Reset the lab.")


def _blocker(kube: Kube, namespace: str, names: list[str]) -> str | None:
    """Which Deployment is not up and why, or None. Raises when waiting is of no use."""
    waiting = [name for name in names if not _is_up(kube.get("Deployment", name, namespace))]
    if not waiting:
        return None
    pods = [pod for pod in kube.list("Pod", namespace) if pod["status"].get("phase") == "Pending"]
    reason = next((blocker for pod in pods if (blocker := pod_blocker(pod))), "its pods do not become ready")
    return f"Deployment {waiting[0]} does not come up: {reason}."


def _is_up(deployment: Object) -> bool:
    status, wanted = deployment.get("status", {}), deployment["spec"].get("replicas", 1)
    record = status.get("observedGeneration", 0) >= deployment["metadata"]["generation"]
    return bool(record and status.get("readyReplicas", 0) == status.get("replicas", 0) == wanted)
