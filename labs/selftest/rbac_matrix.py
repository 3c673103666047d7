"""What a learner may do, as a matrix: expected, written by hand, against what the API server says.

The expected half is not derived from the Role, so that a slip in one shows against the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any

from labs.kube import Kube
from labs.namespace.manifests import LEARNER

VERBS = ("get", "list", "watch", "create", "update", "patch", "delete", "deletecollection")

# resource[/subresource][.group]: the verbs that are allowed in the learner's own workspace. Elsewhere: none.
EXPECTED: Mapping[str, str] = {
    "pods": "get list watch create update patch delete",
    "pods/log": "get",
    "pods/exec": "",
    "pods/attach": "",
    "pods/portforward": "",
    "pods/proxy": "",
    "pods/ephemeralcontainers": "",
    "pods/eviction": "",
    "pods/resize": "",
    "pods/binding": "",
    "bindings": "",
    "podtemplates": "",
    "replicationcontrollers": "",
    "replicationcontrollers/scale": "",
    "services": "get list watch create update patch delete",
    "services/proxy": "",
    "configmaps": "get list watch create update patch delete",
    "secrets": "",
    "serviceaccounts": "",
    "serviceaccounts/token": "",
    "events": "get list watch",
    "resourcequotas": "get list watch",
    "limitranges": "get list watch",
    "endpoints": "",
    "persistentvolumeclaims": "",
    "namespaces": "",
    "nodes": "",
    "nodes/proxy": "",
    "persistentvolumes": "",
    "deployments.apps": "get list watch create update patch delete",
    "deployments/scale.apps": "get update patch",
    "replicasets.apps": "get list watch create update patch delete",
    "replicasets/scale.apps": "",
    "controllerrevisions.apps": "",
    "statefulsets.apps": "",
    "statefulsets/scale.apps": "",
    "daemonsets.apps": "",
    "jobs.batch": "get list watch create update patch delete",
    "cronjobs.batch": "",
    "endpointslices.discovery.k8s.io": "get list watch",
    "events.events.k8s.io": "get list watch",
    "networkpolicies.networking.k8s.io": "",
    "ingresses.networking.k8s.io": "",
    "roles.rbac.authorization.k8s.io": "",
    "rolebindings.rbac.authorization.k8s.io": "",
    "clusterroles.rbac.authorization.k8s.io": "",
    "clusterrolebindings.rbac.authorization.k8s.io": "",
    "poddisruptionbudgets.policy": "",
    "horizontalpodautoscalers.autoscaling": "",
    "priorityclasses.scheduling.k8s.io": "",
    "validatingadmissionpolicies.admissionregistration.k8s.io": "",
    "certificatesigningrequests.certificates.k8s.io": "",
}
# What Kubernetes grants to everybody who is known: to ask about oneself.
_EVERYBODY = {
    ("create", "selfsubjectaccessreviews.authorization.k8s.io"),
    ("create", "selfsubjectrulesreviews.authorization.k8s.io"),
    ("create", "selfsubjectreviews.authentication.k8s.io"),
}


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """One question of the matrix. `namespace` is where it was asked."""

    namespace: str
    resource: str
    verb: str
    expected: bool
    actual: bool

    @property
    def agrees(self) -> bool:
        return self.expected == self.actual

    def __str__(self) -> str:
        want, have = ("yes", "no") if self.expected else ("no", "yes")
        return f"{self.verb} {self.resource} in {self.namespace}: expected {want}, is {have}"


def matrix(kube: Kube, own: str, other: str) -> tuple[MatrixCell, ...]:
    """Every resource and verb, asked about the learner of `own`, in `own` and in `other`."""
    questions = [
        (namespace, resource, verb, namespace == own and verb in allowed.split())
        for namespace in (own, other)
        for resource, allowed in EXPECTED.items()
        for verb in VERBS
    ]
    with ThreadPoolExecutor(8) as pool:
        return tuple(pool.map(partial(_cell, kube, user(own)), questions))


def unexpected(kube: Kube, own: str) -> tuple[str, ...]:
    """Rights in `own` that nobody expects, as "verb resource", by the server's own list of rules."""
    answer = kube.call(
        "POST",
        "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews",
        body={"spec": {"namespace": own}},
        headers={"Impersonate-User": user(own)},
    )
    expected = {(verb, name) for name, verbs in EXPECTED.items() for verb in verbs.split()}
    granted = set(_granted(answer["status"]["resourceRules"]))
    return tuple(sorted(f"{verb} {resource}" for verb, resource in granted - expected - _EVERYBODY))


def user(namespace: str) -> str:
    """The learner's name, as the API server knows it."""
    return f"system:serviceaccount:{namespace}:{LEARNER}"


def _granted(rules: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    for rule in rules:
        for group in rule["apiGroups"]:
            for resource in rule["resources"]:
                yield from ((verb, resource + (f".{group}" if group else "")) for verb in rule["verbs"])


def _cell(kube: Kube, name: str, question: tuple[str, str, str, bool]) -> MatrixCell:
    namespace, resource, verb, expected = question
    rest, _, group = resource.partition(".")
    plural, _, subresource = rest.partition("/")
    asked = {
        "namespace": namespace,
        "verb": verb,
        "group": group,
        "resource": plural,
        "subresource": subresource,
    }
    accounts = name.rpartition(":")[0].replace("serviceaccount", "serviceaccounts")
    groups = ["system:serviceaccounts", accounts, "system:authenticated"]
    answer = kube.call(
        "POST",
        "/apis/authorization.k8s.io/v1/subjectaccessreviews",
        body={"spec": {"user": name, "groups": groups, "resourceAttributes": asked}},
    )
    return MatrixCell(namespace, resource, verb, expected, bool(answer["status"]["allowed"]))
