"""A lab that runs: it sets the stage, listens to the cluster and the prober, and keeps a report of it all.

The rules are in `trial`, which is pure; this is its shell. One thread takes in what was heard and judges it a
few times a second; another reads the prober's tape. Whatever cannot be done is a LabError with its cure, and
the same call may be made again.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from labs.checks.objects import ObjectChange
from labs.checks.timeline import Window
from labs.errors import LabError
from labs.kube import Kube
from labs.namespace import prober
from labs.namespace.lifecycle import Workspace
from labs.namespace.prober import Entries
from labs.reading.model import Scenario, ScenarioSolution
from labs.session import deploy
from labs.session.events import (
    ClusterOutage,
    IncidentApplied,
    LabEnded,
    LabOpened,
    PersistedEvent,
    SessionEvent,
    SolutionRevealed,
    TrafficRecorded,
    WatchGap,
)
from labs.session.log import RunHeader, SessionLog
from labs.session.report import LabReport, build_report
from labs.session.state import SessionState, remaining
from labs.session.watch import Watch
from labs.settings import LabSettings

# A check is told within two seconds of the change; this leaves room for a slow machine.
JUDGE_EVERY = 0.25

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Cluster:
    """What a lab needs to know of its cluster. `now` gives Unix seconds."""

    kube: Kube
    settings: LabSettings
    watch: Watch
    now: Callable[[], float]

    def session_log(self, workspace: Workspace) -> SessionLog:
        """Where the try in a workspace is kept."""
        return SessionLog(Path(self.settings.folder) / "tries" / f"{workspace.namespace}.jsonl")


@dataclass(slots=True)
class _Run:
    """One try: its trial, what was heard and not yet taken in, how it stood last, and how to stop it."""

    about: RunHeader
    state: SessionState
    inbox: queue.SimpleQueue[SessionEvent] = field(default_factory=queue.SimpleQueue)
    over: threading.Event = field(default_factory=threading.Event)
    closed: threading.Event = field(default_factory=threading.Event)
    report: LabReport | None = None
    is_journaled: bool = True
    unsubscribe: Callable[[], None] = lambda: None

    def changed(self, change: ObjectChange) -> None:
        self.inbox.put(change)

    def was_blind(self, window: Window) -> None:
        self.inbox.put(WatchGap(window))

    def was_away(self, window: Window) -> None:
        self.inbox.put(ClusterOutage(window))

    def recorded(self, entries: Entries) -> None:
        self.inbox.put(TrafficRecorded(entries))

    def waiting(self) -> Iterable[SessionEvent]:
        while not self.inbox.empty():
            yield self.inbox.get()


class SessionRunner:
    """One learner's lab in one workspace. Calls may come from any thread, one at a time."""

    def __init__(self, cluster: Cluster, workspace: Workspace, scenario: Scenario) -> None:
        self.workspace, self.scenario = workspace, scenario
        self._cluster, self._log = cluster, cluster.session_log(workspace)
        self._tries = 0
        self._solution_shown = False
        self._running: _Run | None = None
        self._last: _Run | None = None

    @property
    def report(self) -> LabReport | None:
        """The lab as it stood a moment ago; None before its first start, and once a try was taken away."""
        return self._last.report if self._last is not None else None

    def start(self) -> None:
        """Set the stage and begin, or begin anew: what the learner made before is taken away.

        Raises CapacityExceeded, ImageMissing, NotReady, ClusterUnavailable; the same call may then be made
        again.
        """
        self._stop()
        self._last = None
        kube, settings = self._cluster.kube, self._cluster.settings
        classes = [one.clients(self.workspace.namespace) for one in self.scenario.traffic]
        name = prober.start(kube, settings, self.workspace.namespace, classes)
        deploy.deploy_start(kube, settings, self.workspace, self.scenario)
        prober.wait_until_ready(kube, name)
        self._tries += 1
        running = _Run(self._about(name), SessionState(self.scenario, self._cluster.now()))
        self._log.begin(running.about)
        there, running.unsubscribe = self._cluster.watch.subscribe(self.workspace.namespace, running)
        for one in there:
            self._take(running, ObjectChange(self._cluster.now(), one))
        self._go(running)

    reset = start

    def resume(self) -> bool:
        """Go on with the try that was open when the app was ended, as if nobody had looked away.

        False when there is none, or when its prober is gone: then start. Raises ClusterUnavailable.
        """
        kept = self._log.read()
        opened = kept is not None and any(isinstance(one, LabOpened) for one in kept.news)
        if kept is None or not opened or kept.about.slug != self.scenario.slug:
            return False
        if not prober.is_running(self._cluster.kube, kept.about.prober):
            return False
        now = self._cluster.now()
        running = _Run(kept.about, SessionState(self.scenario, now))
        for news in kept.news:
            running.state.apply(news)
        there, running.unsubscribe = self._cluster.watch.subscribe(self.workspace.namespace, running)
        for news in running.state.rejoin(there, kept.last, now):
            self._take(running, news)
        self._tries = kept.about.number
        self._solution_shown = kept.about.solution_shown or running.state.solution_shown
        self._go(running)
        return True

    def reveal(self) -> ScenarioSolution:
        """The solution; the report says from then on that it was shown."""
        self._solution_shown = True
        if self._running is not None:
            self._running.inbox.put(SolutionRevealed(self._cluster.now()))
        return self.scenario.solution

    def end(self, timeout: float = 20.0) -> LabReport | None:
        """End the try and wait for its verdict, which takes as long as its slowest request."""
        running = self._running
        if running is not None:
            for window in self._cluster.watch.away():
                running.was_away(window)
            running.inbox.put(LabEnded(self._cluster.now()))
            running.closed.wait(timeout)
            self._stop()
        return self.report

    def _about(self, prober: str) -> RunHeader:
        return RunHeader(self.scenario.slug, prober, self._tries, self._solution_shown)

    def _go(self, running: _Run) -> None:
        """Listen to the prober and judge, each in a thread."""
        self._running = self._last = running
        tape = (self._cluster.kube, running.about.prober, running.recorded, running.over)
        threading.Thread(target=prober.stream_records, args=tape, name="tape", daemon=True).start()
        threading.Thread(target=self._keep, args=(running,), name="lab", daemon=True).start()

    def _stop(self) -> None:
        running, self._running = self._running, None
        if running is not None:
            self._leave(running)

    def _leave(self, running: _Run) -> None:
        """Stop listening and take the prober away; one that stays ends by itself. Twice is once."""
        running.over.set()
        running.unsubscribe()
        with suppress(LabError):
            prober.delete(self._cluster.kube, running.about.prober)

    def _keep(self, running: _Run) -> None:
        """Take in what was heard and judge it, until the try is over."""
        while not running.over.is_set():
            running.over.wait(JUDGE_EVERY)
            try:
                self._judge(running)
            except Exception:
                log.exception("a look at the lab in %s failed", self.workspace.namespace)
                self._did_not_look(running)
            if running.report is not None and running.report.phase == "closed":
                running.closed.set()
                self._leave(running)

    def _judge(self, running: _Run) -> None:
        for news in running.waiting():
            self._take(running, news)
        now, shown = self._cluster.now, self._solution_shown
        self._pass(running, now())
        running.report = build_report(running.state, now(), tries=running.about.number, solution_shown=shown)

    def _pass(self, running: _Run, at: float) -> None:
        """Time passed: the lab may open, its incident may be due, or its time may be up."""
        state = running.state
        was_open = state.record.start is not None
        state.advance(at)
        if not was_open and state.phase == "open":
            self._write(running, state.opened())
        if state.incident_is_due:
            self._strike(running)
        if state.phase == "open" and remaining(state, at) == 0:
            self._take(running, LabEnded(at))

    def _take(self, running: _Run, news: SessionEvent) -> None:
        """Keep the news and take them in. What cannot be understood was not seen."""
        try:
            if not isinstance(news, TrafficRecorded):
                self._write(running, news)
            running.state.apply(news)
        except Exception:
            log.exception("a piece of news was lost")
            self._did_not_look(running)

    def _did_not_look(self, running: _Run) -> None:
        at = self._cluster.now()
        running.state.apply(WatchGap(Window(at - JUDGE_EVERY, at)))

    def _write(self, running: _Run, news: PersistedEvent) -> None:
        """Keep the news for a restart. A journal with a gap would tell it wrongly, so it is given up."""
        if not running.is_journaled:
            return
        try:
            self._log.add(news)
        except OSError as full:
            running.is_journaled = False
            log.warning("the try in %s cannot go on after a restart: %s", self.workspace.namespace, full)
            with suppress(OSError):
                self._log.remove()

    def _strike(self, running: _Run) -> None:
        """Let the incident happen; if the cluster is away, it happens a moment later."""
        assert self.scenario.incident is not None
        at = self._cluster.now()
        with suppress(LabError):
            deploy.apply_incident(self._cluster.kube, self.workspace, self.scenario.incident)
            self._take(running, IncidentApplied(at))
