"""The fences of a workspace: that they hold, and that the selftest would notice if they did not."""

from __future__ import annotations

import time

import pytest

from grader.clock import now
from labs.kube import path_of, with_token
from labs.namespace import credentials
from labs.namespace.lifecycle import Workspace
from labs.namespace.manifests import LEARNER, SESSION
from labs.selftest import run as selftest
from labs.selftest.attacks import calls
from labs.selftest.rbac_matrix import EXPECTED, matrix, unexpected
from tests.cluster.conftest import Lab
from ui.cli.selftest import selftest_lines

pytestmark = pytest.mark.cluster


@pytest.mark.quiet  # what abuse costs is a time
def test_what_is_forbidden_is_denied_abuse_is_harmless_and_the_matrix_is_as_expected(cluster: Lab) -> None:
    report = selftest.run(cluster.kube, cluster.settings, now(), print)
    lines = list(selftest_lines(report))
    print("\n".join(lines))
    assert f"Forbidden things tried: {len(report.tried)} of {len(report.tried)} denied." in lines
    assert len(report.tried) >= 70
    assert lines[-1] == "The fences hold."
    assert report.ok


def test_the_matrix_asks_about_everything_that_lies_in_a_namespace(cluster: Lab) -> None:
    """By the server's own list; what nobody may write in any namespace is left out."""
    asked = set(EXPECTED)
    for root, group in (("/api/v1", ""), ("/apis/apps/v1", ".apps"), ("/apis/batch/v1", ".batch")):
        for each in cluster.kube.call("GET", root)["resources"]:
            name, writes = each["name"], {"create", "update", "patch", "delete"} & set(each["verbs"])
            if each["namespaced"] and writes and not name.endswith("/status"):
                assert name + group in asked


def test_a_wider_role_is_noticed(cluster: Lab, workspace: Workspace) -> None:
    role = cluster.kube.get("Role", LEARNER, workspace.namespace)
    rules = [*role["rules"], {"apiGroups": [""], "resources": ["secrets", "widgets"], "verbs": ["get"]}]
    cluster.kube.apply(
        {key: role[key] for key in ("apiVersion", "kind")}
        | {"metadata": {"name": LEARNER, "namespace": workspace.namespace}, "rules": rules}
    )
    differs = [str(cell) for cell in matrix(cluster.kube, workspace.namespace, "default") if not cell.agrees]
    assert differs == [f"get secrets in {workspace.namespace}: expected no, is yes"]
    assert unexpected(cluster.kube, workspace.namespace) == ("get secrets", "get widgets")


def test_a_missing_admission_policy_is_noticed(cluster: Lab, workspace: Workspace) -> None:
    token = credentials.new_token(cluster.kube, workspace.namespace, now(), workspace.expires_at)
    asked = [
        call for call in calls(workspace.namespace, "default", "x") if call.name == "take over an address"
    ]
    learner = with_token(cluster.kube, token)
    assert selftest.try_calls(learner, asked)[0].verdict.outcome == "pass"
    away = [
        call
        for call in calls(workspace.namespace, workspace.namespace, "x")
        if call.name == "run a pod at another learner's"
    ]
    assert selftest.try_calls(learner, away)[0].verdict.outcome == "fail"


def test_a_token_dies_with_its_session(cluster: Lab, workspace: Workspace) -> None:
    token = credentials.new_token(cluster.kube, workspace.namespace, now(), workspace.expires_at)
    learner, pods = with_token(cluster.kube, token), path_of("Pod", workspace.namespace)
    assert learner.verdict("GET", pods) == 200
    cluster.kube.delete("Secret", SESSION, workspace.namespace)
    until = time.monotonic() + 30  # the API server caches a token's verdict for some seconds
    while learner.verdict("GET", pods) != 401 and time.monotonic() < until:
        time.sleep(0.5)
    assert learner.verdict("GET", pods) == 401
