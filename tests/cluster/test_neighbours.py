"""One learner runs wild; the checks of another are hardly slower."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Callable

import pytest

from labs.images.build import WORKBENCH, image
from labs.kube import Object, path_of
from labs.namespace.lifecycle import Workspace
from labs.reading.reader import SCENARIOS, read
from labs.session.runner import Cluster as Running
from labs.session.runner import SessionRunner as RunningLab
from labs.session.watch import Watch
from tests.cluster.conftest import Lab
from tests.cluster.typist import seen, typing

pytestmark = pytest.mark.cluster


def check_latency(lab: Lab, running: RunningLab, rounds: int = 20) -> float:
    """Seconds, at the 95th percentile, from a learner's change until their check has turned."""
    taken = []
    for number in range(rounds):
        colour, wanted = (("green", "pass"), ("blue", "fail"))[number % 2]
        began = time.monotonic()
        _point_at(lab, running.workspace, colour)
        while _outcome(running, "selector") != wanted:
            time.sleep(0.005)
        taken.append(time.monotonic() - began)
    return statistics.quantiles(taken, n=20)[-1]


@pytest.mark.quiet
def test_a_learner_who_runs_wild_does_not_slow_anothers_checks(
    cluster: Lab, make_workspace: Callable[[], Workspace]
) -> None:
    wild, calm = make_workspace(), make_workspace()
    watch = Watch(cluster.kube, time.time)
    watch.open()
    running = RunningLab(
        Running(cluster.kube, cluster.settings, watch, time.time), calm, read(SCENARIOS / "one-field-switch")
    )
    running.start()
    while _outcome(running, "selector") != "fail":
        time.sleep(0.1)
    before = check_latency(cluster, running)
    for thing in (_crowd(wild, cluster), _flood(wild, cluster)):
        cluster.kube.apply(thing)

    async def bomb() -> float:
        async with typing(cluster, wild) as terminal:
            await seen(terminal, "$ ")
            await terminal.write(b"bomb() { bomb | bomb & }; bomb\n")
            await asyncio.sleep(1)
            return await asyncio.to_thread(check_latency, cluster, running)

    during = asyncio.run(bomb())
    print(f"p95 of a check: {before * 1000:.0f} ms before, {during * 1000:.0f} ms during")
    assert running.report is not None
    print([(one.name, one.failed, one.of, one.unsure) for one in running.report.classes])
    running.end()
    watch.close()
    pods = cluster.kube.list("Pod", wild.namespace)
    assert 1 < len(pods) <= cluster.settings.learner_pods + 1
    assert during < 2 * before


def test_a_terminal_that_is_full_of_processes_is_emptied_when_it_closes(
    cluster: Lab, workspace: Workspace
) -> None:
    async def act() -> str:
        async with typing(cluster, workspace) as terminal:
            await terminal.write(b"while :; do sleep 1000 & done\n")
            await seen(terminal, "fork: retry", 60)
        async with typing(cluster, workspace) as terminal:
            await terminal.write(b"ps -e | grep -c sleep; echo ag''ain\n")
            return await seen(terminal, "again\r", 60)

    assert "\r1\r\nagain" in asyncio.run(act())


def _point_at(lab: Lab, workspace: Workspace, colour: str) -> None:
    lab.kube.call(
        "PATCH",
        path_of("Service", workspace.namespace, "model"),
        body={"spec": {"selector": {"version": colour}}},
        headers={"Content-Type": "application/merge-patch+json"},
    )


def _outcome(running: RunningLab, check: str) -> str:
    if running.report is None:
        return ""
    return next((one.verdict.outcome for one in running.report.checks if one.id == check), "")


def _crowd(workspace: Workspace, lab: Lab) -> Object:
    """A hundred pods, each as busy as it is let."""
    return _deployment(workspace, lab, "crowd", 100, "while :; do :; done")


def _flood(workspace: Workspace, lab: Lab) -> Object:
    """A gigabyte of log."""
    return _deployment(workspace, lab, "flood", 1, "yes | head -c 1G; sleep infinity")


def _deployment(workspace: Workspace, lab: Lab, name: str, replicas: int, script: str) -> Object:
    container = {
        "name": name,
        "image": image(WORKBENCH, lab.settings),
        "command": ["bash", "-c", script],
        "securityContext": {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}},
    }
    context = {"runAsNonRoot": True, "seccompProfile": {"type": "RuntimeDefault"}}
    pod = {"securityContext": context, "containers": [container], "terminationGracePeriodSeconds": 0}
    labels = {"app": name}
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": name, "namespace": workspace.namespace},
        "spec": {
            "replicas": replicas,
            "selector": {"matchLabels": labels},
            "template": {"metadata": {"labels": labels}, "spec": pod},
        },
    }
