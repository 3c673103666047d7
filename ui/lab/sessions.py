"""The lab sessions of this process: one for each attempt, opened by the first who asks."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from grader.rules.lab_attempt import LabAttempt
    from grader.service import Grader
    from labs.reading.model import Scenario
    from ui.lab.connection import ClusterConnection
    from ui.lab.session import LabSession


class LabSessions:
    """The open lab sessions by attempt. Safe to share between threads."""

    def __init__(self, connection: ClusterConnection) -> None:
        self._connection = connection
        self._lock = threading.Lock()
        self._open: dict[str, LabSession] = {}

    def enter(self, attempt: LabAttempt, scenario: Scenario, grader: Grader) -> LabSession:
        """The attempt's session; after a restart of the app it goes on where it was."""
        from ui.lab.session import LabSession  # noqa: PLC0415 - routes that only `find` need nothing of the labs

        with self._lock:
            self._open = {
                key: session
                for key, session in self._open.items()
                if session.view.state != "over" or key == attempt.id
            }
            if attempt.id not in self._open:
                self._open[attempt.id] = LabSession(attempt, scenario, grader, self._connection)
                self._open[attempt.id].open()
            return self._open[attempt.id]

    def find(self, attempt: str) -> LabSession | None:
        """The attempt's session, if it is open here."""
        return self._open.get(attempt)

    def __len__(self) -> int:
        """How many still run."""
        return sum(session.view.state != "over" for session in tuple(self._open.values()))

    def abandon(self) -> None:
        """End the threads of all sessions without a report, as when the process ends."""
        for session in tuple(self._open.values()):
            session.abandon()
