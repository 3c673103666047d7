"""The pod behind a learner's terminal: kept, made anew when it is gone, waited for."""

from __future__ import annotations

import time

from labs.checks.objects import is_ready
from labs.errors import CapacityExceeded, ImageMissing, NotReady, ObjectNotFound, cut
from labs.images.build import WORKBENCH as RECIPE
from labs.images.build import image
from labs.kube import Kube, Object
from labs.namespace.manifests import WORKBENCH, workbench
from labs.settings import LabSettings
from labs.wait import wait_until

# Seconds in which a workbench starts; 1 to 2 s on two idle cores.
_START_SECONDS = 60.0
_NO_IMAGE = {"ErrImageNeverPull", "ErrImagePull", "ImagePullBackOff", "InvalidImageName"}


def ensure(kube: Kube, settings: LabSettings, namespace: str) -> None:
    """Have the workbench ready: kept if it is, made anew if it is gone, has ended or is going.

    Raises CapacityExceeded, ImageMissing, NotReady, ClusterUnavailable.
    """
    until = time.monotonic() + _START_SECONDS
    pod = _find(kube, namespace)
    if pod is not None and is_ready(pod):
        return
    if pod is not None and _has_ended(pod):
        _remove(kube, namespace)
    kube.apply(workbench(namespace, image(RECIPE, settings)))
    _wait(kube, namespace, until)


def pod_blocker(pod: Object) -> str:
    """Why a pod is not ready, in the cluster's words, or nothing. Raises when waiting is of no use."""
    for each in pod["status"].get("conditions", []):
        if each["type"] == "PodScheduled" and each.get("reason") == "Unschedulable":
            raise CapacityExceeded(
                f"The cluster has no room for another pod: {cut(each['message'])}",
                "End a lab that is no longer used, or give the node more.",
            )
    for each in pod["status"].get("containerStatuses", []):
        waiting = each["state"].get("waiting") or {}
        if waiting.get("reason") in _NO_IMAGE:
            raise ImageMissing(
                f"The node does not have the image {each['image']}.", "`cutover labs up` brings it there."
            )
        if waiting:
            return cut(f"{waiting.get('reason')} {waiting.get('message', '')}")
    return ""


def _find(kube: Kube, namespace: str) -> Object | None:
    try:
        return kube.get("Pod", WORKBENCH, namespace)
    except ObjectNotFound:
        return None


def _has_ended(pod: Object) -> bool:
    return pod["status"].get("phase") in ("Failed", "Succeeded") or "deletionTimestamp" in pod["metadata"]


def _remove(kube: Kube, namespace: str) -> None:
    kube.delete("Pod", WORKBENCH, namespace, grace=0)
    wait_until(lambda: _find(kube, namespace) is None, seconds=_START_SECONDS, pause=0.1)


def _wait(kube: Kube, namespace: str, until: float) -> None:
    reason = "it has not started yet"
    while (left := until - time.monotonic()) > 0:
        for _, pod in kube.watch("Pod", namespace, labels=f"app={WORKBENCH}", seconds=max(1, int(left))):
            if is_ready(pod):
                return
            reason = pod_blocker(pod) or reason
    raise NotReady(f"The workbench is not ready: {reason}.", "Wait a moment, then open the lab again.")
