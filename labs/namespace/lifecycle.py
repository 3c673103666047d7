"""A workspace on the cluster for one learner and one attempt: made, put back to its start, ended, swept.

Every call can be repeated, also after a call that was cut short: twice is once.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from labs.cluster import lifecycle as cluster_lifecycle
from labs.errors import NotReady, ObjectNotFound, cut
from labs.kube import Kube, Object
from labs.namespace import credentials, prober, workbench
from labs.namespace.manifests import (
    EXPIRES,
    NAMESPACE_PREFIX,
    SESSION,
    WORKBENCH,
    WORKSPACE_LABEL,
    ApiEndpoints,
    bundle,
)
from labs.settings import LabSettings
from labs.wait import wait_until

# Seconds in which a workspace is empty again.
_RESET_SECONDS = 30.0
# What a learner may have made, owners before what they own.
_WORK = ("Deployment", "Job", "ReplicaSet", "Service", "Pod", "ConfigMap")
_OURS = {("Pod", WORKBENCH), ("ConfigMap", "kube-root-ca.crt")}


@dataclass(frozen=True, slots=True)
class Workspace:
    """A namespace, and the instant until which it lives."""

    namespace: str
    expires_at: datetime

    def is_expired(self, now: datetime) -> bool:
        return now >= self.expires_at


def namespace_of(attempt: str) -> str:
    """The namespace of an attempt: `lab-` and 16 hex digits, which tell nobody whose it is."""
    return NAMESPACE_PREFIX + hashlib.sha256(attempt.encode()).hexdigest()[:16]


def create(kube: Kube, settings: LabSettings, attempt: str, now: datetime) -> Workspace:
    """Have the attempt's workspace with its workbench ready; its life starts over, what is in it stays.

    The cluster lives as long at least. Raises CapacityExceeded, ImageMissing, NotReady,
    ClusterUnavailable, ClusterBusy.
    """
    workspace = Workspace(namespace_of(attempt), now + settings.workspace_life)
    cluster_lifecycle.extend_life(settings, workspace.expires_at)
    endpoints = credentials.api_endpoints(kube)
    apply_manifests(kube, settings, workspace, endpoints)
    credentials.renew_token(kube, workspace.namespace, endpoints, now, workspace.expires_at)
    workbench.ensure(kube, settings, workspace.namespace)
    return workspace


def apply_manifests(kube: Kube, settings: LabSettings, workspace: Workspace, endpoints: ApiEndpoints) -> None:
    """Have the namespace with all its fences; where the API server is found is among them."""
    for thing in bundle(workspace.namespace, workspace.expires_at, endpoints, settings):
        kube.apply(thing)


def find(kube: Kube, attempt: str) -> Workspace | None:
    """The workspace of an attempt, or None if it has none, or one that is being ended."""
    try:
        return _parse_workspace(kube.get("Namespace", namespace_of(attempt)))
    except ObjectNotFound:
        return None


def list_all(kube: Kube) -> tuple[Workspace, ...]:
    """All workspaces that are not being ended."""
    found = (_parse_workspace(raw) for raw in kube.list("Namespace", labels=WORKSPACE_LABEL))
    return tuple(workspace for workspace in found if workspace is not None)


def reset(kube: Kube, workspace: Workspace) -> None:
    """Take away all that was made in the workspace, and wait until it is gone; the workbench stays.

    Raises NotReady when something does not go.
    """

    def delete_left() -> tuple[tuple[str, str], ...]:
        left = _learner_objects(kube, workspace)
        for kind, name in left:
            kube.delete(kind, name, workspace.namespace, grace=0)
        return left

    left = wait_until(delete_left, lambda left: not left, seconds=_RESET_SECONDS)
    if left:
        names = ", ".join(f"{kind} {name}" for kind, name in left)
        raise NotReady(f"The workspace is not empty yet: {cut(names)}.", "Reset it once more.")


def delete(kube: Kube, workspace: Workspace) -> None:
    """Revoke the workspace's tokens, take its prober away and begin to remove it."""
    kube.delete("Secret", SESSION, workspace.namespace)
    prober.delete_all(kube, workspace.namespace)
    kube.delete("Namespace", workspace.namespace)


def sweep(kube: Kube, now: datetime) -> tuple[str, ...]:
    """End each workspace whose time is over; their namespaces."""
    over = tuple(workspace for workspace in list_all(kube) if workspace.is_expired(now))
    for workspace in over:
        delete(kube, workspace)
    return tuple(workspace.namespace for workspace in over)


def _parse_workspace(raw: Object) -> Workspace | None:
    if raw["status"].get("phase") == "Terminating":
        return None
    about = raw["metadata"]
    return Workspace(about["name"], datetime.fromisoformat(about["annotations"][EXPIRES]))


def _learner_objects(kube: Kube, workspace: Workspace) -> tuple[tuple[str, str], ...]:
    """(kind, name) of all that is in the workspace and not ours."""
    found = (
        (kind, raw["metadata"]["name"]) for kind in _WORK for raw in kube.list(kind, workspace.namespace)
    )
    return tuple(thing for thing in found if thing not in _OURS)
