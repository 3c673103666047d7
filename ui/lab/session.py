"""A room: one learner's lab that is open in this process, from the making of its place to its report.

What takes time happens in the room's own thread, one thing after another, so that a page never waits and a
closed browser stops nothing. Whatever fails leaves a sentence with its cure, and may be asked for again.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

from grader.clock import now
from grader.errors import GraderError, NotFound
from grader.rules.lab_attempt import LabAttempt, LabCheck, LabEnd
from labs.errors import LabError
from ui.lab.connection import ClusterConnection, unix_seconds
from ui.lab.report_export import NOT_RUNNING, checks_of, end_of

if TYPE_CHECKING:
    from grader.service import Grader
    from labs.namespace.lifecycle import Workspace
    from labs.reading.model import Scenario
    from labs.session.report import LabReport
    from labs.session.runner import Cluster, SessionRunner

LabSessionState = Literal["preparing", "running", "ending", "stuck", "over"]

_LOG = logging.getLogger("cutover.labs")
# Seconds between two looks at the lab, and between two questions whether the cluster is there.
_LOOK_EVERY, _ASK_EVERY = 0.5, 3.0
# The report is written before the place is over, not after.
_LAST_CALL = timedelta(seconds=30)
_OURS = "Something broke on our side. Nothing is lost: try again."


@dataclass(frozen=True, slots=True)
class ProgressStep:
    """Something that is being done, since an instant in Unix seconds."""

    say: str
    since: float


class LabSession:
    """The page reads the attributes; the methods return at once, and asking twice is asking once."""

    def __init__(
        self, attempt: LabAttempt, scenario: Scenario, grader: Grader, connection: ClusterConnection
    ) -> None:
        self.attempt, self.scenario = attempt, scenario
        self.state: LabSessionState = "preparing"
        self.steps: tuple[ProgressStep, ...] = ()
        self.trouble = ""
        self.away = ""
        self.has_workspace = False
        self._grader, self._connection = grader, connection
        self._asked: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._lab: SessionRunner | None = None
        self._home: tuple[Cluster, Workspace] | None = None
        self._told: tuple[LabCheck, ...] = attempt.checks
        self._asked_at = 0.0
        self._failed: Callable[[], None] = lambda: self._prepare(fresh=False)

    def open(self) -> None:
        """Make the place and begin, or go on where the app was ended."""
        self._asked.put(self._failed)
        threading.Thread(target=self._live, name="room", daemon=True).start()

    @property
    def report(self) -> LabReport | None:
        """The lab as it stood a moment ago; None while it is prepared."""
        return self._lab.report if self._lab is not None and self.state in ("running", "ending") else None

    def retry(self) -> None:
        """Try again what failed."""
        self._ask("preparing", self._failed)

    def reset(self) -> None:
        """Set everything back to the start."""
        number = self.attempt.resets + 1
        self._ask("preparing", lambda: self._reset(number))

    def reveal(self) -> None:
        """Let the report say that the solution was shown."""
        if self._lab is not None:
            self._lab.reveal()

    def end(self) -> None:
        """End the lab; its report comes when the last request has its answer."""
        self._ask("ending", self._end)

    def _ask(self, state: LabSessionState, what: Callable[[], None]) -> None:
        if self.state in ("running", "stuck"):
            self.state, self.trouble = state, ""
            self._asked.put(what)

    def _live(self) -> None:
        while self.state != "over":
            try:
                self._do(self._asked.get(timeout=_LOOK_EVERY))
            except queue.Empty:
                self._guarded(self._look)

    def _do(self, what: Callable[[], None]) -> None:
        """What was asked for; when it fails it waits to be asked for again."""
        self._failed = what
        try:
            what()
        except NotFound:
            self._close()
        except (LabError, GraderError) as trouble:
            self._stick(str(trouble))
        except Exception:
            _LOG.exception("the room of attempt %s", self.attempt.id)
            self._stick(_OURS)

    def _guarded(self, look: Callable[[], None]) -> None:
        """A look that fails is taken again a moment later; a learner who is gone needs no room."""
        try:
            look()
        except NotFound:
            self._close()
        except (GraderError, LabError) as passing:
            _LOG.warning("%s", passing)
        except Exception:
            _LOG.exception("the room of attempt %s", self.attempt.id)

    def _stick(self, trouble: str) -> None:
        self.trouble, self.state = trouble, "stuck"

    def _prepare(self, *, fresh: bool) -> None:
        from labs.namespace import lifecycle as workspaces  # noqa: PLC0415 - takes a second to import
        from labs.session.runner import SessionRunner  # noqa: PLC0415

        self.steps = ()
        self._say("Reaching the cluster")
        cluster = self._connection.cluster()
        self._say("Making your workspace")
        workspace = workspaces.create(cluster.kube, cluster.settings, self.attempt.id, now())
        self._home, self.has_workspace = (cluster, workspace), True
        if self._lab is None or fresh:
            self._lab = SessionRunner(cluster, workspace, self.scenario)
        if fresh or not self._lab.resume():
            self._say("Starting the pods and the clients")
            self._lab.start()
        self.state, self.away = "running", ""

    def _reset(self, number: int) -> None:
        self.attempt = self._grader.labs.reset(self.attempt.learner, self.attempt.id, number)
        self._told = ()
        lab, cluster = self._lab, self._home[0] if self._home else None
        if lab is None or cluster is not self._connection.cluster():
            self._prepare(fresh=True)
            return
        self.steps = ()
        self._say("Setting everything back to the start")
        lab.reset()
        self.state = "running"

    def _say(self, step: str) -> None:
        self.steps = (*self.steps, ProgressStep(step, unix_seconds()))

    def _end(self) -> None:
        report = self._lab.end() if self._lab is not None else None
        self._finish(end_of(report) if report is not None else NOT_RUNNING)

    def _look(self) -> None:
        """Tell the grader what is new; end when the time is up."""
        report = self.report
        if self.state == "stuck" and now() >= self.attempt.deadline:
            self._close()
        if report is None or self.state != "running":
            return
        checks = checks_of(report)
        if [check.state for check in checks] != [check.state for check in self._told]:
            self.attempt = self._grader.labs.record_checks(self.attempt.learner, self.attempt.id, checks)
            self._told = checks
        if report.phase == "closed":
            self._finish(end_of(report))
        elif now() >= self.attempt.deadline - _LAST_CALL:
            self._end()
        else:
            self._ask_the_cluster()

    def _finish(self, end: LabEnd) -> None:
        self.attempt = self._grader.labs.end(self.attempt.learner, self.attempt.id, end)
        self._close()

    def _close(self) -> None:
        """Give the place back. One that cannot be reached ends by itself."""
        from labs.namespace import lifecycle as workspaces  # noqa: PLC0415 - takes a second to import

        self.state = "over"
        if self._home is not None:
            cluster, workspace = self._home
            with suppress(LabError):
                workspaces.delete(cluster.kube, workspace)
            cluster.session_log(workspace).remove()

    def _ask_the_cluster(self) -> None:
        from labs.operations import outage_message  # noqa: PLC0415

        if self._home is not None and unix_seconds() - self._asked_at > _ASK_EVERY:
            self.away = outage_message(self._home[0].kube)
            self._asked_at = unix_seconds()

    @property
    def home(self) -> tuple[Cluster, Workspace] | None:
        """The cluster and the place in it, once it is made."""
        return self._home
