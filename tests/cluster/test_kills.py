"""kill -9 at random points of making, using and removing: one sweep later nothing of ours is left.

Twenty points, from one printed seed. The removals stand on a bare node container, which takes a fraction
of a second to make and is all that kind looks at when it removes a cluster.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from grader.clock import now
from labs.cluster import lifecycle as cluster_lifecycle
from labs.cluster.node import OWNER_MOUNT, nodes
from labs.cluster.record import ClusterRecord, cluster_dirs, new_id
from labs.namespace import lifecycle as workspaces
from labs.process import run
from labs.settings import LabSettings
from tests.cluster.conftest import Lab, run_settings

pytestmark = [pytest.mark.cluster, pytest.mark.faults]

SEED = 20
_KIND = "io.x-k8s.kind"
# What the killed process does. It says "at it" when its imports are done, so that a moment is a moment.
_UP = "cluster_lifecycle.create(settings, (), now(), print)"
_DOWN = "cluster_lifecycle.delete(settings, print)"
_LAB = "workspaces.create(kube, settings, 'killed', now())"
_SCRIPT = """
import sys
from grader.clock import now
from labs.cluster import lifecycle as cluster_lifecycle
from labs.settings import LabSettings
settings = LabSettings.model_validate_json(sys.argv[1])
{more}
print("at it", flush=True)
{act}
print("done", flush=True)
"""
_WITH_KUBE = (
    "from labs.kube import connect\nfrom labs.namespace import lifecycle as workspaces\n"
    "kube = connect(cluster_lifecycle.kubeconfig(settings))"
)


def killed(act: str, settings: LabSettings, after: float, more: str = "") -> None:
    """Run `act` in a process of its own and kill it `after` seconds, unless it is done by then."""
    script = _SCRIPT.format(act=act, more=more)
    child = subprocess.Popen(
        [sys.executable, "-c", script, settings.model_dump_json()],
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert child.stdout is not None
    with child.stdout:
        assert child.stdout.readline() == "at it\n"
        time.sleep(after)
        os.kill(child.pid, signal.SIGKILL)
        child.wait()


def bare_node(settings: LabSettings, name: str, mark: Path | None) -> None:
    """A container that kind takes for a cluster's node; ours if it bears our mark."""
    bears = ["--volume", f"{mark}:{OWNER_MOUNT}:ro"] if mark else []
    labels = ["--label", f"{_KIND}.cluster={name}", "--label", f"{_KIND}.role=control-plane"]
    sleeps = ["--entrypoint", "sleep", settings.node_image, "infinity"]
    argv = [settings.provider, "run", "-d", "--name", f"{name}-control-plane", *bears, *labels, *sleeps]
    made = run(argv, timeout=60)
    assert made.ok, made.text


@pytest.fixture
def mine(tmp_path: Path) -> Iterator[LabSettings]:
    """Settings of a cluster that only this test uses."""
    settings = run_settings(cluster_name=f"cutover-killed-{os.getpid()}", folder=tmp_path / "labs")
    yield settings
    cluster_lifecycle.sweep(settings, now() + timedelta(days=30), print)


@pytest.fixture
def foreign() -> Iterator[str]:
    """A cluster that somebody else made."""
    settings, name = run_settings(), f"foreign-{os.getpid()}"
    bare_node(settings, name, None)
    yield name
    run([settings.provider, "rm", "-f", "-v", f"{name}-control-plane"], timeout=60)


def assert_nothing_left(settings: LabSettings, foreign: str) -> None:
    cluster_lifecycle.sweep(settings, now(), print)
    assert nodes(settings.provider, settings.cluster_name) == ()
    assert cluster_dirs(settings.folder) == ()
    assert [node.running for node in nodes(settings.provider, foreign)] == [True]


@pytest.mark.rotating(2)
@pytest.mark.timeout(600)
def test_nothing_is_left_of_a_cluster_whose_making_was_killed(mine: LabSettings, foreign: str) -> None:
    chance = random.Random(SEED)
    # The first second holds record, configuration and node; the rest is one long wait for kubeadm.
    moments = [chance.uniform(0, 1.2) for _ in range(7)] + [chance.uniform(1.2, 12)]
    print("killed after", [f"{moment:.2f}" for moment in moments])
    for moment in moments:
        killed(_UP, mine, moment)
        assert_nothing_left(mine, foreign)


def test_nothing_is_left_of_a_cluster_whose_removal_was_killed(mine: LabSettings, foreign: str) -> None:
    chance = random.Random(SEED)
    for moment in [chance.uniform(0, 0.8) for _ in range(7)]:
        home = cluster_lifecycle.cluster_dir(mine)
        owner = ClusterRecord(
            cluster=mine.cluster_name,
            id=new_id(),
            state="ready",
            created_at=now(),
            expires_at=now() + timedelta(hours=1),
            node_image=mine.node_image,
        )
        home.write(owner)
        bare_node(mine, mine.cluster_name, home.mark(owner.id))
        killed(_DOWN, mine, moment)
        # Killed before its first act, a removal has not begun, and the cluster is as good as before.
        if (kept := home.read()) is not None and kept.state == "ready":
            cluster_lifecycle.delete(mine, print)
        assert_nothing_left(mine, foreign)


def test_nothing_is_left_of_a_lab_whose_start_was_killed(cluster: Lab) -> None:
    chance = random.Random(SEED)
    namespace = workspaces.namespace_of("killed")
    for moment in [chance.uniform(0, 1) for _ in range(5)]:
        killed(_LAB, cluster.settings, moment, _WITH_KUBE)
        workspaces.sweep(cluster.kube, now() + cluster.settings.workspace_life + timedelta(seconds=1))
        assert workspaces.find(cluster.kube, "killed") is None
    until = time.monotonic() + 60
    while any(each["metadata"]["name"] == namespace for each in cluster.kube.list("Namespace")):
        assert time.monotonic() < until, "the namespace does not go"
        time.sleep(0.5)


def test_a_killed_start_goes_on_where_it_was_cut(cluster: Lab) -> None:
    killed(_LAB, cluster.settings, 0.15, _WITH_KUBE)
    workspace = workspaces.create(cluster.kube, cluster.settings, "killed", now())
    assert workspaces.find(cluster.kube, "killed") == workspace
    workspaces.delete(cluster.kube, workspace)
