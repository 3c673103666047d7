"""What every test may lean on: limits by kind of test, and skips that say why."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import settings

from tests.databases import database, postgres, postgres_binaries

__all__ = ["database", "postgres"]  # fixtures of any test that needs a database

# An example's own time limit measures the machine; pytest's limit per test is the one that counts.
settings.register_profile("any-machine", deadline=None)
settings.load_profile("any-machine")

CHROMIUM = Path("/usr/bin/chromium")
_IN_CI = os.environ.get("CI") == "true"
# Seconds a test of this kind may take; plain tests have the 2 s of pyproject.toml.
_LIMITS = {"slow": 300, "browser": 180, "faults": 300, "postgres": 60, "cluster": 600}
# A commit waits for the disk, which a busy machine shares.
_DATABASE_LIMIT = 30


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Limits by kind; what compares times comes last, when no other test has left anything running."""
    items.sort(key=lambda item: item.get_closest_marker("quiet") is not None)
    for item in items:
        limits = [limit for mark, limit in _LIMITS.items() if item.get_closest_marker(mark)]
        if "database" in getattr(item, "fixturenames", ()):
            limits.append(_DATABASE_LIMIT)
        if limits and item.get_closest_marker("timeout") is None:
            item.add_marker(pytest.mark.timeout(max(limits)))


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("browser") and not CHROMIUM.exists():
        _need("Chromium is not installed: apt-get install chromium")
    if item.get_closest_marker("postgres") and not _has_postgres():
        _need("PostgreSQL is not installed: apt-get install postgresql, or set CUTOVER_TEST_DB_URL")
    if item.get_closest_marker("cluster") and not _docker_answers():
        _need("Docker does not answer: the tests on a real cluster need it")


def _need(reason: str) -> None:
    """Skip with the reason; in CI nothing that can be installed is skipped, so fail instead."""
    if _IN_CI:
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


def _has_postgres() -> bool:
    return bool(os.environ.get("CUTOVER_TEST_DB_URL")) or postgres_binaries() is not None


def _docker_answers() -> bool:
    docker = shutil.which("docker")
    if docker is None:
        return False
    return subprocess.run([docker, "info"], capture_output=True, timeout=20, check=False).returncode == 0
