"""What a learner's workspace is made of, as manifests: everything that is allowed stands here. Pure.

The learner may do what the labs need in one namespace, and nothing else anywhere. Whoever may create a
workload may read every Secret of its namespace, so the only one here is the learner's own token.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from labs.kube import Object
from labs.pod_security import NAMESPACE_LABELS, container_security, pod_security
from labs.settings import LabSettings

# The namespace of prober and grader, where no learner can reach.
SYSTEM = "cutover-system"
LEARNER = "learner"
SESSION = "session"
WORKBENCH = "workbench"
# The class of workbenches: a learner's own pods cannot crowd them out of the quota.
WORKBENCH_CLASS = "cutover-workbench"
# A folder that a workbench writes is in memory, where its size is a limit at once; what lies on disk is only
# evicted half a minute later.
HOME_BYTES = 64 << 20
NAMESPACE_PREFIX = "lab-"
WORKSPACE_LABEL = "cutover.dev/workspace"
# Set on the namespace of a proof: its Deployments are what learners would meet, not what they may make.
PROOF_LABEL = "cutover.dev/proof"
EXPIRES = "cutover.dev/expires-at"

# The most that all of a learner's pods may burn, the workbench apart: ten of the default size. Their small
# requests are small weights, so that the API server goes first whenever it has something to do.
_ALL_CPU = "1500m"

_READ = ["get", "list", "watch"]
_WRITE = [*_READ, "create", "update", "patch", "delete"]
# (API group, resources, verbs). Not here, on purpose: secrets, roles, rolebindings, networkpolicies,
# namespaces, serviceaccounts/token, pods/exec.
RULES: Sequence[tuple[str, list[str], list[str]]] = (
    ("", ["pods", "services", "configmaps"], _WRITE),
    ("", ["pods/log"], ["get"]),
    ("", ["events", "resourcequotas", "limitranges"], _READ),
    ("apps", ["deployments", "replicasets"], _WRITE),
    ("apps", ["deployments/scale"], ["get", "update", "patch"]),
    ("batch", ["jobs"], _WRITE),
    ("discovery.k8s.io", ["endpointslices"], _READ),
    ("events.k8s.io", ["events"], _READ),
)


@dataclass(frozen=True, slots=True)
class ApiEndpoints:
    """Ways to the API server: URLs for pods and for outside, (address, port)s, its authority in base64."""

    inside: str
    outside: str
    nodes: tuple[tuple[str, int], ...]
    authority: str


def bundle(
    namespace: str, expires_at: datetime, endpoints: ApiEndpoints, settings: LabSettings
) -> tuple[Object, ...]:
    """All of a workspace but its session and its workbench, in the order in which it is to be applied."""
    return (
        _namespace(namespace, expires_at),
        *_quotas(namespace, settings),
        _limits(namespace),
        *_policies(namespace, endpoints),
        _account(namespace, "default"),
        _account(namespace, LEARNER),
        _role(namespace),
        _binding(namespace),
    )


def session(namespace: str, kubeconfig: str = "", until: datetime | None = None) -> Object:
    """What the learner's tokens are bound to; it carries the workbench's own, which ends at `until`."""
    secret = _named("v1", "Secret", namespace, SESSION)
    if until is not None:
        secret["metadata"]["annotations"] = {EXPIRES: until.isoformat()}
        secret["data"] = {"kubeconfig": base64.b64encode(kubeconfig.encode()).decode()}
    return secret


def workbench(namespace: str, image: str) -> Object:
    """The pod behind the terminal: no capability, no token but the learner's, writes at home and /tmp."""
    pod = _named("v1", "Pod", namespace, WORKBENCH)
    pod["metadata"]["labels"] = {"app": WORKBENCH}
    pod["spec"] = {
        "serviceAccountName": LEARNER,
        "automountServiceAccountToken": False,
        "enableServiceLinks": False,
        "priorityClassName": WORKBENCH_CLASS,
        "terminationGracePeriodSeconds": 1,
        "shareProcessNamespace": True,  # the pause process then reaps what terminals leave behind
        "securityContext": {**pod_security(1000), "runAsGroup": 1000, "fsGroup": 1000},
        "containers": [_container(image)],
        "volumes": [
            {"name": "session", "secret": {"secretName": SESSION, "defaultMode": 0o440}},
            {"name": "home", "emptyDir": {"medium": "Memory", "sizeLimit": str(HOME_BYTES)}},
            {"name": "tmp", "emptyDir": {"medium": "Memory", "sizeLimit": str(HOME_BYTES)}},
        ],
    }
    return pod


def _container(image: str) -> Object:
    return {
        "name": WORKBENCH,
        "image": image,
        "imagePullPolicy": "Never",  # what is not loaded is not ours, whoever offers it
        "command": ["sleep", "infinity"],
        "resources": {
            "requests": {"cpu": "20m", "memory": "64Mi"},
            "limits": {"cpu": "500m", "memory": "384Mi", "ephemeral-storage": "16Mi"},
        },
        "securityContext": container_security(),
        "volumeMounts": [
            {"name": "session", "mountPath": "/etc/cutover", "readOnly": True},
            {"name": "home", "mountPath": "/home/learner"},
            {"name": "tmp", "mountPath": "/tmp"},  # noqa: S108  inside the learner's own container
        ],
    }


