"""Processes in a pod, on a real cluster."""

from __future__ import annotations

import pytest

from labs.namespace.lifecycle import Workspace
from labs.namespace.manifests import WORKBENCH
from labs.namespace.pod_exec import execute
from tests.cluster.conftest import Lab

pytestmark = pytest.mark.cluster


def test_a_status_that_overtakes_the_last_line_does_not_lose_it(cluster: Lab, workspace: Workspace) -> None:
    for number in range(30):
        argv = ["bash", "-c", f"echo first; echo last {number}"]
        done = execute(cluster.kube, workspace.namespace, WORKBENCH, argv)
        assert (done.code, done.text) == (0, f"first\nlast {number}\n")
