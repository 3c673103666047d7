"""The summary of a run hides nothing: neither the time of a kind nor what passed only the second time."""

from __future__ import annotations

import re

import pytest

from tests.codebase.tree import texts_of_tests
from tests.support.kinds import CLUSTER_FOLDERS, group_of, kind_of
from tests.support.summary import Summary


def report(nodeid: str, outcome: str, start: float, seconds: float, *markers: str) -> pytest.TestReport:
    return pytest.TestReport(
        nodeid=nodeid,
        location=("", 0, ""),
        keywords=dict.fromkeys(markers, 1),
        outcome=outcome,  # type: ignore[arg-type]
        longrepr="assert 1 == 2\nE  it was late\n" if outcome == "rerun" else None,
        when="call",
        duration=seconds,
        start=start,
        stop=start + seconds,
    )


def squeezed(line: str) -> str:
    return " ".join(line.split())


def test_kinds_are_told_apart_and_timed() -> None:
    summary = Summary("3 of 0 to 9", 100.0)
    summary.pytest_runtest_logreport(report("tests/a.py::a", "passed", 101.0, 2.0))
    summary.pytest_runtest_logreport(report("tests/b.py::b", "failed", 102.0, 5.0, "browser"))
    summary.pytest_runtest_logreport(report("tests/c.py::c[one]", "passed", 107.0, 30.0, "cluster", "proofs"))
    unit, browser, proofs, whole, names, longest = summary.lines(140.0)
    assert squeezed(unit) == "unit 1 tests 2 s added up, from 1 s to 3 s"
    assert squeezed(browser) == "browser 1 tests 5 s added up, from 2 s to 7 s"
    assert squeezed(proofs) == "proofs 1 tests 30 s added up, from 7 s to 37 s"
    assert whole == "whole    40 s; rotation 3 of 0 to 9"
    assert names == "proofs carried out: one"
    assert longest == "longest: tests/c.py::c[one] 30 s, tests/b.py::b 5 s"


def test_a_second_go_is_named_with_what_went_wrong() -> None:
    summary = Summary("all", 0.0)
    summary.pytest_runtest_logreport(report("tests/a.py::late", "rerun", 1.0, 1.0))
    summary.pytest_runtest_logreport(report("tests/a.py::late", "passed", 2.0, 1.0))
    assert list(summary.second_goes()) == ["tests/a.py::late: E  it was late"]


def test_what_was_skipped_took_no_time() -> None:
    summary = Summary("all", 0.0)
    summary.pytest_runtest_logreport(report("tests/a.py::a", "skipped", 1.0, 9.0, "cluster"))
    assert [line.split()[0] for line in summary.lines(10.0)] == ["whole"]


@pytest.mark.parametrize(
    ("markers", "kind"),
    [
        ((), "unit"),
        (("browser", "cluster"), "cluster"),
        (("cluster", "quiet", "proofs"), "proofs"),
        (("faults", "postgres"), "faults"),
    ],
)
def test_a_test_counts_for_one_kind(markers: tuple[str, ...], kind: str) -> None:
    assert kind_of(markers) == kind


def test_all_tests_on_the_cluster_share_a_worker() -> None:
    assert group_of("tests/cluster/test_exec.py::a") == group_of("tests/browser/labs/test_lab.py::b[1::2]")
    assert group_of("tests/ui/test_web.py::a") == group_of("tests/ui/test_web.py::b[x]")
    assert group_of("tests/ui/test_web.py::a") != group_of("tests/ui/test_theme.py::a")


def test_tests_on_the_cluster_lie_where_one_worker_runs_them() -> None:
    marked = {
        path
        for path, text in texts_of_tests().items()
        if re.search(r"^(@|pytestmark.*)pytest\.mark\.cluster", text, re.MULTILINE)
    }
    assert {path for path in marked if not path.startswith(CLUSTER_FOLDERS)} == set()
    assert len(marked) > 10
