"""A start as manifests, and the pod that code is run in."""

from __future__ import annotations

from labs.proofs.manifests import isolated_pod, start_objects
from problems.proofs.fixtures import DeploymentFixture, Fixture, ServiceFixture

START = Fixture(
    about="Two colours.",
    pods=6,
    deployments={"model-blue": DeploymentFixture(labels={"app": "model"}, ready=False, deadline=10)},
    services={"model": ServiceFixture(selector={"app": "model"})},
)


def test_a_quota_leaves_room_for_the_workbench() -> None:
    quota = next(one for one in start_objects("place", START, "image") if one["kind"] == "ResourceQuota")
    assert quota["spec"]["hard"] == {"pods": "7"}


def test_every_pod_of_a_proof_fits_the_restricted_standard() -> None:
    (deployment,) = (one for one in start_objects("place", START, "image") if one["kind"] == "Deployment")
    spec = deployment["spec"]["template"]["spec"]
    assert spec["securityContext"]["runAsNonRoot"]
    assert spec["automountServiceAccountToken"] is False
    assert spec["containers"][0]["securityContext"]["capabilities"] == {"drop": ["ALL"]}
    assert deployment["spec"]["progressDeadlineSeconds"] == 10
    assert spec["containers"][0]["readinessProbe"]["exec"] == {"command": ["false"]}


def test_code_runs_only_when_its_fence_stands() -> None:
    spec = isolated_pod("snippet", "place", "image", ["python3", "-c", "print(1)"], seconds=20, env={})[
        "spec"
    ]
    assert [one["name"] for one in spec["initContainers"]] == ["fence"]
    assert spec["activeDeadlineSeconds"] == 20
    assert spec["containers"][0]["securityContext"]["readOnlyRootFilesystem"]
