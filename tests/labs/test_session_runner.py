"""A running lab against a cluster of paper: it opens, judges, is put back, ends, and outlives its app."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, cast

import pytest

import labs.session.runner
from labs.checks.objects import ObjectChange
from labs.checks.timeline import Window
from labs.errors import ClusterUnavailable, NotReady
from labs.images.prober.record import Heartbeat, RequestRecord, to_line
from labs.kube import Kube, Object
from labs.namespace import prober
from labs.namespace.lifecycle import Workspace
from labs.reading import reader
from labs.reading.model import Incident, Scenario
from labs.session import deploy
from labs.session.runner import Cluster, SessionRunner
from labs.session.watch import Watch, WatchListener
from labs.settings import LabSettings
from tests.labs.objects import BLUE, GREEN, service
from tests.labs.objects import Object as Thing
from tests.labs.test_session_state import AFTER, BEFORE

PLACE = Workspace("lab-1", datetime(2026, 11, 24, tzinfo=UTC))
SCENARIO = reader.read(reader.SCENARIOS / "one-field-switch").model_copy(update={"baseline": 0.2})
AWAY = ClusterUnavailable("The cluster does not answer.", "Wait.")


class Paper:
    """A cluster of paper: objects that a test changes, and a prober whose tape grows with time."""

    def __init__(self) -> None:
        self.objects = {(one["kind"], one["metadata"]["name"]): one for one in BEFORE}
        self.version = "iris-v1"
        self.probers: list[str] = []
        self.lines: list[bytes] = []
        self.struck = self.begun = 0
        self.gone_since: float | None = None
        self._listeners: list[WatchListener] = []

    def change(self, *objects: Thing) -> None:
        for one in objects:
            one["metadata"]["resourceVersion"] = str(time.monotonic())
            self.objects[one["kind"], one["metadata"]["name"]] = one
            for listener in self._listeners:
                listener.changed(ObjectChange(time.time(), one))

    def subscribe(
        self, namespace: str, listener: WatchListener
    ) -> tuple[tuple[Object, ...], Callable[[], None]]:
        self._listeners.append(listener)
        return tuple(
            self.objects.values()
        ), lambda: self._listeners.remove(listener) if listener in self._listeners else None

    def away(self) -> list[Window]:
        return [] if self.gone_since is None else [Window(self.gone_since, time.time())]

    def tape(self, path: str, query: Mapping[str, str], *, silence: int) -> Iterator[bytes]:
        read = int(query["from"])
        while self.probers:
            at = time.time()
            for client in ("fresh", "keep-alive"):
                self.lines.append(to_line(RequestRecord(client, at, at, at, at, "ok", 200, self.version)))
            self.lines.append(to_line(Heartbeat(at, 0.0, 0)))
            yield from self.lines[read:]
            read = len(self.lines)
            time.sleep(0.02)
        raise AWAY


@pytest.fixture
def paper(monkeypatch: pytest.MonkeyPatch) -> Paper:
    """Paper instead of a cluster; the stage and the prober's pod are all that is replaced."""
    made = Paper()

    def begin(kube: Kube, settings: LabSettings, workspace: str, classes: object) -> str:
        made.begun += 1
        made.probers = [f"prober-{made.begun}"]
        made.lines.clear()
        return made.probers[0]

    def dismiss(kube: Kube, name: str) -> None:
        made.probers = [one for one in made.probers if one != name]

    def prepare(*_: object) -> None:
        made.objects.clear()
        made.change(*(dict(one) for one in BEFORE))

    def strike(kube: Kube, workspace: Workspace, incident: Incident) -> None:
        made.struck += 1
        if made.struck == 1:
            raise AWAY

    monkeypatch.setattr(prober, "start", begin)
    monkeypatch.setattr(prober, "wait_until_ready", lambda *_: None)
    monkeypatch.setattr(prober, "delete", dismiss)
    monkeypatch.setattr(prober, "is_running", lambda _, name: name in made.probers)
    monkeypatch.setattr(deploy, "deploy_start", prepare)
    monkeypatch.setattr(deploy, "apply_incident", strike)
    monkeypatch.setattr("labs.session.runner.JUDGE_EVERY", 0.02)
    return made


