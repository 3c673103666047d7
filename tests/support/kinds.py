"""Kinds of tests: how long one may take, what it needs, and which tests share a worker process.

A kind is a marker, so `pytest -m browser` runs one kind only; a test without any is a unit test.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterable
from functools import cache

import pytest

from tests.support.chromium import CHROMIUM
from tests.support.postgres import postgres_binaries

KINDS = ("unit", "browser", "faults", "cluster", "proofs")
# Seconds a test with this marker may take; plain tests have the 2 s of pyproject.toml.
_LIMITS = {"slow": 300, "browser": 180, "faults": 300, "postgres": 60, "cluster": 600}
# A commit waits for the disk, which a busy machine shares.
_DATABASE_LIMIT = 30
# Where tests lie that need the one cluster. They share a worker, which has them before any other test.
CLUSTER_FOLDERS = ("tests/cluster/", "tests/browser/labs/")
# The groups that take longest come first, so that short ones are left to fill the gaps at the end.
_TURNS = ("faults", "browser", "unit")


def kind_of(markers: Iterable[str]) -> str:
    """The kind of a test with these markers; what runs on a cluster counts as that, in a browser too."""
    given = set(markers)
    return next((kind for kind in ("proofs", "cluster", "faults", "browser") if kind in given), "unit")


def group_of(nodeid: str) -> str:
    """Tests of one group run in one worker process, one after the other.

    A group is a file, so that what a file starts is started once. All tests on the cluster are one group,
    because there is one cluster.
    """
    return "cluster" if nodeid.startswith(CLUSTER_FOLDERS) else nodeid.split("::", maxsplit=1)[0]


def arrange(items: list[pytest.Item]) -> None:
    """Order by kind, quiet ones after the others of their group, and give each test its limit."""
    items.sort(key=_turn)
    for item in items:
        limits = [limit for mark, limit in _LIMITS.items() if item.get_closest_marker(mark)]
        if "database" in getattr(item, "fixturenames", ()):
            limits.append(_DATABASE_LIMIT)
        if limits and item.get_closest_marker("timeout") is None:
            item.add_marker(pytest.mark.timeout(max(limits)))


def require_machine(item: pytest.Item) -> None:
    """Skip the test where the machine lacks what it needs; in CI, where all can be installed, fail."""
    for marker, (is_there, reason) in _NEEDS.items():
        if item.get_closest_marker(marker) and not is_there():
            if os.environ.get("CI") == "true":
                pytest.fail(reason, pytrace=False)
            pytest.skip(reason)


def is_quiet(item: pytest.Item | None) -> bool:
    """Whether no other test may run meanwhile."""
    return item is not None and item.get_closest_marker("quiet") is not None


def _turn(item: pytest.Item) -> tuple[bool, bool, int]:
    kind, on_cluster = kind_of(mark.name for mark in item.iter_markers()), group_of(item.nodeid) == "cluster"
    return not on_cluster, is_quiet(item), 0 if on_cluster else _TURNS.index(kind)


def _has_postgres() -> bool:
    return bool(os.environ.get("CUTOVER_TEST_DB_URL")) or postgres_binaries() is not None


@cache
def _docker_answers() -> bool:
    docker = shutil.which("docker")
    if docker is None:
        return False
    return subprocess.run([docker, "info"], capture_output=True, timeout=20, check=False).returncode == 0


_NEEDS: dict[str, tuple[Callable[[], bool], str]] = {
    "browser": (CHROMIUM.exists, "Chromium is not installed: apt-get install chromium"),
    "postgres": (
        _has_postgres,
        "PostgreSQL is not installed: apt-get install postgresql, or set CUTOVER_TEST_DB_URL",
    ),
    "haproxy": (
        lambda: shutil.which("haproxy") is not None,
        "HAProxy is not installed: apt-get install haproxy",
    ),
    "cluster": (_docker_answers, "Docker does not answer: the tests on a real cluster need it"),
}
