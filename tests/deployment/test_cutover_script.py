"""`deploy/cutover.sh` does one thing after the other, and flips nothing that failed its check.

The cluster here is a program that notes what it was asked.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "deploy" / "cutover.sh"
KUBECTL = r"""#!/bin/sh
if [ "$1" = kustomize ]; then echo "image: cutover/app:0"; exit; fi
shift 2
echo "$*" >>"$CALLS"
case "$*" in
    "get service"*) printf %s "${SERVING:-blue}" ;;
    "get deployment cutover-green"*image*) printf %s "$GREEN_IMAGE" ;;
    "get pods"*) echo pod/one; echo pod/two ;;
    "apply"*) cat >>"$CALLS" ;;
esac
case "$*" in
    "$FAILS"*) exit 1 ;;
esac
"""
Cutover = Callable[..., tuple[int, list[str]]]


@pytest.fixture
def cutover(tmp_path: Path) -> Cutover:
    """Runs the script; gives its exit code and what it asked of the cluster."""
    kubectl, calls = tmp_path / "kubectl", tmp_path / "calls"
    kubectl.write_text(KUBECTL)
    kubectl.chmod(0o755)

    def run(*arguments: str, **variables: str) -> tuple[int, list[str]]:
        environment = {
            "PATH": f"{tmp_path}:{os.environ['PATH']}",
            "CALLS": str(calls),
            "CUTOVER_SETTLE_SECONDS": "0",
            "GREEN_IMAGE": "",
            "FAILS": "nothing",
            **variables,
        }
        done = subprocess.run(
            [SCRIPT, *arguments], env=environment, capture_output=True, timeout=30, check=False
        )
        return done.returncode, calls.read_text().splitlines() if calls.exists() else []

    return run


def position(calls: list[str], beginning: str) -> int:
    return next(at for at, call in enumerate(calls) if call.startswith(beginning))


pytestmark = pytest.mark.timeout(60)


def test_green_is_migrated_brought_up_checked_and_only_then_flipped_to(cutover: Cutover) -> None:
    code, calls = cutover("to", "cutover/app:2.0.0")
    assert code == 0
    order = [
        "wait --for=condition=complete",
        "rollout status deployment/cutover-green",
        "exec pod/one",
        "exec pod/two",
        'patch service cutover -p {"spec":{"selector":{"color":"green"}}}',
        'patch service cutover-pods -p {"spec":{"selector":{"color":"green"}}}',
        "scale deployment/cutover-blue --replicas=0",
    ]
    positions = [position(calls, beginning) for beginning in order]
    assert positions == sorted(positions)
    assert calls.count("image: cutover/app:2.0.0") == 2  # of the migration and of green


@pytest.mark.parametrize(
    "failing",
    ["wait --for=condition=complete", "rollout status", "exec pod/two"],
    ids=["migration", "start", "check"],
)
def test_what_fails_before_the_flip_leaves_learners_where_they_are(cutover: Cutover, failing: str) -> None:
    code, calls = cutover("to", "cutover/app:2.0.0", FAILS=failing)
    assert code != 0
    assert [call for call in calls if call.startswith("patch")] == []
    assert "scale deployment/cutover-blue --replicas=0" not in calls


def test_back_is_the_image_that_the_other_color_had(cutover: Cutover) -> None:
    code, calls = cutover("back", GREEN_IMAGE="cutover/app:1.0.0")
    assert code == 0
    assert calls.count("image: cutover/app:1.0.0") == 2


def test_there_is_no_way_back_to_what_never_was(cutover: Cutover) -> None:
    code, calls = cutover("back")
    assert code != 0
    assert [call for call in calls if call.startswith(("apply", "patch", "scale"))] == []


def test_without_a_command_it_says_what_there_is(cutover: Cutover) -> None:
    assert cutover()[0] == 2
