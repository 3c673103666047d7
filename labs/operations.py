"""From nothing to a cluster that learners can be put on, and whether it answers."""

from __future__ import annotations

import time
from datetime import datetime

from labs.cluster import lifecycle as cluster
from labs.cluster.capacity import Room, room
from labs.cluster.kind import Say
from labs.errors import ClusterAway, LabError, NotReady, NotThere
from labs.images import build as images
from labs.kube import Kube, Object, connect
from labs.namespace import credentials as session
from labs.namespace import lifecycle as place
from labs.namespace.admission import guards
from labs.namespace.fairness import fairness
from labs.namespace.manifests import PLACE_PREFIX, SYSTEM, WORKBENCH_CLASS
from labs.settings import LabSettings

# Seconds in which a cluster's DNS comes up; 10 s on two cores, more after a restart.
_READY_SECONDS = 120.0


def up(settings: LabSettings, now: datetime, say: Say) -> None:
    """Have the cluster up with its images and its ground. Twice is once. Raises LabError."""
    cluster.check(settings, now)
    cluster.create(settings, images.build(settings, say), now, say)
    kube = connect(cluster.kubeconfig(settings))
    say("Waiting for the cluster's DNS")
    wait_until_ready(kube, time.monotonic() + _READY_SECONDS)
    for thing in ground():
        kube.apply(thing)
    doors = session.doors(kube)  # the node may have another address than before
    for each in place.every(kube):
        place.fence(kube, settings, each, doors)


def sweep(settings: LabSettings, now: datetime, say: Say) -> tuple[str, ...]:
    """Remove what is left over: clusters and places past their time, and what was cut short; their names.

    Asks nobody where we keep nothing. Raises LabError.
    """
    gone = cluster.sweep(settings, now, say)
    if cluster.home(settings).read() is not None and cluster.status(settings, now).state == "ready":
        gone += place.sweep(connect(cluster.kubeconfig(settings)), now)
    return gone


def ground() -> tuple[Object, ...]:
    """What stands on the cluster before the first learner comes."""
    return (
        _namespace(),
        _priority(),
        {
            "apiVersion": "networking.k8s.io/v1",
            "kind": "NetworkPolicy",
            "metadata": {"name": "nobody-in", "namespace": SYSTEM},
            "spec": {"podSelector": {}, "policyTypes": ["Ingress"]},
        },
        *guards(),
        *fairness(),
    )


def wait_until_ready(kube: Kube, until: float) -> None:
    """Wait until pods can start and names resolve; `until` on the monotonic clock. Raises NotReady."""
    while not _is_ready(kube):
        if time.monotonic() >= until:
            raise NotReady(
                "The cluster was made, but its DNS does not come up.",
                "Try `cutover labs up` again; if it stays so, `cutover labs down` first.",
            )
        time.sleep(0.5)


def _is_ready(kube: Kube) -> bool:
    try:
        kube.get("ServiceAccount", "default", "default")
        session.doors(kube)
        dns = kube.get("Deployment", "coredns", "kube-system")
    except (ClusterAway, NotThere):
        return False
    return int(dns.get("status", {}).get("availableReplicas", 0)) > 0


def answers(kube: Kube) -> str:
    """Empty if the API server answers, else a sentence that says what is the matter."""
    try:
        kube.call("GET", "/version")
    except LabError as e:
        return str(e)
    return ""


def free(kube: Kube) -> Room:
    """What the node has for learners: all that it may give, less what the cluster itself asks for."""
    node = kube.list("Node")[0]["status"]["allocatable"]
    left = room(node["cpu"], node["memory"], node["pods"])
    for pod in kube.list("Pod"):
        namespace = pod["metadata"]["namespace"]
        if namespace != SYSTEM and not namespace.startswith(PLACE_PREFIX):
            left = left.less(_asked(pod))
    return left


def _asked(pod: Object) -> Room:
    wants = [each.get("resources", {}).get("requests", {}) for each in pod["spec"]["containers"]]
    rooms = [room(want.get("cpu", "0"), want.get("memory", "0"), "0") for want in wants]
    return Room(sum(each.cpu for each in rooms), sum(each.memory for each in rooms), 1)


def _namespace() -> Object:
    labels = {
        "pod-security.kubernetes.io/enforce": "restricted",
        "pod-security.kubernetes.io/warn": "restricted",
    }
    return {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": SYSTEM, "labels": labels}}


def _priority() -> Object:
    return {
        "apiVersion": "scheduling.k8s.io/v1",
        "kind": "PriorityClass",
        "metadata": {"name": WORKBENCH_CLASS},
        "value": 0,
        "preemptionPolicy": "Never",
        "description": "A learner's workbench, which has a quota of its own.",
    }
