"""A lab that runs: it deploys the start, listens to the cluster and the prober, and reports how it stands.

The rules are in `state`, which is pure; this is its shell. One thread applies what comes and evaluates it:
at once when an object changed, and a few times a second for traffic and time. Another reads the prober's
log. Whatever cannot be done is a LabError with its cure, and the same call may be made again.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field

from labs.checks.objects import ObjectChange
from labs.checks.timeline import Window
from labs.cluster.lifecycle import cluster_dir
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

# Seconds after which traffic and time are evaluated although no object changed.
TICK = 0.25
# Seconds in which the changes of one command are gathered, so that they cost one evaluation.
_GATHER = 0.02

OnReport = Callable[[LabReport], None]
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Cluster:
    """What a lab needs to know of its cluster. `now` gives Unix seconds; `tick` as above."""

    kube: Kube
    settings: LabSettings
    watch: Watch
    now: Callable[[], float]
    tick: float = TICK

    def session_log(self, workspace: Workspace) -> SessionLog:
        """Where the run in a workspace is kept."""
        return SessionLog(cluster_dir(self.settings).runs / f"{workspace.namespace}.jsonl")


@dataclass(slots=True)
class _Run:
    """One run, from a start or a reset to its end: its state, the events to be applied, its report."""

    header: RunHeader
    state: SessionState
    inbox: queue.SimpleQueue[SessionEvent] = field(default_factory=queue.SimpleQueue)
    woken: threading.Event = field(default_factory=threading.Event)
    over: threading.Event = field(default_factory=threading.Event)
    closed: threading.Event = field(default_factory=threading.Event)
    threads: tuple[threading.Thread, ...] = ()
    report: LabReport | None = None
    is_logged: bool = True
    unsubscribe: Callable[[], None] = lambda: None

    def put(self, event: SessionEvent) -> None:
        """Have the event applied soon; all but traffic wakes the evaluation."""
        self.inbox.put(event)
        if not isinstance(event, TrafficRecorded):
            self.woken.set()

    def object_changed(self, change: ObjectChange) -> None:
        self.put(change)

    def watch_gap(self, window: Window) -> None:
        self.put(WatchGap(window))

    def cluster_outage(self, window: Window) -> None:
        self.put(ClusterOutage(window))

    def traffic_recorded(self, entries: Entries) -> None:
        self.put(TrafficRecorded(entries))

    def pending(self) -> Iterator[SessionEvent]:
        while not self.inbox.empty():
            yield self.inbox.get()


class SessionRunner:
    """One learner's lab in one workspace. Its owner calls it from one thread.

    `on_report` is told each report as it is made, in the thread that evaluates: it must return at once.
    """

    def __init__(
        self,
        cluster: Cluster,
        workspace: Workspace,
        scenario: Scenario,
        on_report: OnReport = lambda _: None,
    ) -> None:
        self.workspace, self.scenario = workspace, scenario
        self._cluster, self._log = cluster, cluster.session_log(workspace)
        self._on_report = on_report
        self._runs = 0
        self._solution_shown = False
        self._running: _Run | None = None
        self._last: _Run | None = None

    @property
    def report(self) -> LabReport | None:
        """The lab as it stood a moment ago; None before its first start, and once a run was taken away."""
        return self._last.report if self._last is not None else None

    def start(self) -> None:
        """Deploy the start and begin, or begin anew: what the learner made before is taken away.

        Raises CapacityExceeded, ImageMissing, NotReady, ClusterUnavailable; the same call may then be made
        again.
        """
        self.stop()
        self._last = None
        kube, settings = self._cluster.kube, self._cluster.settings
        classes = [one.clients(self.workspace.namespace) for one in self.scenario.traffic]
        name = prober.start(kube, settings, self.workspace.namespace, classes)
        deploy.deploy_start(kube, settings, self.workspace, self.scenario)
        prober.wait_until_ready(kube, name)
        self._runs += 1
        header = RunHeader(self.scenario.slug, name, self._runs, self._solution_shown)
        run = _Run(header, SessionState(self.scenario, self._cluster.now()))
        self._log.begin(header)
        there, run.unsubscribe = self._cluster.watch.subscribe(self.workspace.namespace, run)
        for one in there:
            self._apply(run, ObjectChange(self._cluster.now(), one))
        self._go(run)

    reset = start

    def resume(self) -> bool:
        """Go on with the run that was open when the app was ended, as if nobody had looked away.

        False when there is none, or when its prober is gone: then start. Raises ClusterUnavailable.
        """
        stored = self._log.read()
        if stored is None or not stored.was_open or stored.header.slug != self.scenario.slug:
            return False
        if not prober.is_running(self._cluster.kube, stored.header.prober):
            return False
        now = self._cluster.now()
        run = _Run(stored.header, SessionState(self.scenario, now))
        for event in stored.events:
            run.state.apply(event)
        there, run.unsubscribe = self._cluster.watch.subscribe(self.workspace.namespace, run)
        for event in run.state.catch_up(there, stored.last, now):
            self._apply(run, event)
        self._runs = stored.header.number
        self._solution_shown = stored.header.solution_shown or run.state.solution_shown
        self._go(run)
        return True

    def reveal(self) -> ScenarioSolution:
        """The solution; the report says from then on that it was shown."""
        self._solution_shown = True
        if self._running is not None:
            self._running.put(SolutionRevealed(self._cluster.now()))
        return self.scenario.solution

    def end(self, timeout: float = 20.0) -> LabReport | None:
        """End the run and wait for its verdict, which takes as long as its slowest request."""
        run = self._running
        if run is not None:
            for window in self._cluster.watch.outages():
                run.cluster_outage(window)
            run.put(LabEnded(self._cluster.now()))
            run.closed.wait(timeout)
            self.stop()
        return self.report

    def stop(self) -> None:
        """Stop the run without a verdict, if one is going on. When this returns it writes no more."""
        run, self._running = self._running, None
        if run is None:
            return
        self._release(run)
        run.woken.set()
        evaluating, *_ = run.threads  # the other only reads, and ends when its connection is silent
        evaluating.join()

    def _go(self, run: _Run) -> None:
        """Listen to the prober and evaluate, each in a thread."""
        self._running = self._last = run
        stream = (self._cluster.kube, run.header.prober, run.traffic_recorded, run.over)
        run.threads = (
            threading.Thread(target=self._evaluate_until_over, args=(run,), name="lab run", daemon=True),
            threading.Thread(target=prober.stream_records, args=stream, name="lab traffic", daemon=True),
        )
        for thread in run.threads:
            thread.start()

    def _release(self, run: _Run) -> None:
        """Stop listening and take the prober away; one that stays ends by itself. Twice is once."""
        run.over.set()
        run.unsubscribe()
        with suppress(LabError):
            prober.delete(self._cluster.kube, run.header.prober)

    def _evaluate_until_over(self, run: _Run) -> None:
        while not run.over.is_set():
            if run.woken.wait(self._cluster.tick):
                run.over.wait(_GATHER)
            run.woken.clear()
            try:
                self._evaluate(run)
            except Exception:
                log.exception("an evaluation of the lab in %s failed", self.workspace.namespace)
                self._note_gap(run)
            if run.report is not None and run.report.phase == "closed":
                self._release(run)
                run.closed.set()
        for event in run.pending():  # what was revealed a moment ago is still logged
            self._apply(run, event)

    def _evaluate(self, run: _Run) -> None:
        for event in run.pending():
            self._apply(run, event)
        now = self._cluster.now
        self._advance(run, now())
        if run.over.is_set() and not run.closed.is_set():
            return
        run.report = build_report(
            run.state, now(), runs=run.header.number, solution_shown=self._solution_shown
        )
        self._on_report(run.report)

    def _advance(self, run: _Run, at: float) -> None:
        """Time passed: the lab may open, its incident may be due, or its time may be up."""
        state = run.state
        was_open = state.record.start is not None
        state.advance(at)
        if not was_open and state.phase == "open":
            self._write(run, state.opened())
        if state.incident_is_due:
            self._apply_incident(run)
        if state.phase == "open" and remaining(state, at) == 0:
            self._apply(run, LabEnded(at))

    def _apply(self, run: _Run, event: SessionEvent) -> None:
        """Log the event and apply it. What cannot be understood was not seen."""
        try:
            if not isinstance(event, TrafficRecorded):
                self._write(run, event)
            run.state.apply(event)
        except Exception:
            log.exception("an event of the lab in %s was lost", self.workspace.namespace)
            self._note_gap(run)

    def _note_gap(self, run: _Run) -> None:
        at = self._cluster.now()
        run.state.apply(WatchGap(Window(at - self._cluster.tick, at)))

    def _write(self, run: _Run, event: PersistedEvent) -> None:
        """Log the event for a restart. A log with a gap would tell it wrongly, so it is given up."""
        if not run.is_logged:
            return
        try:
            self._log.add(event)
        except OSError as full:
            run.is_logged = False
            log.warning("the run in %s cannot go on after a restart: %s", self.workspace.namespace, full)
            with suppress(OSError):
                self._log.remove()

    def _apply_incident(self, run: _Run) -> None:
        """Let the incident happen; if the cluster is away, it happens a moment later."""
        assert self.scenario.incident is not None
        at = self._cluster.now()
        with suppress(LabError):
            deploy.apply_incident(self._cluster.kube, self.workspace, self.scenario.incident)
            self._apply(run, IncidentApplied(at))
