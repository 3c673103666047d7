"""Processes in a pod, on a real cluster."""

from __future__ import annotations

import pytest

from labs.namespace.exec import output
from labs.namespace.lifecycle import Place
from labs.namespace.manifests import WORKBENCH
from tests.cluster.conftest import Lab

pytestmark = pytest.mark.cluster


def test_a_status_that_overtakes_the_last_line_does_not_lose_it(cluster: Lab, place: Place) -> None:
    for number in range(30):
        argv = ["bash", "-c", f"echo first; echo last {number}"]
        done = output(cluster.kube, place.namespace, WORKBENCH, argv)
        assert (done.code, done.text) == (0, f"first\nlast {number}\n")
