"""One prober for one run of a lab: its pod, where no learner can reach, and the reading of its log."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Sequence

from labs.checks.objects import is_ready
from labs.checks.timeline import CONTROL
from labs.errors import LabError, NotReady, ObjectNotFound
from labs.images.build import MODEL, PROBER, image
from labs.images.prober.plan import ClientClass, ProbePlan, to_json
from labs.images.prober.record import Heartbeat, RequestRecord, from_line
from labs.kube import Kube, Object, path_of
from labs.namespace.manifests import SYSTEM
from labs.namespace.workbench import pod_blocker
from labs.pod_security import container_security, pod_security
from labs.reading.manifests import SHARE
from labs.settings import LabSettings
from labs.wait import wait_until

PORT = 8080
_CONTROL_PORT = 8081
# Which workspace a prober is for.
_NAMESPACE_LABEL = "cutover.dev/probes"
# Often enough to see a machine that is busy for half a second.
_CONTROL_RATE = 5
_START_SECONDS = 60.0
# Seconds without a line, although heartbeats come every second, after which the connection is given up.
_SILENCE = 5

Entries = Sequence[RequestRecord | Heartbeat]


def start(kube: Kube, settings: LabSettings, namespace: str, classes: Sequence[ClientClass]) -> str:
    """Begin to start a new prober for a workspace, and take away any older one; its name.

    Raises ClusterUnavailable.
    """
    delete_all(kube, namespace)
    name = f"prober-{namespace}-{secrets.token_hex(3)}"
    kube.apply(_pod(settings, name, namespace, classes))
    return name


def is_running(kube: Kube, name: str) -> bool:
    """Whether a prober of this name is at work. Raises ClusterUnavailable."""
    try:
        return is_ready(kube.get("Pod", name, SYSTEM))
    except ObjectNotFound:
        return False


def wait_until_ready(kube: Kube, name: str) -> None:
    """Until the prober is at work. Raises CapacityExceeded, ImageMissing, NotReady, ClusterUnavailable."""
    blocker = wait_until(
        lambda: _blocker(kube.get("Pod", name, SYSTEM)), lambda it: it is None, seconds=_START_SECONDS
    )
    if blocker is not None:
        raise NotReady(f"The prober does not start: {blocker}.", "Reset the lab.")


def _blocker(pod: Object) -> str | None:
    """None for a pod that is ready, else why it is not. Raises when waiting is of no use."""
    return None if is_ready(pod) else pod_blocker(pod) or "it has not started yet"


def delete_all(kube: Kube, namespace: str) -> None:
    """Take a workspace's probers away; their logs go with them. Raises ClusterUnavailable."""
    for pod in kube.list("Pod", SYSTEM, labels=f"{_NAMESPACE_LABEL}={namespace}"):
        kube.delete("Pod", pod["metadata"]["name"], SYSTEM, grace=0)


def delete(kube: Kube, name: str) -> None:
    """Take one prober away, and leave alone what has come after it. Twice is once.

    Raises ClusterUnavailable.
    """
    kube.delete("Pod", name, SYSTEM, grace=0)


def stream_records(
    kube: Kube,
    name: str,
    tell: Callable[[Entries], None],
    over: threading.Event,
    pause: float = 0.5,
) -> None:
    """Read the prober's log and pass it on, piece by piece, until `over` is set or the prober is gone.

    A broken connection is taken up after `pause` seconds at the line where it broke. Blocks: give
    it a thread of its own.
    """
    path, read = f"{path_of('Pod', SYSTEM, name)}:{PORT}/proxy/log", 0
    while not over.is_set():
        try:
            for line in kube.lines(path, {"from": str(read)}, silence=_SILENCE):
                read += 1
                tell((from_line(line),))
                if over.is_set():
                    return
        except LabError:
            pass  # whoever evaluates sees which heartbeats are missing
        over.wait(pause)


def control_class() -> ClientClass:
    """The class that asks a server nobody may touch, which shows a busy machine apart from a broken
    service.
    """
    return ClientClass(CONTROL, "127.0.0.1", "fresh", _CONTROL_RATE, port=_CONTROL_PORT)


def _pod(settings: LabSettings, name: str, namespace: str, classes: Sequence[ClientClass]) -> Object:
    plan = to_json(ProbePlan((*classes, control_class())))
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {
            "name": name,
            "namespace": SYSTEM,
            "labels": {"app": "prober", _NAMESPACE_LABEL: namespace},
        },
        "spec": {
            "automountServiceAccountToken": False,
            "enableServiceLinks": False,
            "terminationGracePeriodSeconds": 0,
            # A prober whose app never came back ends with the workspace that it was for.
            "activeDeadlineSeconds": settings.workspace_minutes * 60,
            "restartPolicy": "Never",  # a prober that starts over would tell another story
            "securityContext": pod_security(),
            "containers": [
                _container("prober", image(PROBER, settings), {"PLAN": plan}, PORT, ("60m", "128Mi")),
                # As much CPU as a scenario's servers have: what slows one slows the other.
                _container(
                    "control",
                    image(MODEL, settings),
                    {"PORT": str(_CONTROL_PORT)},
                    _CONTROL_PORT,
                    (SHARE, "64Mi"),
                ),
            ],
        },
    }


def _container(
    name: str, image_name: str, env: dict[str, str], port: int, resources: tuple[str, str]
) -> Object:
    """`resources`: the CPU that it asks for, and the most memory that it gets."""
    cpu, memory = resources
    return {
        "name": name,
        "image": image_name,
        "imagePullPolicy": "Never",  # what is not loaded is not ours
        "env": [{"name": key, "value": value} for key, value in env.items()],
        "resources": {"requests": {"cpu": cpu, "memory": "32Mi"}, "limits": {"memory": memory}},
        "securityContext": container_security(),
        "readinessProbe": {
            "httpGet": {"path": "/healthz", "port": port},
            "periodSeconds": 1,
            "timeoutSeconds": 3,
        },
    }
