"""The rooms that are open in this process: one for each attempt, opened by the first who asks."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from grader.rules.lab_attempt import LabAttempt
    from grader.service import Grader
    from labs.reading.model import Scenario
    from ui.lab.session import Room

_lock = threading.Lock()
_rooms: dict[str, Room] = {}


def enter(attempt: LabAttempt, scenario: Scenario, grader: Grader) -> Room:
    """The attempt's room; after a restart of the app it goes on where it was."""
    from ui.lab.session import Room  # noqa: PLC0415 - routes that only `find` need nothing of the labs

    with _lock:
        for closed in [key for key, room in _rooms.items() if room.state == "over" and key != attempt.id]:
            del _rooms[closed]
        if attempt.id not in _rooms:
            _rooms[attempt.id] = Room(attempt, scenario, grader)
            _rooms[attempt.id].open()
        return _rooms[attempt.id]


def find(attempt: str) -> Room | None:
    """The attempt's room, if it is open here."""
    return _rooms.get(attempt)
