"""A start as manifests. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib.resources import files

from labs.kube import Object
from labs.namespace.manifests import LEARNER
from labs.pod_security import container_security, pod_security
from problems.proofs.fixtures import DeploymentFixture, Fixture, ServiceFixture

PORT = 8080
_RIGHTS = (
    ("policy", "poddisruptionbudgets", ["get", "list", "watch", "create", "update", "patch", "delete"]),
    ("", "pods/eviction", ["create"]),
    ("discovery.k8s.io", "endpointslices", ["delete"]),
)
# Twice in a row no way to the API server, which every pod without a policy reaches.
_UNTIL_FENCED = """
open() { timeout 2 bash -c "</dev/tcp/$KUBERNETES_SERVICE_HOST/$KUBERNETES_SERVICE_PORT" 2>/dev/null; }
while open || open; do sleep 0.2; done
"""


def start_objects(namespace: str, start: Fixture, image: str) -> Iterator[Object]:
    """Everything that a start has, in the order in which it is applied."""
    if start.pods is not None:
        yield _quota(namespace, start.pods)
    for name, pods in start.deployments.items():
        yield _deployment(namespace, name, pods, image)
    for name, front in start.services.items():
        yield _service(namespace, name, front)


def isolated_pod(
    name: str, namespace: str, image: str, argv: list[str], *, seconds: int, env: Mapping[str, str]
) -> Object:
    """A pod that runs one program to its end, without credentials, for `seconds` at most.

    A network policy takes a moment to reach a new pod, so an init container waits until the fence stands.
    """
    pod = _pod(image, argv)
    fence = _pod(image, ["bash", "-c", _UNTIL_FENCED])["containers"][0]
    pod["initContainers"] = [fence | {"name": "fence"}]
    container = pod["containers"][0]
    container["env"] = [{"name": key, "value": value} for key, value in env.items()]
    container["securityContext"]["readOnlyRootFilesystem"] = True
    container["workingDir"] = "/tmp"  # noqa: S108  inside the pod
    container["volumeMounts"] = [{"name": "tmp", "mountPath": "/tmp"}]  # noqa: S108
    pod |= {
        "restartPolicy": "Never",
        "activeDeadlineSeconds": seconds,
        "volumes": [{"name": "tmp", "emptyDir": {"sizeLimit": "16Mi"}}],
    }
    return _named("v1", "Pod", namespace, name) | {"spec": pod}


def _deployment(namespace: str, name: str, pods: DeploymentFixture, image: str) -> Object:
    spec = _pod(image, ["python3", "-c", _server()] if pods.serves else ["sleep", "infinity"])
    container = spec["containers"][0]
    given = {"VERSION": pods.labels.get("version", name), "LOADS": str(pods.loads), **pods.env}
    container["env"] = [
        {"name": key, "value": value} for key, value in (given if pods.serves else pods.env).items()
    ]
    container["ports"] = [{"containerPort": PORT}]
    container |= _readiness(pods)
    spec["terminationGracePeriodSeconds"] = pods.grace or (5 if pods.serves else 0)
    about = {
        "replicas": pods.replicas,
        "selector": {"matchLabels": pods.labels},
        "template": {"metadata": {"labels": pods.labels}, "spec": spec},
    }
    if pods.deadline is not None:
        about["progressDeadlineSeconds"] = pods.deadline
    return _named("apps/v1", "Deployment", namespace, name) | {"spec": about}


def _readiness(pods: DeploymentFixture) -> Object:
    if not pods.ready:
        return {"readinessProbe": {"exec": {"command": ["false"]}, "periodSeconds": 5}}
    if pods.serves and not pods.probed:
        return {}
    if pods.serves:
        return {"readinessProbe": {"httpGet": {"path": "/readyz", "port": PORT}, "periodSeconds": 1}}
    if pods.loads:
        probe = {"exec": {"command": ["true"]}, "initialDelaySeconds": pods.loads, "periodSeconds": 1}
        return {"readinessProbe": probe}
    return {}


def _service(namespace: str, name: str, front: ServiceFixture) -> Object:
    ports = [{"port": 80, "targetPort": PORT}]
    return _named("v1", "Service", namespace, name) | {"spec": {"selector": front.selector, "ports": ports}}


def extra_rights(namespace: str) -> Iterator[Object]:
    """What a proof may do beyond a learner: budgets, evictions, and the removal of slices."""
    role = _named("rbac.authorization.k8s.io/v1", "Role", namespace, "proof")
    yield role | {
        "rules": [
            {"apiGroups": [group], "resources": [resource], "verbs": verbs}
            for group, resource, verbs in _RIGHTS
        ]
    }
    binding = _named("rbac.authorization.k8s.io/v1", "RoleBinding", namespace, "proof")
    yield binding | {
        "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "proof"},
        "subjects": [{"kind": "ServiceAccount", "name": LEARNER, "namespace": namespace}],
    }


def _quota(namespace: str, pods: int) -> Object:
    """Room for so many pods besides the workbench."""
    hard = {"pods": str(pods + 1)}
    return _named("v1", "ResourceQuota", namespace, "proof") | {"spec": {"hard": hard}}


def _pod(image: str, argv: list[str]) -> Object:
    return {
        "automountServiceAccountToken": False,
        "enableServiceLinks": False,
        "securityContext": pod_security(1000),
        "containers": [
            {
                "name": "model",
                "image": image,
                "imagePullPolicy": "IfNotPresent",
                "command": argv,
                "securityContext": container_security(writes=True),
            }
        ],
    }


def _server() -> str:
    return files("labs.proofs.programs").joinpath("server.py").read_text("utf-8")


def _named(version: str, kind: str, namespace: str, name: str) -> Object:
    return {"apiVersion": version, "kind": kind, "metadata": {"name": name, "namespace": namespace}}
