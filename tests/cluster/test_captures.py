"""What is recorded is what a real cluster prints today."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.captures.recipes import RECIPES
from tests.captures.record import CAPTURES, disagreements, read_record
from tests.captures.recorder import capture_all, cluster, versions

pytestmark = [pytest.mark.cluster, pytest.mark.rotating(1)]


@pytest.fixture(scope="module")
def kubeconfig() -> Iterator[Path]:
    with cluster("cutover-captures") as path:
        yield path


def test_the_same_versions_print_the_same_again(kubeconfig: Path) -> None:
    kept = read_record(CAPTURES.read_text())
    if versions(kubeconfig) != (kept.kubectl, kept.server):
        pytest.skip(f"recorded with kubectl {kept.kubectl} and server {kept.server}")
    assert "\n".join(disagreements(kept, capture_all(kubeconfig, RECIPES))) == ""
