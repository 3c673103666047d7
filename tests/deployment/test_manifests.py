"""The manifests are sound, fenced, bounded, and hold what `docs/operations.md` promises of them."""

from __future__ import annotations

import re
import subprocess

import pytest
import yaml

from tests.deployment.manifests import FOLDER, ROOT, needs_kubectl, objects, of_kind, pod_specs, refusals

PAGE = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
FOLDERS = (
    "base",
    "blue",
    "green",
    "migration",
    "ingress/traefik",
    "ingress/envoy-gateway",
    "ingress/haproxy",
    "kind",
)
pytestmark = [needs_kubectl, pytest.mark.timeout(30)]


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_pod_fits_the_profile_restricted_and_has_requests_and_limits(folder: str) -> None:
    for name, pod in pod_specs(folder).items():
        assert [*refusals(pod)] == [], name
        assert pod["automountServiceAccountToken"] is False, name
        for container in pod["containers"]:
            assert container["securityContext"]["readOnlyRootFilesystem"] is True, name
            assert {"cpu", "memory"} <= container["resources"]["requests"].keys(), name
            assert {"cpu", "memory"} <= container["resources"]["limits"].keys(), name


def test_what_restricted_refuses_is_found() -> None:
    pod = {"containers": [{}], "hostNetwork": True, "volumes": [{"name": "x", "hostPath": {"path": "/"}}]}
    assert len([*refusals(pod)]) == 6


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_secret_is_named_and_never_written_down(folder: str) -> None:
    assert of_kind(folder, "Secret") == []
    for pod in pod_specs(folder).values():
        for container in pod["containers"]:
            for variable in container.get("env", []):
                is_secret = re.search("SECRET|PASSWORD|DB_URL", variable["name"])
                assert not is_secret or "secretKeyRef" in variable["valueFrom"], variable["name"]


def test_replicas_are_two_probed_and_given_time_to_drain() -> None:
    deployment = of_kind("base", "Deployment")[0]
    assert deployment["spec"]["replicas"] == 2
    pod = pod_specs("base")["Deployment/cutover-blue"]
    app = pod["containers"][0]
    assert {"startupProbe", "livenessProbe", "readinessProbe"} <= app.keys()
    assert app["readinessProbe"]["httpGet"]["path"] == "/readyz"
    assert app["livenessProbe"]["httpGet"]["path"] == "/healthz"
    variables = {variable["name"]: variable.get("value") for variable in app["env"]}
    assert pod["terminationGracePeriodSeconds"] >= 2 * int(variables["CUTOVER_DRAIN_SECONDS"])


def test_blue_and_green_differ_in_their_color_alone() -> None:
    [blue], [green] = objects("blue"), objects("green")
    assert yaml.safe_dump(blue).replace("blue", "green") == yaml.safe_dump(green)
    assert blue["spec"]["selector"]["matchLabels"]["color"] == "blue"


def test_both_services_select_one_color() -> None:
    services = of_kind("base", "Service")
    assert [service["spec"]["selector"] for service in services] == [{"app": "cutover", "color": "blue"}] * 2


def test_a_node_that_is_drained_takes_one_replica_and_strangers_reach_none() -> None:
    [budget] = of_kind("base", "PodDisruptionBudget")
    assert budget["spec"]["maxUnavailable"] == 1
    [policy] = of_kind("base", "NetworkPolicy")
    assert policy["spec"]["policyTypes"] == ["Ingress", "Egress"]
    assert all(rule["from"] and rule["ports"] for rule in policy["spec"]["ingress"])
    names = {policy["metadata"]["name"] for policy in of_kind("kind", "NetworkPolicy")}
    assert names == {"cutover", "cutover-postgres"}


def test_each_way_in_keeps_a_learner_with_a_replica_by_a_cookie_of_the_whole_host() -> None:
    [service] = [one for one in of_kind("ingress/traefik", "Service") if one["metadata"]["name"] == "cutover"]
    sticky = service["metadata"]["annotations"]
    prefix = "traefik.ingress.kubernetes.io/service.sticky.cookie"
    assert (sticky[prefix], sticky[f"{prefix}.path"], sticky[f"{prefix}.httponly"]) == ("true", "/", "true")
    [traffic] = of_kind("ingress/envoy-gateway", "BackendTrafficPolicy")
    cookie = traffic["spec"]["loadBalancer"]["consistentHash"]["cookie"]
    assert cookie["attributes"]["Path"] == "/"
    for file in (ROOT / "deploy/proxy/haproxy.cfg", FOLDER / "ingress/haproxy/haproxy.cfg"):
        assert re.search(r"^ +cookie cutover_replica insert indirect", file.read_text(), re.MULTILINE)


@pytest.mark.haproxy
@pytest.mark.parametrize(
    "file", ["deploy/proxy/haproxy.cfg", "deploy/kubernetes/ingress/haproxy/haproxy.cfg"]
)
def test_haproxy_accepts_its_configuration(file: str) -> None:
    values = {
        "CUTOVER_BIND": "127.0.0.1:8080",
        "CUTOVER_REPLICA_1": "127.0.0.1:8501",
        "CUTOVER_REPLICA_2": "127.0.0.1:8502",
        "CUTOVER_PODS": "cutover-pods",
        "PATH": "/usr/sbin:/usr/bin",
    }
    subprocess.run(["haproxy", "-c", "-q", "-f", ROOT / file], check=True, env=values, timeout=20)


def test_the_page_names_what_there_is() -> None:
    for path in set(re.findall(r"`(deploy/[\w/.-]+)`", PAGE)):
        assert (ROOT / path).exists(), path
    keys = {
        reference["valueFrom"]["secretKeyRef"]["key"]
        for pod in (*pod_specs("kind").values(), *pod_specs("migration").values())
        for container in pod["containers"]
        for reference in container.get("env", [])
        if "secretKeyRef" in reference.get("valueFrom", {})
    }
    assert keys == set(re.findall(r"--from-literal=([\w-]+)=", PAGE)) - {"CUTOVER_BASE_URL"}


def test_the_images_run_the_version_that_is_released() -> None:
    version = re.search(r'^version = "(.+)"$', (ROOT / "pyproject.toml").read_text(), re.MULTILINE)
    assert version is not None
    tagged = {
        container["image"]
        for folder in ("base", "migration")
        for pod in pod_specs(folder).values()
        for container in pod["containers"]
    }
    assert tagged == {f"cutover/app:{version[1]}"}
