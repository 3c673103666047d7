"""From nothing to a cluster that learners can be put on, and whether it answers."""

from __future__ import annotations

from datetime import datetime

from kubernetes.utils.quantity import parse_quantity

from labs.cluster import etcd
from labs.cluster import lifecycle as cluster_lifecycle
from labs.cluster.capacity import Resources
from labs.cluster.etcd import StoreStatus
from labs.cluster.node import nodes
from labs.errors import ClusterMissing, ClusterUnavailable, LabError, NotReady, ObjectNotFound
from labs.images import build as images
from labs.kube import Kube, Object, connect
from labs.namespace import credentials
from labs.namespace import lifecycle as workspaces
from labs.namespace.admission import guards
from labs.namespace.fairness import fairness
from labs.namespace.manifests import NAMESPACE_PREFIX, SYSTEM, WORKBENCH_CLASS
from labs.pod_security import NAMESPACE_LABELS
from labs.process import Progress
from labs.settings import LabSettings
from labs.wait import wait_until

# Seconds in which a cluster's DNS comes up; 10 s on two cores, more after a restart.
_READY_SECONDS = 120.0


def up(settings: LabSettings, now: datetime, progress: Progress) -> None:
    """Have the cluster up with its images and its ground. Twice is once. Raises LabError."""
    cluster_lifecycle.check(settings, now)
    cluster_lifecycle.create(settings, images.build(settings, progress), now, progress)
    _empty_store(settings, progress)
    kube = connect(cluster_lifecycle.kubeconfig(settings))
    progress("Waiting for the cluster's DNS")
    wait_until_ready(kube, _READY_SECONDS)
    for thing in base_objects():
        kube.apply(thing)
    endpoints = credentials.api_endpoints(kube)  # the node may have another address than before
    for each in workspaces.list_all(kube):
        workspaces.apply_manifests(kube, settings, each, endpoints)


def sweep(settings: LabSettings, now: datetime, progress: Progress) -> tuple[str, ...]:
    """Remove what is left over: clusters and workspaces past their time, and what was cut short; their names.

    Asks nobody where we keep nothing. Raises LabError.
    """
    gone = cluster_lifecycle.sweep(settings, now, progress)
    if (
        cluster_lifecycle.cluster_dir(settings).read() is not None
        and cluster_lifecycle.status(settings, now).state == "ready"
    ):
        gone += workspaces.sweep(connect(cluster_lifecycle.kubeconfig(settings)), now)
    return gone


def base_objects() -> tuple[Object, ...]:
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


def store_status(settings: LabSettings) -> StoreStatus:
    """How full the store of our cluster is. Raises ClusterUnavailable, ClusterMissing, DockerUnavailable."""
    found = nodes(settings.provider, settings.cluster_name)
    if not found:
        raise ClusterMissing("No cluster is up.", "`cutover labs up` makes one.")
    return etcd.look(settings.provider, found[0].name)


def _empty_store(settings: LabSettings, progress: Progress) -> None:
    """Empty a store that is filling. One that has just been started may need some seconds to answer."""

    def ask() -> StoreStatus | ClusterUnavailable:
        try:
            return store_status(settings)
        except ClusterUnavailable as e:
            return e

    found = wait_until(ask, lambda it: isinstance(it, StoreStatus), seconds=_READY_SECONDS, pause=0.5)
    if isinstance(found, ClusterUnavailable):
        raise found
    if found.is_filling:
        progress("Emptying the cluster's store, which is filling")
        etcd.empty(settings.provider, nodes(settings.provider, settings.cluster_name)[0].name)


def wait_until_ready(kube: Kube, seconds: float) -> None:
    """Wait until pods can start and names resolve, for so many seconds at most. Raises NotReady."""
    if not wait_until(lambda: _is_ready(kube), seconds=seconds, pause=0.5):
        raise NotReady(
            "The cluster was made, but its DNS does not come up.",
            "Try `cutover labs up` again; if it stays so, `cutover labs down` first.",
        )


def _is_ready(kube: Kube) -> bool:
    try:
        kube.get("ServiceAccount", "default", "default")
        credentials.api_endpoints(kube)
        dns = kube.get("Deployment", "coredns", "kube-system")
    except (ClusterUnavailable, ObjectNotFound):
        return False
    return int(dns.get("status", {}).get("availableReplicas", 0)) > 0


def outage_message(kube: Kube) -> str:
    """Empty if the API server answers, else a sentence that says what is the matter."""
    try:
        kube.call("GET", "/version")
    except LabError as e:
        return str(e)
    return ""


def free_resources(kube: Kube) -> Resources:
    """What the node has for learners: all that it may give, less what the cluster itself asks for."""
    node = kube.list("Node")[0]["status"]["allocatable"]
    left = parse_resources(node["cpu"], node["memory"], node["pods"])
    for pod in kube.list("Pod"):
        namespace = pod["metadata"]["namespace"]
        if namespace != SYSTEM and not namespace.startswith(NAMESPACE_PREFIX):
            left = left.minus(_requested(pod))
    return left


def node_cores(kube: Kube) -> int:
    """The whole cores of the node."""
    return int(parse_quantity(kube.list("Node")[0]["status"]["capacity"]["cpu"]))


def parse_resources(cpu: str, memory: str, pods: str) -> Resources:
    """A node's or a pod's figures, as the API server writes them. Raises ValueError."""
    return Resources(
        int(parse_quantity(cpu) * 1000), int(parse_quantity(memory) / 2**20), int(parse_quantity(pods))
    )


def _requested(pod: Object) -> Resources:
    wants = [each.get("resources", {}).get("requests", {}) for each in pod["spec"]["containers"]]
    requests = [parse_resources(want.get("cpu", "0"), want.get("memory", "0"), "0") for want in wants]
    return Resources(sum(each.cpu for each in requests), sum(each.memory for each in requests), 1)


def _namespace() -> Object:
    about = {"name": SYSTEM, "labels": NAMESPACE_LABELS}
    return {"apiVersion": "v1", "kind": "Namespace", "metadata": about}


def _priority() -> Object:
    return {
        "apiVersion": "scheduling.k8s.io/v1",
        "kind": "PriorityClass",
        "metadata": {"name": WORKBENCH_CLASS},
        "value": 0,
        "preemptionPolicy": "Never",
        "description": "A learner's workbench, which has a quota of its own.",
    }
