"""Every lab on a real cluster: its start fails, its solution passes, and each wrong answer fails by name.

A run plays one wrong answer of each lab, chosen by the commit; `make labs-all` plays them all.

Three plays go on at once, each in a workspace of its own that is put back to the start between plays. A
play that the machine was too busy to judge, or that was cut short, is played again, alone, when the others
are done: inconclusive is an honest answer, and no proof. A solution that is judged wrongly is not.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import wait as wait_for_all
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Any

import pytest

from grader.clock import now
from labs.errors import ClusterUnavailable
from labs.namespace import lifecycle as workspaces
from labs.namespace import pod_exec
from labs.namespace.lifecycle import Workspace
from labs.reading import reader
from labs.reading.model import Scenario
from labs.session.report import LabReport
from labs.session.runner import Cluster
from labs.session.runner import SessionRunner as RunningLab
from labs.session.watch import Watch
from tests.cluster.conftest import Lab
from tests.support.rotation import Rotation, rotation_of

AT_ONCE = 3
# How often a play is played again that could not be judged.
TIMES = 4
# Seconds: a lab opens after its baseline, and its checks come true after the last command.
OPEN, COME_TRUE = 60.0, 20.0
SCENARIOS = {one.slug: one for one in reader.read_all()}


@dataclass(frozen=True)
class Case:
    """A lab and what is typed in it; `play` is "start", "solution" or the id of a wrong answer."""

    slug: str
    play: str

    def __str__(self) -> str:
        return f"{self.slug}-{self.play}"

    @property
    def scenario(self) -> Scenario:
        return SCENARIOS[self.slug]

    @property
    def commands(self) -> Sequence[str]:
        if self.play == "start":
            return ()
        scenario = self.scenario
        return scenario.solution.run if self.play == "solution" else self.wrong.run

    @property
    def wrong(self) -> Any:
        return next(one for one in self.scenario.wrong if one.id == self.play)


def cases(rotation: Rotation) -> list[Case]:
    """Of each lab its start, its solution and the wrong answers that the rotation chooses."""
    return [
        Case(slug, play)
        for slug, scenario in SCENARIOS.items()
        for play in ("start", "solution", *rotation.one([one.id for one in scenario.wrong]))
    ]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "case" in metafunc.fixturenames:
        metafunc.parametrize("case", cases(rotation_of(metafunc.config)), ids=str)


class CutShort(Exception):
    """A command of a play failed or waited in vain, as on a machine that is too busy."""


class Stage:
    """Workspaces to play in and the cluster that they are on."""

    def __init__(self, cluster: Lab) -> None:
        watch = Watch(cluster.kube, time.time)
        watch.open()
        self.cluster = Cluster(cluster.kube, cluster.settings, watch, time.time)
        self._free: SimpleQueue[Workspace] = SimpleQueue()
        for _ in range(AT_ONCE):
            self._free.put(workspaces.create(cluster.kube, cluster.settings, secrets.token_hex(8), now()))

    def play(self, case: Case) -> LabReport:
        """The report of one play. Raises ClusterUnavailable and CutShort when it could not be carried out."""
        workspace = self._free.get()
        try:
            return self._play(case, workspace)
        finally:
            self._free.put(workspace)

    def _play(self, case: Case, workspace: Workspace) -> LabReport:
        lab = RunningLab(self.cluster, workspace, case.scenario)
        try:
            lab.start()
            if not wait(lab, OPEN, lambda report: report.phase == "open"):
                raise CutShort(f"The lab has not opened within {OPEN:.0f} s.")
            for command in case.commands:
                self._type(workspace, command)
            wait(lab, COME_TRUE, lambda report: is_decided(report, case))
        finally:
            report = lab.end()
        assert report is not None
        return report

    def _type(self, workspace: Workspace, command: str) -> None:
        done = pod_exec.execute(
            self.cluster.kube, workspace.namespace, "workbench", ["bash", "-c", command], timeout=70
        )
        if done.code != 0:
            raise CutShort(f"{command}\n{done.text}")

    def close(self) -> None:
        self.cluster.watch.close()
        while not self._free.empty():
            workspaces.delete(self.cluster.kube, self._free.get())


def is_decided(report: LabReport, case: Case) -> bool:
    """Whether nothing more is to be waited for: a verdict, or the reason that names the wrong answer."""
    if case.play in ("start", "solution"):
        return case.play == "start" or report.verdict is not None
    return is_named(report, case)


def is_judged(report: LabReport, case: Case) -> bool:
    """Whether no busy machine hides what the play was for; what else it hides does not matter."""
    if case.play == "solution":
        return all(one.state != "inconclusive" for one in report.checks)
    return case.play == "start" or is_named(report, case)


def is_named(report: LabReport, case: Case) -> bool:
    """Whether the check that the wrong answer must fail is not so, and says why."""
    named = next((one for one in report.checks if one.id == case.wrong.fails), None)
    return named is not None and named.verdict.outcome == "fail" and case.wrong.says in named.verdict.reason


def wait(lab: RunningLab, seconds: float, enough: Any) -> bool:
    """Whether the report was enough within so many seconds."""
    end = time.monotonic() + seconds
    while not (lab.report is not None and enough(lab.report)):
        if time.monotonic() > end:
            return False
        time.sleep(0.2)
    return True


@pytest.fixture(scope="module")
def stage(cluster: Lab) -> Iterator[Stage]:
    stage = Stage(cluster)
    yield stage
    stage.close()


@pytest.fixture(scope="module")
def plays(request: pytest.FixtureRequest, stage: Stage) -> Iterator[dict[Case, Future[LabReport]]]:
    """The reports of all cases that were asked for, under way side by side."""
    asked = [item.callspec.params["case"] for item in request.session.items if item.module is request.module]  # type: ignore[attr-defined]
    with ThreadPoolExecutor(AT_ONCE) as crew:
        yield {case: crew.submit(stage.play, case) for case in asked}
        crew.shutdown(cancel_futures=True)


def judged(case: Case, stage: Stage, plays: dict[Case, Future[LabReport]]) -> LabReport:
    """The report of the first play that could be judged, or of the last one."""
    in_the_crowd, report = plays.pop(case, None), None
    for number in range(1 + TIMES):
        try:
            report = in_the_crowd.result() if in_the_crowd and number == 0 else stage.play(case)
            if is_judged(report, case):
                return report
        except (ClusterUnavailable, CutShort):
            if number == TIMES:
                raise
        wait_for_all(plays.values())
    assert report is not None
    return report


@pytest.mark.cluster
@pytest.mark.quiet
def test_a_lab_is_judged_rightly(case: Case, stage: Stage, plays: dict[Case, Future[LabReport]]) -> None:
    report = judged(case, stage, plays)
    states = {one.id: (one.state, one.verdict.reason) for one in report.checks}
    verdict = report.verdict
    assert verdict is not None
    if case.play == "solution":
        assert verdict.outcome == "pass", states
        assert report.earned == report.points
    else:
        assert verdict.outcome == "fail", states
    if case.play not in ("start", "solution"):
        state, reason = states[case.wrong.fails]
        assert state == "fail", states
        assert case.wrong.says in reason
