"""Which test runs when: the cluster's worker begins at once, and a quiet test has the machine to itself."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

import pytest

from tests.support import shared
from tests.support.kinds import arrange
from tests.support.shared import MachineLock


@dataclass
class Item:
    """What of a collected test decides its turn."""

    nodeid: str
    names: tuple[str, ...] = ()
    added: list[str] = field(default_factory=list)

    def iter_markers(self) -> Iterator[pytest.Mark]:
        return (pytest.Mark(name, (), {}, _ispytest=True) for name in self.names)

    def get_closest_marker(self, name: str) -> pytest.Mark | None:
        return next((mark for mark in self.iter_markers() if mark.name == name), None)

    def add_marker(self, mark: pytest.MarkDecorator) -> None:
        self.added.append(mark.name)


def test_the_cluster_comes_first_then_the_longest_groups() -> None:
    unit, browser = Item("tests/ui/test_a.py::a"), Item("tests/browser/test_b.py::b", ("browser",))
    faults = Item("tests/faults/test_c.py::c", ("faults",))
    quiet = Item("tests/cluster/test_d.py::d", ("cluster", "quiet"))
    journey = Item("tests/browser/labs/test_e.py::e", ("browser", "cluster"))
    items = [unit, browser, faults, quiet, journey]
    arrange(cast("list[pytest.Item]", items))
    assert items == [journey, quiet, faults, browser, unit]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A run of its own, whose locks no other test holds."""
    monkeypatch.setenv(shared.FOLDER, str(tmp_path))
    return tmp_path


def test_whoever_wants_the_machine_alone_waits_for_others_and_then_is_next(folder: Path) -> None:
    order: list[str] = []

    def run(name: str, lock: MachineLock, *, alone: bool) -> None:
        lock.acquire(alone=alone)
        order.append(name)
        lock.release()

    first, quiet, late = MachineLock(), MachineLock(), MachineLock()
    first.acquire(alone=False)
    with ThreadPoolExecutor(2) as pool:
        waiting = pool.submit(run, "quiet", quiet, alone=True)
        time.sleep(0.1)
        pool.submit(run, "late", late, alone=False)
        time.sleep(0.1)
        assert (order, waiting.done()) == ([], False)
        first.release()
    assert order == ["quiet", "late"]


def test_tests_that_are_not_quiet_run_side_by_side(folder: Path) -> None:
    one, other = MachineLock(), MachineLock()
    one.acquire(alone=False)
    other.acquire(alone=False)
    one.release()
    other.release()


def test_quiet_tests_that_follow_each_other_let_nobody_between(folder: Path) -> None:
    quiet, other = MachineLock(), MachineLock()
    quiet.acquire(alone=True)
    quiet.acquire(alone=True)
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(other.acquire, alone=False)
        time.sleep(0.1)
        assert not waiting.done()
        quiet.release()
    other.release()
