"""That `make bench` can still measure; what it measures, only a longer run on a quiet machine tells."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.rotation import rotation_of

ROOT = Path(__file__).parents[2]
# A row of each part that starts servers: one part comes with each commit, and the bank's with all.
ROWS = {
    "clicks": "click, 4 learners, p95",
    "startup": "start-up to first page",
    "first-visit": "first visit, slow line, name field",
    "floods": "worst click while another floods",
}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    metafunc.parametrize("part", ["bank", *rotation_of(metafunc.config).one(list(ROWS))])


@pytest.mark.slow
def test_the_benchmark_runs(part: str) -> None:
    command = [sys.executable, "-W", "ignore", "-m", "tests.bench", "--brief", part]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    assert ROWS.get(part, "check 100 problems") in done.stdout
    assert " failed" not in done.stdout
