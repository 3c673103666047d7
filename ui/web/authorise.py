"""Whose request this is, and whether the lab that it names is theirs: for routes beside the pages."""

from __future__ import annotations

import anyio
from starlette.requests import HTTPConnection

from grader.errors import GraderError, NotFound
from grader.rules.lab_attempt import LabAttempt
from ui import device as identity
from ui.app_context import house
from ui.errors import Closed


async def own_lab(request: HTTPConnection, attempt: str) -> LabAttempt:
    """The open lab of the learner behind the device cookie. Raises NotFound for any other."""
    device = identity.device_in(request.cookies.get(identity.COOKIE))
    return await anyio.to_thread.run_sync(_own_lab, device, attempt)


def _own_lab(device: str | None, attempt: str) -> LabAttempt:
    try:
        grader = house().grader
        learner = grader.learner_of(device) if device else None
        lab = grader.look_lab(learner.id, attempt) if learner else None
    except (Closed, GraderError) as refused:
        raise NotFound(str(refused)) from refused
    if lab is None or lab.ended_at is not None:
        raise NotFound("There is no such lab of yours, or it has ended.")
    return lab
