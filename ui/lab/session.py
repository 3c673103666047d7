"""A lab session: one learner's lab that is open in this process, from its workspace to its report.

One thread owns it. What pages ask for are commands in its queue, so a page never waits and a closed browser
stops nothing; only the owner changes what pages see. Whatever fails leaves a sentence with its cure, and may
be asked for again.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal

from grader.clock import now
from grader.errors import GraderError, NotFound
from grader.rules.lab_attempt import LabAttempt, LabEnd
from labs.errors import LabError
from ui.lab.connection import ClusterConnection
from ui.lab.report_export import NOT_RUNNING, checks_of, end_of

if TYPE_CHECKING:
    from grader.service import Grader
    from labs.namespace.lifecycle import Workspace
    from labs.reading.model import Scenario
    from labs.session.report import LabReport
    from labs.session.runner import Cluster, SessionRunner

LabSessionState = Literal["preparing", "running", "ending", "stuck", "over"]
CommandName = Literal["start", "retry", "reset", "end", "reveal", "report", "abandon"]

_LOG = logging.getLogger("cutover.labs")
# Seconds after which the owner looks at the clock and the cluster although nothing was asked of it.
_TICK = 1.0
# The report is written before the workspace is over, not after.
_LAST_CALL = timedelta(seconds=30)
_OUR_FAULT = "Something broke on our side. Nothing is lost: try again."
_TOO_LATE = "The lab had ended before it could be reset."


@dataclass(frozen=True, slots=True)
class ProgressStep:
    """Something that is being done, since an instant in Unix seconds."""

    say: str
    since: float


@dataclass(frozen=True, slots=True)
class LabSessionView:
    """What pages see at one moment. `trouble` says why it is stuck, `outage` that the cluster is away.

    `notice` is about a command that came too late. `workspace` is there once it is made.
    """

    attempt: LabAttempt
    state: LabSessionState = "preparing"
    steps: tuple[ProgressStep, ...] = ()
    trouble: str = ""
    outage: str = ""
    notice: str = ""
    workspace: tuple[Cluster, Workspace] | None = None


@dataclass(frozen=True, slots=True)
class _Command:
    name: CommandName
    execute: Callable[[], None]


class _Cancelled(Exception):
    """The preparation was stopped, since the learner ends the lab."""


class LabSession:
    """Pages read `view` and `report`; their commands return at once, and asking twice is asking once."""

    def __init__(
        self,
        attempt: LabAttempt,
        scenario: Scenario,
        grader: Grader,
        connection: ClusterConnection,
        *,
        clock: Callable[[], datetime] = now,
        tick: float = _TICK,
    ) -> None:
        self.scenario = scenario
        self.view = LabSessionView(attempt)
        self._grader, self._connection, self._clock, self._tick = grader, connection, clock, tick
        self._commands: queue.SimpleQueue[_Command] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._requested: frozenset[CommandName] = frozenset()
        self._unfinished: Callable[[], None] = lambda: self._prepare(fresh=False)
        self._runner: SessionRunner | None = None
        self._stands: object = None
        # Whom to call when a page has something new to show.
        self.listeners: tuple[Callable[[], None], ...] = ()
        self._owner = threading.Thread(target=self._own, name="lab session", daemon=True)

    def open(self) -> None:
        """Make the workspace and begin, or go on where the app was ended."""
        self._post(_Command("start", self._unfinished))
        self._owner.start()

    @property
    def report(self) -> LabReport | None:
        """The lab as it stood a moment ago; None while it is prepared."""
        runner, state = self._runner, self.view.state
        return runner.report if runner is not None and state in ("running", "ending") else None

    @property
    def moves(self) -> bool:
        """Whether what a page shows changes with time alone: seconds that pass, traffic."""
        return self.view.state in ("preparing", "running", "ending")

    def subscribe(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call the listener whenever a page has something new to show, until the function that comes back is
        called. It is called in any thread, and must return at once.
        """
        with self._lock:
            self.listeners += (listener,)

        def unsubscribe() -> None:
            with self._lock:
                self.listeners = tuple(one for one in self.listeners if one is not listener)

        return unsubscribe

    def _notify(self) -> None:
        for listener in self.listeners:
            listener()

    def is_requested(self, name: CommandName) -> bool:
        """Whether the command waits for its turn or is being carried out."""
        return name in self._requested

    def retry(self) -> None:
        """Try again what failed."""
        self._post(_Command("retry", self._retry))

    def reset(self) -> None:
        """Set everything back to the start."""
        number = self.view.attempt.resets + 1
        self._post(_Command("reset", lambda: self._reset(number)))

    def reveal(self) -> None:
        """Let the report say that the solution was shown."""
        self._post(_Command("reveal", self._reveal))

    def end(self) -> None:
        """End the lab, also one that is still prepared; its report comes with the last request's answer."""
        self._post(_Command("end", self._end))

    def abandon(self) -> None:
        """End the session's threads without a report, as when the process ends. The attempt stays open."""
        self._post(_Command("abandon", self._abandon))
        self._owner.join()

    def _post(self, command: _Command) -> None:
        with self._lock:
            if command.name in self._requested:
                return
            self._requested |= {command.name}
        self._commands.put(command)
        if command.name != "report":
            self._notify()

    def _forget(self, name: CommandName) -> None:
        with self._lock:
            self._requested -= {name}
        if name != "report":
            self._notify()

    # What follows runs in the owner's thread, but for `_on_report`.

    def _own(self) -> None:
        next_check = time.monotonic() + self._tick
        while not self._is_over():
            with suppress(queue.Empty):
                self._execute(self._commands.get(timeout=max(0.0, next_check - time.monotonic())))
            if time.monotonic() >= next_check and not self._is_over():
                self._guarded(self._check)
                next_check = time.monotonic() + self._tick
        if self.is_requested("reset"):
            self._show(notice=_TOO_LATE)

    def _is_over(self) -> bool:
        return self.view.state == "over"

    def _show(self, **changes: object) -> None:
        before, self.view = self.view, replace(self.view, **changes)  # type: ignore[arg-type]
        if self.view != before:
            self._notify()

    def _execute(self, command: _Command) -> None:
        """Carry out a command; one that fails waits to be asked for again."""
        if command.name in ("reset", "end"):
            self._unfinished = command.execute
        if command.name == "report":
            self._forget(command.name)  # one that comes meanwhile is news
        try:
            command.execute()
        except NotFound:
            self._close()
        except _Cancelled:
            self._show(state="ending", steps=())
        except (LabError, GraderError) as trouble:
            self._show(state="stuck", trouble=str(trouble))
        except Exception:
            _LOG.exception("the lab session of attempt %s", self.view.attempt.id)
            self._show(state="stuck", trouble=_OUR_FAULT)
        finally:
            if not self._is_over():
                self._forget(command.name)

    def _guarded(self, check: Callable[[], None]) -> None:
        """A check that fails is made again a moment later; a learner who is gone needs no session."""
        try:
            check()
        except NotFound:
            self._close()
        except (GraderError, LabError) as passing:
            _LOG.warning("%s", passing)
        except Exception:
            _LOG.exception("the lab session of attempt %s", self.view.attempt.id)

    def _retry(self) -> None:
        if self.view.state == "stuck":
            self._unfinished()

    def _prepare(self, *, fresh: bool) -> None:
        from labs.namespace import lifecycle as workspaces  # noqa: PLC0415 - takes a second to import
        from labs.session.runner import SessionRunner  # noqa: PLC0415

        self._show(state="preparing", trouble="", steps=())
        self._begin_step("Reaching the cluster")
        cluster = self._connection.cluster()
        self._begin_step("Making your workspace")
        workspace = workspaces.create(cluster.kube, cluster.settings, self.view.attempt.id, self._clock())
        self._show(workspace=(cluster, workspace))
        if self._runner is None or fresh:
            self._stop_runner()
            self._runner = SessionRunner(cluster, workspace, self.scenario, self._on_report)
        if fresh or not self._runner.resume():
            self._begin_step("Starting the pods and the clients")
            self._runner.start()
        self._show(state="running", outage="")

    def _reset(self, number: int) -> None:
        if number <= self.view.attempt.resets:
            return
        if self._take(self._grader.labs.reset(self.view.attempt.learner, self.view.attempt.id, number)):
            return
        self._unfinished = self._set_back
        self._set_back()

    def _set_back(self) -> None:
        workspace, runner = self.view.workspace, self._runner
        if runner is None or workspace is None or workspace[0] is not self._connection.cluster():
            self._prepare(fresh=True)
            return
        self._show(state="preparing", trouble="", steps=())
        self._begin_step("Setting everything back to the start")
        runner.reset()
        self._show(state="running")

    def _begin_step(self, say: str) -> None:
        """Show what is done next. Raises _Cancelled where nothing more is wanted."""
        if self.is_requested("end") or self.is_requested("abandon"):
            raise _Cancelled
        step = ProgressStep(say, self._clock().timestamp())
        self._show(steps=(*self.view.steps, step))

    def _reveal(self) -> None:
        if self._runner is not None:
            self._runner.reveal()

    def _end(self) -> None:
        self._show(state="ending", trouble="")
        report = self._runner.end() if self._runner is not None else None
        self._finish(end_of(report) if report is not None else NOT_RUNNING)

    def _on_report(self, report: LabReport) -> None:
        """The runner's thread tells each report; the owner is woken when it stands otherwise than before."""
        stands = report.phase, [check.state for check in report.checks]
        if stands != self._stands:
            self._stands = stands
            self._notify()
            self._post(_Command("report", lambda: self._guarded(self._take_report)))

    def _take_report(self) -> None:
        """Have the grader keep how the checks stand; a lab whose time was up is over."""
        report = self.report
        if report is None or self.view.state != "running":
            return
        checks, attempt = checks_of(report), self.view.attempt
        if [check.state for check in checks] != [check.state for check in attempt.checks]:
            self._take(self._grader.labs.record_checks(attempt.learner, attempt.id, checks))
        if report.phase == "closed" and self.view.state == "running":
            self._finish(end_of(report))

    def _check(self) -> None:
        """Time passed: the lab may be over, its report may have to be kept again, the cluster may be away."""
        self._take_report()
        state, deadline = self.view.state, self.view.attempt.deadline
        if state == "stuck" and self._clock() >= deadline:
            self._close()
        elif state == "running" and self._clock() >= deadline - _LAST_CALL:
            self._end()
        elif state == "running" and self.view.workspace is not None:
            self._show(outage=self.view.workspace[0].watch.outage)

    def _take(self, attempt: LabAttempt) -> bool:
        """Show the attempt as the grader has it; True for one that ended without us, which ends this too."""
        self._show(attempt=attempt)
        if attempt.ended_at is not None:
            self._close()
        return attempt.ended_at is not None

    def _finish(self, end: LabEnd) -> None:
        attempt = self.view.attempt
        self._show(attempt=self._grader.labs.end(attempt.learner, attempt.id, end))
        self._close()

    def _close(self) -> None:
        """Give the workspace back. One that cannot be reached ends by itself."""
        from labs.namespace import lifecycle as workspaces  # noqa: PLC0415

        self._stop_runner()
        if self.view.workspace is not None:
            cluster, workspace = self.view.workspace
            with suppress(LabError):
                workspaces.delete(cluster.kube, workspace)
            cluster.session_log(workspace).remove()
        self._show(state="over")

    def _abandon(self) -> None:
        self._stop_runner()
        self._show(state="over")

    def _stop_runner(self) -> None:
        if self._runner is not None:
            self._runner.stop()
