"""A learner's workspace: made, used, put back, swept."""

from __future__ import annotations

import json
import os
import secrets
from datetime import timedelta
from pathlib import Path

import pytest

from grader.clock import now
from labs.cluster.capacity import budget, plan
from labs.namespace import credentials
from labs.namespace import lifecycle as workspaces
from labs.namespace.lifecycle import Workspace
from labs.namespace.terminal import command
from labs.operations import free_resources
from labs.process import run
from labs.selftest.attacks import modest_deployment
from tests.cluster.conftest import Lab

pytestmark = pytest.mark.cluster


def test_making_a_place_twice_keeps_what_is_in_it_and_its_token(cluster: Lab) -> None:
    attempt = secrets.token_hex(8)
    workspace = workspaces.create(cluster.kube, cluster.settings, attempt, now())
    assert command(cluster.kube, workspace.namespace, "kubectl create configmap kept").code == 0
    kept = cluster.kube.get("Secret", "session", workspace.namespace)["data"]
    again = workspaces.create(cluster.kube, cluster.settings, attempt, now() + timedelta(minutes=1))
    assert again.expires_at > workspace.expires_at
    assert cluster.kube.get("ConfigMap", "kept", workspace.namespace)
    assert cluster.kube.get("Secret", "session", workspace.namespace)["data"] == kept
    workspaces.delete(cluster.kube, workspace)


def test_a_token_with_half_its_life_behind_it_is_renewed(cluster: Lab, workspace: Workspace) -> None:
    kept = cluster.kube.get("Secret", "session", workspace.namespace)["data"]
    later = now() + 0.6 * cluster.settings.workspace_life
    credentials.renew_token(
        cluster.kube,
        workspace.namespace,
        credentials.api_endpoints(cluster.kube),
        later,
        later + cluster.settings.workspace_life,
    )
    assert cluster.kube.get("Secret", "session", workspace.namespace)["data"] != kept


def test_a_reset_takes_all_away_but_the_workbench(cluster: Lab, workspace: Workspace) -> None:
    said = command(
        cluster.kube,
        workspace.namespace,
        f"kubectl create -f - <<< '{json.dumps(modest_deployment())}'"
        " && kubectl expose deployment escape --port 80"
        " && kubectl create configmap c && echo kept > ~/note",
    )
    assert said.code == 0
    workspaces.reset(cluster.kube, workspace)
    left = command(
        cluster.kube, workspace.namespace, "kubectl get deploy,rs,svc,cm,jobs,pods -o name; cat ~/note"
    )
    assert left.text == "configmap/kube-root-ca.crt\npod/workbench\nkept\n"


def test_a_place_past_its_time_is_swept_and_another_is_not(cluster: Lab, workspace: Workspace) -> None:
    short = cluster.settings.model_copy(update={"workspace_minutes": 10})
    attempt = secrets.token_hex(8)
    over = workspaces.create(cluster.kube, short, attempt, now())
    assert over.namespace in workspaces.sweep(cluster.kube, over.expires_at)
    assert workspaces.find(cluster.kube, attempt) is None
    assert workspace in workspaces.list_all(cluster.kube)


def test_a_learners_own_kubectl_works_with_the_kubeconfig_that_is_handed_out(
    cluster: Lab, workspace: Workspace, tmp_path: Path
) -> None:
    file = tmp_path / "kubeconfig"
    file.write_text(
        credentials.external_kubeconfig(cluster.kube, workspace.namespace, now(), workspace.expires_at)
    )
    mine = run(["kubectl", "--kubeconfig", str(file), "get", "pods", "-o", "name"], timeout=30)
    assert (mine.ok, mine.text) == (True, "pod/workbench\n")
    others = run(["kubectl", "--kubeconfig", str(file), "get", "pods", "-n", "kube-system"], timeout=30)
    assert "Forbidden" in others.text
    assert json.loads(file.read_text())["contexts"][0]["context"]["namespace"] == workspace.namespace


def test_the_users_own_kubeconfig_is_never_touched(cluster: Lab) -> None:
    own = Path(os.environ.get("KUBECONFIG") or Path.home() / ".kube" / "config")
    assert not own.exists() or cluster.settings.cluster_name not in own.read_text()


def test_the_node_has_room_for_the_learners_it_is_planned_for(cluster: Lab) -> None:
    learners = cluster.settings.learners
    assert plan(learners, budget(cluster.settings), free_resources(cluster.kube)).enough
