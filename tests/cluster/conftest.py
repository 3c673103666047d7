"""One kind cluster for the whole run, and a workspace of its own for each test.

`CUTOVER_TEST_KEEP_CLUSTER=1` leaves the cluster for the next run, which then starts at once.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from grader.clock import now
from labs import operations
from labs.cluster import lifecycle as cluster_lifecycle
from labs.kube import Kube, connect
from labs.namespace import lifecycle as workspaces
from labs.namespace.lifecycle import Workspace
from labs.process import run
from labs.settings import LabSettings, read_settings

# What a machine that can pull nothing has instead of the public images.
LOADED_NODE = "cutover/kind-node:v1.34.4"
LOADED_BASE = "cutover/lab-base:bookworm"
_ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Lab:
    """A cluster that is up."""

    settings: LabSettings
    kube: Kube


def run_settings(**changes: object) -> LabSettings:
    """A cluster named after this checkout, from the images that are loaded, or those of the environment."""
    name = "cutover-test-" + hashlib.sha256(str(_ROOT).encode()).hexdigest()[:6]
    chosen: dict[str, object] = {"cluster_name": name, "folder": _ROOT / ".cutover" / "labs"}
    if "CUTOVER_LABS_NODE_IMAGE" not in os.environ and _is_loaded(LOADED_NODE) and _is_loaded(LOADED_BASE):
        chosen |= {"node_image": LOADED_NODE, "base_image": LOADED_BASE}
    return LabSettings.model_validate(read_settings().model_dump() | chosen | changes)


@pytest.fixture(scope="session")
def cluster() -> Iterator[Lab]:
    """The cluster of this run, with its images and its ground."""
    settings = run_settings()
    operations.up(settings, now(), print)
    yield Lab(settings, connect(cluster_lifecycle.kubeconfig(settings)))
    if os.environ.get("CUTOVER_TEST_KEEP_CLUSTER") != "1":
        cluster_lifecycle.delete(settings, print)


@pytest.fixture
def make_workspace(cluster: Lab) -> Iterator[Callable[[], Workspace]]:
    """Makes a learner's workspace each time it is called; all are ended after the test."""
    made: list[Workspace] = []

    def make() -> Workspace:
        made.append(workspaces.create(cluster.kube, cluster.settings, secrets.token_hex(8), now()))
        return made[-1]

    yield make
    for workspace in made:
        workspaces.delete(cluster.kube, workspace)


@pytest.fixture
def workspace(make_workspace: Callable[[], Workspace]) -> Workspace:
    """A learner's workspace, its workbench ready."""
    return make_workspace()


def _is_loaded(image: str) -> bool:
    return run(["docker", "image", "inspect", "--format", "{{.Id}}", image], timeout=20).ok
