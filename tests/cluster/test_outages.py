"""The cluster fails in the middle of a lab: a plain sentence, a retry that works, and nothing lost."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import pytest

from grader.clock import now
from labs import operations
from labs.cluster import lifecycle as cluster_lifecycle
from labs.cluster.kind import STORE_BYTES
from labs.errors import (
    CapacityExceeded,
    ClusterUnavailable,
    ImageMissing,
    LabError,
    StoreFull,
    TerminalClosed,
)
from labs.kube import Kube, Object
from labs.namespace import lifecycle as workspaces
from labs.namespace.lifecycle import Workspace
from labs.namespace.terminal import command
from labs.process import run
from tests.cluster.conftest import Lab
from tests.cluster.typist import seen, typing

T = TypeVar("T")
pytestmark = pytest.mark.cluster

_KILL = """
for each in /proc/[0-9]*; do
    case "$(tr '\\0' ' ' < $each/cmdline)" in kube-apiserver*) kill -9 ${each#/proc/} ;; esac
done
"""


def on_node(lab: Lab, *argv: str) -> None:
    """Do something to the node as its owner would: `docker <verb> <options> NODE <rest>`."""
    node = f"{lab.settings.cluster_name}-control-plane"
    done = run([lab.settings.provider, *(node if part == "NODE" else part for part in argv)], timeout=60)
    assert done.ok, done.text


def kill_api_server(lab: Lab) -> None:
    """Its keeper on the node starts another."""
    on_node(lab, "exec", "NODE", "sh", "-c", _KILL)


def patiently(act: Callable[[], T], seconds: float = 180) -> T:
    """What a person does who is told to wait a moment and try again."""
    until = time.monotonic() + seconds
    while True:
        try:
            return act()
        except LabError as e:
            if not e.retry or time.monotonic() > until:
                raise
            time.sleep(1)


def test_an_api_server_that_dies_is_waited_for_and_the_place_is_as_it_was(
    cluster: Lab, workspace: Workspace
) -> None:
    command(cluster.kube, workspace.namespace, "echo kept > ~/note; kubectl create configmap kept")

    async def act() -> None:
        async with typing(cluster, workspace) as terminal:
            await seen(terminal, "$ ")
            await asyncio.to_thread(kill_api_server, cluster)
            with pytest.raises(ClusterUnavailable, match="Nothing is lost: wait a moment and try again"):
                await asyncio.to_thread(cluster.kube.get, "ConfigMap", "kept", workspace.namespace)
            with pytest.raises(TerminalClosed, match=r"lost its connection\. Open it again"):
                await seen(terminal, "never", 60)

    asyncio.run(act())
    patiently(lambda: cluster.kube.get("ConfigMap", "kept", workspace.namespace))
    said = patiently(
        lambda: command(cluster.kube, workspace.namespace, "cat ~/note; kubectl get cm kept -o name")
    )
    assert said.text == "kept\nconfigmap/kept\n"


@pytest.mark.rotating(2)
@pytest.mark.timeout(900)
def test_a_node_that_was_restarted_comes_back_with_its_places(cluster: Lab) -> None:
    attempt = secrets.token_hex(8)
    workspace = patiently(lambda: workspaces.create(cluster.kube, cluster.settings, attempt, now()))
    command(cluster.kube, workspace.namespace, "kubectl create configmap kept; echo lost > ~/note")
    with stopped(cluster):
        assert cluster_lifecycle.status(cluster.settings, now()).state == "stopped"
        with pytest.raises(ClusterUnavailable, match="ask `cutover labs status`"):
            workspaces.find(cluster.kube, attempt)
    assert cluster_lifecycle.status(cluster.settings, now()).state == "ready"
    again = patiently(lambda: workspaces.create(cluster.kube, cluster.settings, attempt, now()))
    assert again.namespace == workspace.namespace
    look = "ls ~; kubectl get configmap kept -o name; kubectl get pods -o name"
    said = patiently(lambda: command(cluster.kube, workspace.namespace, look))
    assert said.text == "configmap/kept\npod/workbench\n"
    workspaces.delete(cluster.kube, workspace)


@contextmanager
def stopped(lab: Lab) -> Iterator[None]:
    """Stop the node, and let somebody else have its address, as happens after a restart of Docker.

    The node is up again afterwards, for the tests that follow too.
    """
    squatter = f"squatter-{secrets.token_hex(4)}"
    sleep = ["--entrypoint", "sleep", lab.settings.node_image, "infinity"]
    on_node(lab, "stop", "--time", "3", "NODE")
    try:
        on_node(lab, "run", "-d", "--rm", "--name", squatter, "--network", "kind", *sleep)
        yield
        operations.up(lab.settings, now(), print)
    finally:
        run([lab.settings.provider, "rm", "-f", squatter], timeout=60)
        patiently(lambda: operations.up(lab.settings, now(), print))


def test_a_node_without_room_is_said_to_be_full(cluster: Lab) -> None:
    attempt = secrets.token_hex(8)
    with cordoned(cluster.kube), pytest.raises(CapacityExceeded, match="no room for another pod"):
        workspaces.create(cluster.kube, cluster.settings, attempt, now())
    workspace = patiently(lambda: workspaces.create(cluster.kube, cluster.settings, attempt, now()))
    workspaces.delete(cluster.kube, workspace)


def test_an_image_that_the_node_lacks_is_named_with_the_command_that_brings_it(cluster: Lab) -> None:
    other = cluster.settings.model_copy(update={"base_image": "never-loaded:1"})
    attempt = secrets.token_hex(8)
    with pytest.raises(ImageMissing, match=r"cutover/lab-workbench:\w+\. `cutover labs up` brings it"):
        workspaces.create(cluster.kube, other, attempt, now())
    workspace = workspaces.find(cluster.kube, attempt)
    assert workspace is not None
    workspaces.delete(cluster.kube, workspace)


@contextmanager
def cordoned(kube: Kube) -> Iterator[None]:
    """Let nothing new onto the node."""
    name = kube.list("Node")[0]["metadata"]["name"]

    def shut(is_shut: bool) -> None:
        kube.call(
            "PATCH",
            f"/api/v1/nodes/{name}",
            body={"spec": {"unschedulable": is_shut}},
            headers={"Content-Type": "application/merge-patch+json"},
        )

    shut(True)
    try:
        yield
    finally:
        shut(False)


_SET_LIMIT = "sed -i 's/quota-backend-bytes=[0-9]*/quota-backend-bytes={limit}/' {manifests}/etcd.yaml"


@pytest.mark.rotating(0)
@pytest.mark.timeout(900)
def test_a_full_store_is_told_with_its_cure_and_up_empties_it(cluster: Lab, workspace: Workspace) -> None:
    with limited_store(cluster, 24 << 20):
        with pytest.raises(StoreFull, match="`cutover labs up`"):
            fill(cluster.kube, workspace)
        assert operations.store_status(cluster.settings).is_full
        said: list[str] = []
        operations.up(cluster.settings, now(), said.append)
        assert "Emptying the cluster's store, which is filling" in said
        assert not operations.store_status(cluster.settings).is_full
        cluster.kube.apply(filler(workspace, "x", 0))


def fill(kube: Kube, workspace: Workspace) -> None:
    """Write as an admin, whom no size limits, until the store takes nothing more."""
    for number in range(500):
        try:
            kube.apply(filler(workspace, f"{number}" * 200_000, number % 3))
        except ClusterUnavailable:
            time.sleep(1)


def filler(workspace: Workspace, text: str, number: int) -> Object:
    about = {"name": f"filler-{number}", "namespace": workspace.namespace}
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": about, "data": {"text": text[:500_000]}}


@contextmanager
def limited_store(lab: Lab, limit: int) -> Iterator[None]:
    """Let the store take no more than so many bytes; it is started again with its limit."""
    set_store_limit(lab, limit)
    try:
        yield
    finally:
        set_store_limit(lab, STORE_BYTES)


def set_store_limit(lab: Lab, limit: int) -> None:
    script = _SET_LIMIT.format(limit=limit, manifests="/etc/kubernetes/manifests")
    on_node(lab, "exec", "NODE", "sh", "-c", script)

    def is_set() -> None:
        if operations.store_status(lab.settings).limit != limit:
            raise ClusterUnavailable("The store is still starting.", "Wait.")

    patiently(is_set)
    patiently(lambda: cluster_answers(lab.kube))


def cluster_answers(kube: Kube) -> None:
    kube.get("Namespace", "default")