def _namespace(namespace: str, expires_at: datetime) -> Object:
    labels = {WORKSPACE_LABEL: "true", **NAMESPACE_LABELS}
    about = {"name": namespace, "labels": labels, "annotations": {EXPIRES: expires_at.isoformat()}}
    return {"apiVersion": "v1", "kind": "Namespace", "metadata": about}


def _quotas(namespace: str, settings: LabSettings) -> tuple[Object, ...]:
    """The learner's pods, the workbench, and everything else that can be counted, each on its own."""
    pods = _named("v1", "ResourceQuota", namespace, "pods")
    pods["spec"] = {
        "hard": {
            "pods": str(settings.learner_pods),
            "requests.cpu": f"{settings.learner_cpu}m",
            "requests.memory": f"{settings.learner_memory}Mi",
            "limits.cpu": _ALL_CPU,
            "limits.memory": f"{2 * settings.learner_memory}Mi",
        },
        "scopeSelector": _of_class("NotIn"),
    }
    bench = _named("v1", "ResourceQuota", namespace, WORKBENCH)
    bench["spec"] = {"hard": {"pods": "1"}, "scopeSelector": _of_class("In")}
    objects = _named("v1", "ResourceQuota", namespace, "objects")
    objects["spec"] = {
        "hard": {
            "services": "10",
            "services.nodeports": "0",
            "services.loadbalancers": "0",
            "configmaps": "30",
            "secrets": "2",
            "persistentvolumeclaims": "0",
            "count/deployments.apps": "10",
            "count/replicasets.apps": "80",
            "count/jobs.batch": "10",
        }
    }
    return pods, bench, objects


def _of_class(operator: str) -> Object:
    return {
        "matchExpressions": [
            {"scopeName": "PriorityClass", "operator": operator, "values": [WORKBENCH_CLASS]}
        ]
    }


def _limits(namespace: str) -> Object:
    """Defaults, so that `kubectl create deployment` works without naming resources, and a ceiling."""
    limits = _named("v1", "LimitRange", namespace, "containers")
    limits["spec"] = {
        "limits": [
            {
                "type": "Container",
                "default": {"cpu": "150m", "memory": "128Mi", "ephemeral-storage": "16Mi"},
                "defaultRequest": {"cpu": "5m", "memory": "32Mi", "ephemeral-storage": "0"},
                "max": {"cpu": "1", "memory": "512Mi", "ephemeral-storage": "16Mi"},
            }
        ]
    }
    return limits


def _policies(namespace: str, endpoints: ApiEndpoints) -> tuple[Object, ...]:
    """Nothing goes in or out, but within the namespace, to DNS, from the prober, and to the API server."""
    everywhere: Object = {}
    system = {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": SYSTEM}}}
    dns = {
        "namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "kube-system"}},
        "podSelector": {"matchLabels": {"k8s-app": "kube-dns"}},
    }
    port_53 = [{"protocol": "UDP", "port": 53}, {"protocol": "TCP", "port": 53}]
    within = {"podSelector": everywhere}
    api = [
        {
            "to": [{"ipBlock": {"cidr": f"{address}/32"}}],
            "ports": [{"protocol": "TCP", "port": port}],
        }
        for address, port in endpoints.nodes
    ]
    bench = {"matchLabels": {"app": WORKBENCH}}
    return (
        _policy(namespace, "nothing", {"podSelector": everywhere, "policyTypes": ["Ingress", "Egress"]}),
        _policy(
            namespace,
            "within",
            {"podSelector": everywhere, "ingress": [{"from": [within]}], "egress": [{"to": [within]}]},
        ),
        _policy(namespace, "names", {"podSelector": everywhere, "egress": [{"to": [dns], "ports": port_53}]}),
        _policy(namespace, "prober", {"podSelector": everywhere, "ingress": [{"from": [system]}]}),
        _policy(namespace, "api-server", {"podSelector": bench, "policyTypes": ["Egress"], "egress": api}),
    )


def _policy(namespace: str, name: str, spec: Object) -> Object:
    return _named("networking.k8s.io/v1", "NetworkPolicy", namespace, name) | {"spec": spec}


def _account(namespace: str, name: str) -> Object:
    return _named("v1", "ServiceAccount", namespace, name) | {"automountServiceAccountToken": False}


def _role(namespace: str) -> Object:
    rules = [
        {"apiGroups": [group], "resources": resources, "verbs": verbs} for group, resources, verbs in RULES
    ]
    return _named("rbac.authorization.k8s.io/v1", "Role", namespace, LEARNER) | {"rules": rules}


def _binding(namespace: str) -> Object:
    return _named("rbac.authorization.k8s.io/v1", "RoleBinding", namespace, LEARNER) | {
        "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": LEARNER},
        "subjects": [{"kind": "ServiceAccount", "name": LEARNER, "namespace": namespace}],
    }


def _named(version: str, kind: str, namespace: str, name: str) -> Object:
    return {"apiVersion": version, "kind": kind, "metadata": {"name": name, "namespace": namespace}}
