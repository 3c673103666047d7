"""Pages of a class hear of its changes: one question to the store each half second, however many pages wait.

What is sent is a number and nothing else: the page that hears it asks for what it may see.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import anyio
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from grader.errors import GraderError, NotFound
from ui.errors import Closed

if TYPE_CHECKING:
    from ui.app_context import AppContext

_LOG = logging.getLogger("cutover.classes")
_EVERY_S = 0.5


class ClassChanges:
    """The pages of this process that wait for a change, by class."""

    def __init__(self) -> None:
        self._revisions: dict[str, int] = {}
        self._waiting: dict[str, set[anyio.Event]] = {}

    @property
    def awaited(self) -> tuple[str, ...]:
        """The classes for which a page waits."""
        return tuple(self._waiting)

    def tell(self, found: dict[str, int]) -> None:
        """Wakes whoever waits for a class whose number is another than before."""
        for classroom, revision in found.items():
            if self._revisions.get(classroom) != revision:
                self._revisions[classroom] = revision
                for event in self._waiting.get(classroom, ()):
                    event.set()

    async def wait(self, classroom: str, known: int) -> int:
        """The class's number once it is another than `known`."""
        while (revision := self._revisions.get(classroom, known)) == known:
            event = anyio.Event()
            self._waiting.setdefault(classroom, set()).add(event)
            try:
                await event.wait()
            finally:
                self._forget(classroom, event)
        return revision

    def _forget(self, classroom: str, event: anyio.Event) -> None:
        waiting = self._waiting[classroom]
        waiting.discard(event)
        if not waiting:
            del self._waiting[classroom]


async def keep_watching(context: AppContext, changes: ClassChanges, every_s: float = _EVERY_S) -> None:
    """Asks the store for ever; an answer that does not come is asked for again."""
    while True:
        await anyio.sleep(every_s)
        if not changes.awaited:
            continue
        try:
            found = await anyio.to_thread.run_sync(_revisions, context, changes.awaited)
        except (Closed, GraderError) as away:
            _LOG.debug("the classes cannot be watched: %s", away)
            continue
        changes.tell(found)


def change_routes(context: AppContext, changes: ClassChanges) -> list[WebSocketRoute]:
    """`/class-changes/<class>`, for its learners and its staff."""

    async def serve(socket: WebSocket) -> None:
        classroom = socket.path_params["classroom"]
        try:
            revision = await anyio.to_thread.run_sync(_own_revision, context, socket, classroom)
        except (Closed, GraderError):
            await socket.close(1008, "no such class of yours")
            return
        await socket.accept()
        async with anyio.create_task_group() as group:
            group.start_soon(_send_changes, socket, changes, classroom, revision)
            # A page sends nothing; this ends when it goes.
            try:
                while True:
                    await socket.receive_text()
            except (WebSocketDisconnect, RuntimeError):
                group.cancel_scope.cancel()

    return [WebSocketRoute(f"{context.settings.base_route}/class-changes/{{classroom}}", serve)]


async def _send_changes(socket: WebSocket, changes: ClassChanges, classroom: str, revision: int) -> None:
    while True:
        await socket.send_text(str(revision))
        revision = await changes.wait(classroom, revision)


def _revisions(context: AppContext, which: tuple[str, ...]) -> dict[str, int]:
    return context.grader.memberships.revisions(which)


def _own_revision(context: AppContext, socket: WebSocket, classroom: str) -> int:
    """Raises NotFound for whoever neither learns nor teaches in the class."""
    grader = context.grader
    device, token = context.devices.find(socket.cookies), context.sessions.find(socket.cookies)
    instructor = grader.instructors.of_session(token) if token else None
    if instructor is not None:
        try:
            return grader.classrooms.look(instructor.id, classroom).revision
        except NotFound:
            pass  # an instructor may be a learner in somebody else's class
    learner = grader.learners.of_device(device) if device else None
    if learner is None:
        raise NotFound("There is no such class of yours.")
    return grader.memberships.look(learner.id, classroom).revision
