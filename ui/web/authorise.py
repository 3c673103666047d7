"""Whose request this is, and whether the lab that it names is theirs: for routes beside the pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import anyio
from starlette.requests import HTTPConnection

from grader.errors import GraderError, NotFound
from grader.rules.lab_attempt import LabAttempt
from ui.errors import Closed

if TYPE_CHECKING:
    from ui.app_context import AppContext


async def own_lab(context: AppContext, request: HTTPConnection, attempt: str) -> LabAttempt:
    """The open lab of the learner behind the device cookie. Raises NotFound for any other."""
    device = context.devices.find(request.cookies)
    return await anyio.to_thread.run_sync(_own_lab, context, device, attempt)


async def has_left(context: AppContext, request: HTTPConnection, learner: str) -> bool:
    """Whether the browser of a connection that stays open is not this learner's any more.

    False while the store does not answer: nobody can leave meanwhile.
    """
    device = context.devices.find(request.cookies)
    return await anyio.to_thread.run_sync(_has_left, context, device, learner)


def _has_left(context: AppContext, device: str | None, learner: str) -> bool:
    try:
        current = context.grader.learners.of_device(device) if device else None
    except (Closed, GraderError):
        return False
    return current is None or current.id != learner


def _own_lab(context: AppContext, device: str | None, attempt: str) -> LabAttempt:
    try:
        grader = context.grader
        learner = grader.learners.of_device(device) if device else None
        lab = grader.labs.look(learner.id, attempt) if learner else None
    except (Closed, GraderError) as refused:
        raise NotFound(str(refused)) from refused
    if lab is None or lab.ended_at is not None:
        raise NotFound("There is no such lab of yours, or it has ended.")
    return lab
