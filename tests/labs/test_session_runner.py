"""A running lab on a cluster in memory: it opens, is evaluated, put back, ended, and outlives its app."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from labs.errors import CapacityExceeded, LabError
from labs.namespace.lifecycle import Workspace
from labs.namespace.manifests import SYSTEM
from labs.reading import reader
from labs.reading.model import Incident, Scenario
from labs.session.report import LabReport, build_report
from labs.session.runner import Cluster, SessionRunner
from labs.session.watch import Watch, WatchTiming
from labs.settings import LabSettings
from tests.labs.objects import BLUE, GREEN, service
from tests.support.fake_kube import FakeKube, away

WORKSPACE = Workspace("lab-1", datetime(2026, 11, 24, tzinfo=UTC))
SCENARIO = reader.read(reader.SCENARIOS / "one-field-switch").model_copy(update={"baseline": 0.2})
FULL = CapacityExceeded("The node is full.", "Wait.")


@pytest.fixture
def kube(tmp_path: Path) -> FakeKube:
    return FakeKube(tmp_path)


@pytest.fixture
def cluster(kube: FakeKube, settings: LabSettings) -> Iterator[Cluster]:
    made = connected(kube, settings)
    yield made
    made.watch.close()


def connected(kube: FakeKube, settings: LabSettings) -> Cluster:
    """What an app that has just started makes."""
    watch = Watch(kube, time.time, WatchTiming(pause=0.02, outage=0.1, health=0.02))
    watch.open()
    return Cluster(kube, settings, watch, time.time, tick=0.02)


@pytest.fixture
def lab(cluster: Cluster) -> Iterator[SessionRunner]:
    made = a_lab(cluster)
    yield made
    made.stop()


def a_lab(
    cluster: Cluster, what: Scenario = SCENARIO, on_report: Callable[[LabReport], None] = lambda _: None
) -> SessionRunner:
    return SessionRunner(cluster, WORKSPACE, what, on_report)


def until(lab: SessionRunner, enough: Callable[[Any], bool]) -> Any:
    end = time.monotonic() + 8
    while time.monotonic() < end:
        if lab.report is not None and enough(lab.report):
            return lab.report
        time.sleep(0.01)
    raise AssertionError(f"it did not come to that: {lab.report}")


def opened(lab: SessionRunner) -> Any:
    return until(lab, lambda report: report.phase == "open")


def state(report: Any, check: str) -> str:
    return next(one.state for one in report.checks if one.id == check)


pytestmark = pytest.mark.timeout(20)


def test_a_lab_opens_and_a_check_follows_the_change_at_once(lab: SessionRunner, kube: FakeKube) -> None:
    lab.start()
    assert state(opened(lab), "selector") == "not-yet"
    kube.put(service(GREEN))
    at = time.monotonic()
    until(lab, lambda report: state(report, "selector") == "pass")
    assert time.monotonic() - at < 2


def test_an_ended_lab_has_a_verdict_and_no_prober(lab: SessionRunner, kube: FakeKube) -> None:
    lab.start()
    opened(lab)
    report = lab.end()
    assert report is not None
    assert report.phase == "closed"
    assert report.verdict is not None
    assert (report.verdict.outcome, probers(kube)) == ("fail", ())
    assert lab.end() is report, "twice is once"


def test_a_lab_that_is_ended_while_the_cluster_is_away_fails_nobody(
    lab: SessionRunner, kube: FakeKube
) -> None:
    lab.start()
    opened(lab)
    kube.outage = away()
    kube.break_watches(away())
    time.sleep(0.7)
    report = lab.end()
    assert report is not None
    assert report.verdict is not None
    assert report.verdict.outcome == "inconclusive"


def test_a_reset_begins_anew_and_counts(lab: SessionRunner, kube: FakeKube) -> None:
    lab.start()
    opened(lab)
    kube.put(service({"version": "green"}))
    until(lab, lambda report: "`app` is gone" in report.checks[0].verdict.reason)
    lab.reset()
    report = until(lab, lambda report: report.runs == 2 and report.phase == "open")
    assert report.checks[0].verdict.reason.startswith("The selector is app=model,version=blue")


def test_a_reset_has_one_prober_of_its_own(lab: SessionRunner, kube: FakeKube) -> None:
    lab.start()
    opened(lab)
    first = probers(kube)
    lab.reset()
    assert len(probers(kube)) == 1
    assert probers(kube) != first


def test_a_run_that_was_stopped_writes_no_more(cluster: Cluster, kube: FakeKube) -> None:
    """Its last evaluation may be under way when a reset comes; the log belongs to the next run then."""
    entered, go_on = threading.Event(), threading.Event()
    others = set(threading.enumerate())

    def slow(report: LabReport) -> None:
        if report.phase == "open":
            entered.set()
            go_on.wait(5)

    lab = a_lab(cluster, on_report=slow)
    lab.start()
    assert entered.wait(5)
    kube.put(service(GREEN))
    stopping = threading.Thread(target=lab.stop)
    stopping.start()
    stopping.join(0.1)
    assert stopping.is_alive()
    go_on.set()
    stopping.join(5)
    assert not stopping.is_alive()
    assert "lab run" not in [thread.name for thread in set(threading.enumerate()) - others]


def test_an_object_that_changes_is_evaluated_at_once(kube: FakeKube, settings: LabSettings) -> None:
    """The lab is told by the watch; it does not wait for its next look."""
    watch = Watch(kube, time.time)
    watch.open()
    lab = a_lab(Cluster(kube, settings, watch, time.time, tick=0.5))
    lab.start()
    opened(lab)
    began = time.monotonic()
    kube.put(service(GREEN))
    until(lab, lambda report: state(report, "selector") == "pass")
    assert time.monotonic() - began < 0.4
    lab.stop()


def test_a_start_that_cannot_be_deployed_is_told_and_can_be_deployed_again(
    lab: SessionRunner, kube: FakeKube
) -> None:
    kube.refuse = refusing("APPLY", "Deployment")
    with pytest.raises(CapacityExceeded):
        lab.start()
    kube.refuse = lambda *_: None
    lab.start()
    assert opened(lab).runs == 1


def test_a_run_that_was_taken_away_is_never_graded(lab: SessionRunner, kube: FakeKube) -> None:
    lab.start()
    opened(lab)
    kube.refuse = refusing("APPLY", "Deployment")
    with pytest.raises(CapacityExceeded):
        lab.reset()
    assert (lab.report, lab.end()) == (None, None)


def test_an_incident_is_applied_once_although_the_cluster_was_away(kube: FakeKube, cluster: Cluster) -> None:
    patch = {"metadata": {"annotations": {"by": "a colleague"}}}
    happens = Incident.model_validate({"patch": "service/model", "to": patch, "says": "It happens."})
    refusals = iter([away()])
    kube.refuse = lambda method, *_: next(refusals, None) if method == "PATCH" else None
    lab = a_lab(cluster, SCENARIO.model_copy(update={"incident": happens}))
    lab.start()
    report = until(lab, lambda report: any(one.name == "incident" for one in report.moments))
    time.sleep(0.1)
    assert [call for call in kube.calls if call[0] == "PATCH"] == [("PATCH", "Service", "model")] * 2
    assert report.moments[0].title == "It happens."
    assert kube.get("Service", "model", "lab-1")["metadata"]["annotations"] == {"by": "a colleague"}
    lab.stop()


def test_a_full_disk_stops_no_lab_and_a_run_with_a_gap_is_not_resumed(
    lab: SessionRunner, kube: FakeKube, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = OSError(28, "No space left on device")
    with monkeypatch.context() as broken:
        broken.setattr("labs.session.log.SessionLog.add", lambda *_: (_ for _ in ()).throw(full))
        lab.start()
        opened(lab)
    kube.put(service(GREEN))
    until(lab, lambda report: report.checks[0].state == "pass")
    abandon(lab, kube)
    assert not a_lab(cluster).resume()


def test_an_evaluation_that_fails_is_taken_again(
    lab: SessionRunner, kube: FakeKube, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    lab.start()
    opened(lab)
    with monkeypatch.context() as broken:
        broken.setattr("labs.session.runner.build_report", lambda *_, **__: 1 / 0)
        threading.Event().wait(0.1)
    assert "an evaluation of the lab in" in caplog.text
    kube.put(service(GREEN))
    until(lab, lambda report: report.checks[0].state in ("pass", "inconclusive"))


def test_an_evaluation_that_fails_as_the_lab_ends_leaves_no_stale_report(
    lab: SessionRunner, kube: FakeKube, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    lab.start()
    opened(lab)
    looks = iter([ZeroDivisionError(), ZeroDivisionError()])
    real = build_report

    def report(*about: Any, **more: Any) -> Any:
        if about[0].phase == "closed" and (trouble := next(looks, None)):
            raise trouble
        return real(*about, **more)

    monkeypatch.setattr("labs.session.runner.build_report", report)
    ended = lab.end()
    assert ended is not None
    assert ended.phase == "closed"
    assert next(looks, None) is None


def test_a_solution_that_was_shown_is_in_the_report(lab: SessionRunner) -> None:
    lab.start()
    assert not opened(lab).solution_shown
    assert lab.reveal() == SCENARIO.solution
    until(lab, lambda report: report.solution_shown)


def test_a_lab_goes_on_after_its_app_was_killed(lab: SessionRunner, kube: FakeKube, cluster: Cluster) -> None:
    lab.start()
    opened(lab)
    kube.put(service(GREEN))
    kube.version = "iris-v2"
    until(lab, lambda report: state(report, "selector") == "pass")
    lab.reveal()
    abandon(lab, kube)
    again = a_lab(cluster)
    assert again.resume()
    report = until(again, lambda report: report.checks and state(report, "blue-warm") == "pass")
    assert (report.runs, report.moments[0].name, report.solution_shown) == (1, "switch", True)
    assert report.classes[0].of > 0
    again.stop()


def test_what_changed_while_the_app_was_dead_makes_always_inconclusive(
    lab: SessionRunner, kube: FakeKube, settings: LabSettings
) -> None:
    lab.start()
    opened(lab)
    kube.put(service(GREEN))
    until(lab, lambda report: state(report, "selector") == "pass")
    abandon(lab, kube)
    kube.put(service(BLUE))
    kube.put(service(GREEN))
    again = a_lab(connected(kube, settings))
    assert again.resume()
    until(again, lambda report: report.checks and state(report, "blue-warm") == "inconclusive")
    again.stop()


def test_there_is_nothing_to_resume_without_a_run_or_without_its_prober(
    lab: SessionRunner, kube: FakeKube, cluster: Cluster
) -> None:
    assert not lab.resume()
    lab.start()
    opened(lab)
    abandon(lab, kube)
    kube.remove("Pod", probers(kube)[0], SYSTEM)
    assert not a_lab(cluster).resume()


def test_a_check_that_breaks_is_inconclusive_and_stops_nothing(
    lab: SessionRunner, kube: FakeKube, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("labs.session.state.evaluate", lambda *_: 1 / 0)
    lab.start()
    report = opened(lab)
    assert {one.state for one in report.checks} == {"inconclusive"}
    assert "costs you nothing" in report.checks[0].verdict.reason


def test_an_event_that_cannot_be_understood_stops_nothing(
    lab: SessionRunner, kube: FakeKube, caplog: pytest.LogCaptureFixture
) -> None:
    lab.start()
    opened(lab)
    kube.put(service(BLUE))
    about = {"name": "odd", "namespace": "lab-1", "managedFields": [1]}
    kube.put({"kind": "ConfigMap", "metadata": about})
    kube.put(service(GREEN))
    until(lab, lambda report: report.checks[0].state == "pass")


def abandon(lab: SessionRunner, kube: FakeKube) -> None:
    """What kill -9 leaves: threads and listeners gone, prober and log there."""
    kube.refuse = lambda method, kind, _: away() if (method, kind) == ("DELETE", "Pod") else None
    lab.stop()
    kube.refuse = lambda *_: None


def refusing(method: str, kind: str) -> Callable[[str, str, str], LabError | None]:
    return lambda asked, what, _: FULL if (asked, what) == (method, kind) else None


def probers(kube: FakeKube) -> tuple[str, ...]:
    return kube.names("Pod", SYSTEM)
