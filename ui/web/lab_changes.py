"""Tells the page of a lab that it changed: a WebSocket on which the server sends, and reads nothing."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

import anyio
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from grader.errors import NotFound
from ui.web.authorise import own_lab

if TYPE_CHECKING:
    from ui.app_context import AppContext
    from ui.lab.session import LabSession

CHANGED = "changed"
# Seconds after which a lab that goes on is drawn again although nothing changed: its picture moves with time.
_MOVES = 1.0
# Seconds between two messages at least, so that a page is drawn no faster than people read.
_GATHER = 0.1


def lab_change_routes(context: AppContext, moves: float = _MOVES) -> list[WebSocketRoute]:
    """`/lab-changes/<attempt>`, for the learner of an open lab."""

    async def serve(socket: WebSocket) -> None:
        attempt = socket.path_params["attempt"]
        try:
            await own_lab(context, socket, attempt)
        except NotFound:
            await socket.close(1008, "no such lab of yours")
            return
        session = context.labs.sessions.find(attempt)
        if session is None:
            await socket.close(1013, "the lab is not open here yet")
            return
        await socket.accept()
        await _send_changes(socket, session, moves)

    return [WebSocketRoute(f"{context.settings.base_route}/lab-changes/{{attempt}}", serve)]


async def _send_changes(socket: WebSocket, session: LabSession, moves: float) -> None:
    """Until the browser leaves; at once when the session changes, and when a picture that moves is due."""
    changed, loop = asyncio.Event(), asyncio.get_running_loop()
    changed.set()

    def notify() -> None:
        with suppress(RuntimeError):  # the loop has ended with its process
            loop.call_soon_threadsafe(changed.set)

    async def send() -> None:
        with suppress(WebSocketDisconnect, RuntimeError):  # Starlette's words for a browser that is gone
            while True:
                with anyio.move_on_after(moves if session.moves else None):
                    await changed.wait()
                changed.clear()
                await socket.send_text(CHANGED)
                await anyio.sleep(_GATHER)
        tasks.cancel_scope.cancel()

    async def wait_until_gone() -> None:
        while (await socket.receive())["type"] != "websocket.disconnect":
            pass
        tasks.cancel_scope.cancel()

    unsubscribe = session.subscribe(notify)
    try:
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(send)
            tasks.start_soon(wait_until_gone)
    finally:
        unsubscribe()
