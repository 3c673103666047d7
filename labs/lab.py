"""A lab that runs: it sets the stage, listens to the cluster and the prober, and keeps a report of it all.

The rules are in `trial`, which is pure; this is its shell. One thread takes in what was heard and judges it a
few times a second; another reads the prober's tape. Whatever cannot be done is a LabError with its cure, and
the same call may be made again.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from labs import probing, stage
from labs.checks.world import Change
from labs.errors import ClusterAway
from labs.kube import Kube
from labs.place import Place
from labs.probing import Entries
from labs.report import LabReport, report
from labs.scenario_model import Scenario, Solution
from labs.settings import LabSettings
from labs.timeline import Window
from labs.trial import Trial, remaining
from labs.watch import Watch

# A check is told within two seconds of the change; this leaves room for a slow machine.
JUDGE_EVERY = 0.25

News = Callable[[Trial], None]


@dataclass(frozen=True, slots=True)
class Cluster:
    """What a lab needs to know of its cluster. `now` gives Unix seconds."""

    kube: Kube
    settings: LabSettings
    watch: Watch
    now: Callable[[], float]


@dataclass(slots=True)
class _Running:
    """One try that is going on: its trial, what was heard and not yet taken in, and how to stop it."""

    trial: Trial
    prober: str
    inbox: queue.SimpleQueue[News] = field(default_factory=queue.SimpleQueue)
    over: threading.Event = field(default_factory=threading.Event)
    closed: threading.Event = field(default_factory=threading.Event)
    unsubscribe: Callable[[], None] = lambda: None

    def changed(self, change: Change) -> None:
        self.inbox.put(lambda trial: trial.changed(change))

    def was_blind(self, window: Window) -> None:
        self.inbox.put(lambda trial: trial.was_blind(window))

    def recorded(self, entries: Entries) -> None:
        self.inbox.put(lambda trial: trial.recorded(entries))


class Lab:
    """One learner's lab in one place. Calls may come from any thread, one at a time."""

    def __init__(self, cluster: Cluster, place: Place, scenario: Scenario) -> None:
        self.place, self.scenario = place, scenario
        self._cluster = cluster
        self._tries = 0
        self._solution_shown = False
        self._running: _Running | None = None
        self._report: LabReport | None = None

    @property
    def report(self) -> LabReport | None:
        """The lab as it stood a moment ago; None before its first start."""
        return self._report

    def start(self) -> None:
        """Set the stage and begin, or begin anew: what the learner made before is taken away.

        Raises NoRoom, ImageMissing, NotReady, ClusterAway; the same call may then be made again.
        """
        self._stop()
        kube, settings = self._cluster.kube, self._cluster.settings
        self._tries += 1
        prober = f"prober-{self.place.namespace}-{self._tries}"
        classes = [one.clients(self.place.namespace) for one in self.scenario.traffic]
        probing.start(kube, settings, prober, classes)
        stage.prepare(kube, settings, self.place, self.scenario)
        probing.wait(kube, prober)
        running = _Running(Trial(self.scenario, self._cluster.now()), prober)
        running.unsubscribe = self._cluster.watch.subscribe(self.place.namespace, running)
        self._running = running
        tape = (kube, prober, running.recorded, running.over)
        threading.Thread(target=probing.follow, args=tape, name=prober, daemon=True).start()
        threading.Thread(target=self._keep, args=(running,), name=f"lab {prober}", daemon=True).start()

    reset = start

    def reveal(self) -> Solution:
        """The solution; the report says from then on that it was shown."""
        self._solution_shown = True
        return self.scenario.solution

    def end(self, timeout: float = 20.0) -> LabReport | None:
        """End the try and wait for its verdict, which takes as long as its slowest request."""
        running = self._running
        if running is None:
            return self._report
        at = self._cluster.now()
        running.inbox.put(lambda trial: trial.end(at))
        running.closed.wait(timeout)
        self._stop()
        return self._report

    def _stop(self) -> None:
        running, self._running = self._running, None
        if running is not None:
            self._end(running)

    def _end(self, running: _Running) -> None:
        """Stop listening and take the prober away. Twice is once."""
        running.over.set()
        running.unsubscribe()
        probing.stop(self._cluster.kube, running.prober)

    def _keep(self, running: _Running) -> None:
        """Take in what was heard and judge it, until the try is over."""
        trial, now = running.trial, self._cluster.now
        while not running.over.is_set():
            running.over.wait(JUDGE_EVERY)
            while not running.inbox.empty():
                running.inbox.get()(trial)
            at = now()
            trial.passed(at)
            if trial.incident_is_due:
                self._strike(trial)
            if trial.phase == "open" and remaining(trial, at) == 0:
                trial.end(at)
            self._report = report(trial, at, tries=self._tries, solution_shown=self._solution_shown)
            if trial.phase == "closed":
                running.closed.set()
                self._end(running)

    def _strike(self, trial: Trial) -> None:
        """Let the incident happen; if the cluster is away, it happens a moment later."""
        assert self.scenario.incident is not None
        at = self._cluster.now()
        with suppress(ClusterAway):
            stage.strike(self._cluster.kube, self.place, self.scenario.incident)
            trial.struck(at)