class _Tapes:
    def __init__(self, paper: Paper) -> None:
        self.lines = paper.tape


@pytest.fixture
def lab(paper: Paper, settings: LabSettings) -> Iterator[SessionRunner]:
    made = a_lab(paper, settings)
    yield made
    made._stop()


def a_lab(paper: Paper, settings: LabSettings, what: Scenario = SCENARIO) -> SessionRunner:
    kube, watch = cast(Kube, _Tapes(paper)), cast(Watch, paper)
    return SessionRunner(Cluster(kube, settings, watch, time.time), PLACE, what)


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


def test_a_lab_opens_and_a_check_follows_the_change_at_once(lab: SessionRunner, paper: Paper) -> None:
    lab.start()
    assert state(opened(lab), "selector") == "not-yet"
    paper.change(*AFTER)
    at = time.monotonic()
    until(lab, lambda report: state(report, "selector") == "pass")
    assert time.monotonic() - at < 2


def test_an_ended_lab_has_a_verdict_and_no_prober(lab: SessionRunner, paper: Paper) -> None:
    lab.start()
    opened(lab)
    report = lab.end()
    assert report is not None
    assert report.phase == "closed"
    assert report.verdict.verdict is not None
    assert (report.verdict.verdict.outcome, paper.probers) == ("fail", [])
    assert lab.end() is report, "twice is once"


def test_a_lab_that_is_ended_while_the_cluster_is_away_fails_nobody(lab: SessionRunner, paper: Paper) -> None:
    lab.start()
    opened(lab)
    paper.gone_since = time.time() - 1
    report = lab.end()
    assert report is not None
    assert report.verdict.verdict is not None
    assert report.verdict.verdict.outcome == "inconclusive"


def test_a_reset_begins_anew_and_counts(lab: SessionRunner, paper: Paper) -> None:
    lab.start()
    opened(lab)
    paper.change(service({"version": "green"}))
    until(lab, lambda report: "`app` is gone" in report.checks[0].verdict.reason)
    lab.reset()
    report = until(lab, lambda report: report.tries == 2 and report.phase == "open")
    assert report.checks[0].verdict.reason.startswith("The selector is app=model,version=blue")


def test_a_try_that_is_left_late_leaves_the_next_ones_prober_alone(lab: SessionRunner, paper: Paper) -> None:
    lab.start()
    opened(lab)
    late = lab._running
    assert late is not None
    lab.reset()
    lab._leave(late)
    assert paper.probers == ["prober-2"]


