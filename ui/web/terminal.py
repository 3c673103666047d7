"""The browser's end of a learner's terminal: a WebSocket to the shell in their own workbench.

Keys and output are binary frames as they are. A text frame to the server is a size,
`{"columns": 80, "rows": 24}`; one to the browser is the sentence with which the terminal ended. Nothing that
passes here is kept or logged.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING, Protocol

import anyio
from starlette.routing import WebSocketRoute
from starlette.types import Message
from starlette.websockets import WebSocket, WebSocketDisconnect

from grader.errors import NotFound
from labs.errors import LabError, TerminalClosed
from ui.web.authorise import has_left, own_lab

if TYPE_CHECKING:
    from labs.namespace.terminal import Terminal
    from ui.app_context import AppContext

_LOG = logging.getLogger("cutover.terminal")
# A browser pastes at most this much in one frame, in bytes.
LARGEST_PASTE = 1 << 20
# Characters of a size, and columns or rows of a terminal: more than any screen has.
_LONGEST_SIZE, _MOST_CELLS = 100, 1_000
_ELSEWHERE = "This terminal was opened in another window. One at a time is open."
_LEFT = "This browser was left, so its terminal is closed."
# Seconds between two looks at whose browser this is.
_LOOK_S = 1.0
_NOT_YET = "Your workspace is not ready yet. Try again in a moment."


class TerminalInput(Protocol):
    """What a browser may do to a shell."""

    async def write(self, keys: bytes) -> None: ...
    async def resize(self, columns: int, rows: int) -> None: ...


def terminal_routes(context: AppContext) -> list[WebSocketRoute]:
    """`/terminal/<attempt>`."""
    return [
        WebSocketRoute(f"{context.settings.base_route}/terminal/{{attempt}}", _Terminals(context).serve),
    ]


class _Terminals:
    """The terminals that are open in this process, one of each attempt."""

    def __init__(self, context: AppContext) -> None:
        self._context = context
        self._sockets: dict[str, WebSocket] = {}

    async def serve(self, socket: WebSocket) -> None:
        attempt = socket.path_params["attempt"]
        try:
            lab = await own_lab(self._context, socket, attempt)
        except NotFound:
            await socket.close(1008, "no such lab of yours")
            return
        await socket.accept()
        await self._take_over(attempt, socket)
        try:
            terminal = await self._open(attempt, socket)
            try:
                await _bridge(socket, terminal, partial(has_left, self._context, socket, lab.learner))
            finally:
                with anyio.CancelScope(shield=True):
                    await terminal.close()
        except LabError as ended:
            await _close_with(socket, str(ended))
        except WebSocketDisconnect:
            return
        finally:
            if self._sockets.get(attempt) is socket:
                del self._sockets[attempt]

    async def _take_over(self, attempt: str, socket: WebSocket) -> None:
        """Whoever had this attempt's terminal open is told that it is open elsewhere now."""
        before, self._sockets[attempt] = self._sockets.get(attempt), socket
        if before is not None:
            await _close_with(before, _ELSEWHERE)

    async def _open(self, attempt: str, socket: WebSocket) -> Terminal:
        from labs.namespace.terminal import Terminal  # noqa: PLC0415 - the kubernetes client takes a second to import

        session = self._context.labs.sessions.find(attempt)
        if session is None or session.view.workspace is None:
            raise TerminalClosed(_NOT_YET, "")
        cluster, workspace = session.view.workspace
        columns, rows = read_size(await socket.receive_text()) or (80, 24)
        return await Terminal.open(
            cluster.kube, cluster.settings, workspace.namespace, columns=columns, rows=rows
        )


async def _bridge(socket: WebSocket, terminal: Terminal, has_left: Callable[[], Awaitable[bool]]) -> None:
    """Both ways until one side ends, or the learner has left this browser.

    Raises TerminalClosed, or WebSocketDisconnect.
    """
    ended: list[Exception] = []

    async def keys() -> None:
        try:
            while True:
                await forward_frame(await socket.receive(), terminal)
        except (TerminalClosed, WebSocketDisconnect) as end:
            ended.append(end)
        tasks.cancel_scope.cancel()

    async def output() -> None:
        try:
            while True:
                await socket.send_bytes(await terminal.read())
        except (TerminalClosed, WebSocketDisconnect, RuntimeError) as end:
            # Starlette's word for a socket that another window has closed is a RuntimeError.
            ended.append(end if isinstance(end, TerminalClosed) else WebSocketDisconnect())
        tasks.cancel_scope.cancel()

    async def watch() -> None:
        while not await has_left():
            await anyio.sleep(_LOOK_S)
        ended.append(TerminalClosed(_LEFT, ""))
        tasks.cancel_scope.cancel()

    async with anyio.create_task_group() as tasks:
        for task in (keys, output, watch):
            tasks.start_soon(task)
    raise ended[0]


async def forward_frame(message: Message, terminal: TerminalInput) -> None:
    """Pass on a frame from the browser: keys or a size; anything else, or too much at once, is ignored.

    Raises WebSocketDisconnect for the frame that ends the connection.
    """
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect
    keys, text = message.get("bytes"), message.get("text")
    if isinstance(keys, bytes) and len(keys) <= LARGEST_PASTE:
        await terminal.write(keys)
    elif isinstance(text, str) and (size := read_size(text)):
        await terminal.resize(*size)


def read_size(text: str) -> tuple[int, int] | None:
    """Columns and rows of `{"columns": 80, "rows": 24}`, each 1 to 1,000; None for anything else."""
    if len(text) > _LONGEST_SIZE:
        return None
    try:
        size = json.loads(text)
        columns, rows = int(size["columns"]), int(size["rows"])
    except (ValueError, TypeError, LookupError, OverflowError):
        return None
    return (columns, rows) if 1 <= columns <= _MOST_CELLS and 1 <= rows <= _MOST_CELLS else None


async def _close_with(socket: WebSocket, sentence: str) -> None:
    try:
        await socket.send_text(sentence)
        await socket.close()
    except (RuntimeError, WebSocketDisconnect):
        _LOG.debug("a terminal's browser was gone before its end")
