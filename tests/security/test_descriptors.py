"""How many pages the system's limit of descriptors is good for, and who says so."""

from __future__ import annotations

import resource
import subprocess
import sys

import pytest

from ui.cli.doctor import open_files
from ui.web.descriptors import MOST_PAGES, WANTED, most_pages


@pytest.mark.parametrize(
    ("allowed", "pages"),
    [(0, 1), (200, 1), (256, 14), (1_024, 206), (WANTED, MOST_PAGES), (2**30, MOST_PAGES)],
)
def test_pages_leave_room_for_everything_else(allowed: int, pages: int) -> None:
    assert most_pages(allowed) == pages


def test_doctor_says_what_the_limit_is_good_for_and_the_cure() -> None:
    assert open_files(WANTED).cure == ""
    found = open_files(256)
    assert found.found == "256 are allowed, enough for 14 open pages at once"
    assert "LimitNOFILE" in found.cure


@pytest.mark.parametrize(("hard", "expected"), [(700, 700), (9_000, WANTED)])
def test_the_limit_is_raised_as_far_as_is_needed_and_allowed(hard: int, expected: int) -> None:
    allowed = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    if allowed != resource.RLIM_INFINITY and allowed < hard:
        pytest.skip(f"this machine allows only {allowed}")
    program = (
        f"import resource; resource.setrlimit(resource.RLIMIT_NOFILE, (300, {hard}))\n"
        "from ui.web.descriptors import raise_limit; print(raise_limit())"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert int(done.stdout) == expected


def test_a_process_without_descriptors_knows_it() -> None:
    program = (
        "import os, resource; resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))\n"
        "from ui.web.descriptors import has_free_descriptors; print(has_free_descriptors())\n"
        "taken = []\n"
        "try:\n"
        "    while True: taken.append(os.open(os.devnull, os.O_RDONLY))\n"
        "except OSError: print(has_free_descriptors())\n"
        "os.close(taken.pop()); print(has_free_descriptors())\n"
        "for _ in range(3): os.close(taken.pop())\n"
        "print(has_free_descriptors())"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "False", "False", "True"]