def test_a_stage_that_cannot_be_set_is_told_and_can_be_set_again(
    lab: SessionRunner, paper: Paper, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(
            deploy, "deploy_start", lambda *_: (_ for _ in ()).throw(NotReady("No pods.", "Reset the lab."))
        )
        with pytest.raises(NotReady):
            lab.start()
    lab.start()
    assert opened(lab).tries == 1


def test_a_try_that_was_taken_away_is_never_graded(
    lab: SessionRunner, paper: Paper, monkeypatch: pytest.MonkeyPatch
) -> None:
    lab.start()
    opened(lab)
    with monkeypatch.context() as broken:
        broken.setattr(
            deploy, "deploy_start", lambda *_: (_ for _ in ()).throw(NotReady("It stays.", "Wait."))
        )
        with pytest.raises(NotReady):
            lab.reset()
    assert (lab.report, lab.end()) == (None, None)


def test_a_full_disk_stops_no_lab_and_a_try_with_a_gap_is_not_resumed(
    lab: SessionRunner, paper: Paper, settings: LabSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = OSError(28, "No space left on device")
    with monkeypatch.context() as broken:
        broken.setattr("labs.session.log.SessionLog.add", lambda *_: (_ for _ in ()).throw(full))
        lab.start()
        opened(lab)
    paper.change(*AFTER)
    until(lab, lambda report: report.checks[0].state == "pass")
    abandon(lab)
    assert not a_lab(paper, settings).resume()


def test_a_look_that_fails_is_taken_again(
    lab: SessionRunner, paper: Paper, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    lab.start()
    opened(lab)
    with monkeypatch.context() as broken:
        broken.setattr("labs.session.runner.build_report", lambda *_, **__: 1 / 0)
        threading.Event().wait(0.1)
    assert "a look at the lab in" in caplog.text
    paper.change(*AFTER)
    until(lab, lambda report: report.checks[0].state in ("pass", "inconclusive"))


def test_a_look_that_fails_as_the_lab_ends_leaves_no_stale_report(
    lab: SessionRunner, paper: Paper, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    lab.start()
    opened(lab)
    looks = iter([ZeroDivisionError(), ZeroDivisionError()])
    real = labs.session.runner.build_report

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


def test_an_incident_strikes_once_although_the_cluster_was_away(paper: Paper, settings: LabSettings) -> None:
    happens = Incident.model_validate({"patch": "service/model", "to": {}, "says": "It happens."})
    lab = a_lab(paper, settings, SCENARIO.model_copy(update={"incident": happens}))
    lab.start()
    report = until(lab, lambda report: any(one.name == "incident" for one in report.moments))
    time.sleep(0.2)
    assert (paper.struck, report.moments[0].title) == (2, "It happens.")
    lab._stop()


def test_a_lab_goes_on_after_its_app_was_killed(
    lab: SessionRunner, paper: Paper, settings: LabSettings
) -> None:
    lab.start()
    opened(lab)
    paper.change(*AFTER)
    paper.version = "iris-v2"
    until(lab, lambda report: state(report, "selector") == "pass")
    lab.reveal()
    abandon(lab)
    again = a_lab(paper, settings)
    assert again.resume()
    report = until(again, lambda report: report.checks and state(report, "blue-warm") == "pass")
    assert (report.tries, report.moments[0].name, report.solution_shown) == (1, "switch", True)
    assert report.classes[0].of > 0
    again._stop()


def test_what_changed_while_the_app_was_dead_makes_always_inconclusive(
    lab: SessionRunner, paper: Paper, settings: LabSettings
) -> None:
    lab.start()
    opened(lab)
    paper.change(*AFTER)
    until(lab, lambda report: state(report, "selector") == "pass")
    abandon(lab)
    paper.change(service(BLUE))
    paper.change(service(GREEN))
    again = a_lab(paper, settings)
    assert again.resume()
    until(again, lambda report: report.checks and state(report, "blue-warm") == "inconclusive")
    again._stop()


def test_there_is_nothing_to_resume_without_a_try_or_without_its_prober(
    lab: SessionRunner, paper: Paper, settings: LabSettings
) -> None:
    assert not lab.resume()
    lab.start()
    opened(lab)
    abandon(lab)
    paper.probers.clear()
    assert not a_lab(paper, settings).resume()


def test_a_check_that_breaks_is_inconclusive_and_stops_nothing(
    lab: SessionRunner, paper: Paper, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("labs.session.state.evaluate", lambda *_: 1 / 0)
    lab.start()
    report = opened(lab)
    assert {one.state for one in report.checks} == {"inconclusive"}
    assert "costs you nothing" in report.checks[0].verdict.reason


def test_news_that_cannot_be_understood_stops_nothing(
    lab: SessionRunner, paper: Paper, caplog: pytest.LogCaptureFixture
) -> None:
    lab.start()
    opened(lab)
    paper.change(service(BLUE), {"kind": "Pod", "metadata": {"name": "odd", "labels": []}})
    paper.change(*AFTER)
    until(lab, lambda report: report.checks[0].state == "pass")


def abandon(lab: SessionRunner) -> None:
    """What kill -9 leaves: threads and listeners gone, prober and journal there."""
    running = lab._running
    assert running is not None
    running.over.set()
    running.unsubscribe()
    threading.Event().wait(0.1)
    lab._running = None
