"""What a learner's workspace is made of."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from labs.kube import Object, path_of
from labs.namespace.admission import guards
from labs.namespace.manifests import HOME_BYTES, RULES, SYSTEM, ApiEndpoints, bundle, session, workbench
from labs.selftest.rbac_matrix import EXPECTED
from labs.settings import LabSettings

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
DOORS = ApiEndpoints("https://10.96.0.1:443", "https://127.0.0.1:1", (("172.18.0.2", 6443),), "Y2E=")


def _all(settings: LabSettings) -> tuple[Object, ...]:
    return bundle("lab-a", NOON, DOORS, settings)


def _one(settings: LabSettings, kind: str, name: str) -> dict[str, Any]:
    return next(each for each in _all(settings) if each["kind"] == kind and each["metadata"]["name"] == name)


def test_the_namespace_comes_first_and_nothing_lies_outside_it(settings: LabSettings) -> None:
    first, *rest = _all(settings)
    assert first["kind"] == "Namespace"
    assert first["metadata"]["labels"]["pod-security.kubernetes.io/enforce"] == "restricted"
    assert {each["metadata"]["namespace"] for each in rest} == {"lab-a"}


def test_every_object_has_a_path_at_the_api_server(settings: LabSettings) -> None:
    for each in (*_all(settings), session("lab-a"), workbench("lab-a", "i"), *guards()):
        assert path_of(each["kind"], "lab-a", each["metadata"]["name"]).startswith("/api")


def test_what_is_granted_is_exactly_what_the_matrix_expects_and_no_right_is_a_star() -> None:
    granted = {
        resource + (f".{group}" if group else ""): set(verbs)
        for group, resources, verbs in RULES
        for resource in resources
    }
    assert granted == {name: set(verbs.split()) for name, verbs in EXPECTED.items() if verbs}
    assert all("*" not in (name, *verbs) for name, verbs in granted.items())


@pytest.mark.parametrize(
    "resource",
    [
        "pods/exec",
        "pods/attach",
        "pods/portforward",
        "pods/ephemeralcontainers",
        "secrets",
        "serviceaccounts/token",
    ],
)
def test_the_matrix_asks_about_every_way_into_a_pod_and_to_a_token(resource: str) -> None:
    assert EXPECTED[resource] == ""


def test_only_the_namespace_of_the_probers_may_come_in(settings: LabSettings) -> None:
    policy = _one(settings, "NetworkPolicy", "prober")["spec"]
    labels = {"kubernetes.io/metadata.name": SYSTEM}
    assert policy == {
        "podSelector": {},
        "ingress": [{"from": [{"namespaceSelector": {"matchLabels": labels}}]}],
    }


def test_a_container_that_names_no_resources_gets_small_ones(settings: LabSettings) -> None:
    (limits,) = _one(settings, "LimitRange", "containers")["spec"]["limits"]
    assert limits["default"] == {"cpu": "150m", "memory": "128Mi", "ephemeral-storage": "16Mi"}
    assert limits["defaultRequest"] == {"cpu": "5m", "memory": "32Mi", "ephemeral-storage": "0"}


def test_what_a_workbench_writes_is_in_memory_of_a_fixed_size() -> None:
    volumes = {each["name"]: each for each in workbench("lab-a", "i")["spec"]["volumes"]}
    for name in ("home", "tmp"):
        assert volumes[name]["emptyDir"] == {"medium": "Memory", "sizeLimit": str(HOME_BYTES)}


def test_only_the_workbench_has_a_way_to_the_api_server(settings: LabSettings) -> None:
    policy = _one(settings, "NetworkPolicy", "api-server")["spec"]
    assert policy["podSelector"] == {"matchLabels": {"app": "workbench"}}
    assert policy["egress"] == [
        {"to": [{"ipBlock": {"cidr": "172.18.0.2/32"}}], "ports": [{"protocol": "TCP", "port": 6443}]}
    ]


def test_nothing_goes_in_or_out_by_default(settings: LabSettings) -> None:
    assert _one(settings, "NetworkPolicy", "nothing")["spec"] == {
        "podSelector": {},
        "policyTypes": ["Ingress", "Egress"],
    }


def test_no_account_brings_its_token_into_a_pod_by_itself(settings: LabSettings) -> None:
    for name in ("default", "learner"):
        assert _one(settings, "ServiceAccount", name)["automountServiceAccountToken"] is False
    assert workbench("lab-a", "i")["spec"]["automountServiceAccountToken"] is False


def test_what_the_learner_reserves_is_what_the_node_is_planned_for(settings: LabSettings) -> None:
    hard = _one(settings, "ResourceQuota", "pods")["spec"]["hard"]
    assert hard["requests.cpu"] == f"{settings.learner_cpu}m"
    assert hard["requests.memory"] == f"{settings.learner_memory}Mi"
    assert hard["pods"] == str(settings.learner_pods)


def test_a_session_carries_a_kubeconfig_only_with_its_end() -> None:
    assert "data" not in session("lab-a")
    assert session("lab-a", "config", NOON)["data"] == {"kubeconfig": "Y29uZmln"}
