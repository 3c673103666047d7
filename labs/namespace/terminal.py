"""A learner's terminal: a shell in their own workbench, bridged to whatever shows it.

Nothing of it runs on the app's host. Output is read only as fast as it is shown, so that endless output
costs neither memory nor other learners.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import time

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from labs.errors import LabError, TerminalClosed
from labs.kube import Kube
from labs.namespace import exec as process
from labs.namespace import workbench
from labs.namespace.exec import RESIZE, STATUS, STDIN
from labs.namespace.manifests import WORKBENCH
from labs.namespace.output_throttle import Flow
from labs.settings import LabSettings

# Seconds without a key after which a terminal is closed.
IDLE_SECONDS = 1800.0
# One command of a plain box: seconds it may take, bytes of output that are shown.
COMMAND_SECONDS = 30
COMMAND_BYTES = 64_000
# Bytes in one frame to the shell; a long paste is many.
_PIECE = 16 << 10
_LARGEST = 1000
# A shell outlives its connection: it is found by its mark and ended, with all that it started. Without a
# fork, since a bomb may have left room for none; again and again, since a bomb goes on meanwhile.
_MARK = "CUTOVER_TERMINAL"
_END = """
for round in {1..50}; do
    found=
    for process in /proc/[0-9]*; do
        mapfile -d '' -t variables < "$process/environ" || continue
        [[ " ${variables[*]} " == *" $0 "* ]] && kill -KILL "${process#/proc/}" && found=1
    done
    [[ $found ]] || break
done 2>/dev/null
"""


class Terminal:
    """One shell. `read` until it raises TerminalClosed; `write` and `resize` at any time; `close` at the end.

    One task reads; others may write meanwhile.
    """

    def __init__(self, kube: Kube, namespace: str, socket: ClientConnection, mark: str) -> None:
        self._kube = kube
        self._namespace = namespace
        self._socket = socket
        self._mark = mark
        self._flow = Flow()
        self._last_key = time.monotonic()
        self._ended = False

    @classmethod
    async def open(
        cls, kube: Kube, settings: LabSettings, namespace: str, *, columns: int = 80, rows: int = 24
    ) -> Terminal:
        """A new shell in the place's workbench, which is made anew if it is gone. Raises LabError."""
        await asyncio.to_thread(workbench.have, kube, settings, namespace)
        mark = secrets.token_hex(8)
        argv = ["env", f"{_MARK}={mark}", "TERM=xterm-256color", "bash"]
        url = process.address(kube, namespace, WORKBENCH, argv, tty=True)
        try:
            socket = await _opened(kube, url)
        except (OSError, InvalidHandshake, ConnectionClosed) as e:
            raise process.refused(e, WORKBENCH) from e
        terminal = cls(kube, namespace, socket, mark)
        await terminal.resize(columns, rows)
        return terminal

    async def read(self) -> bytes:
        """What the shell writes next, raw. Raises TerminalClosed when it has ended, idled or dropped."""
        while True:
            channel, data = process.parts(await self._frame())
            if channel == STATUS:
                self._ended = True  # the server closes when the last output has come
                continue
            shown = self._flow.shown(data, time.monotonic())
            if shown:
                await asyncio.sleep(self._flow.spend(len(shown), time.monotonic()))
                return shown

    async def write(self, keys: bytes) -> None:
        """Keys, or a paste of any length. Raises TerminalClosed."""
        self._last_key = time.monotonic()
        self._flow.typed(keys, self._last_key)
        for start in range(0, len(keys), _PIECE):
            await self._send(bytes([STDIN]) + keys[start : start + _PIECE])

    async def resize(self, columns: int, rows: int) -> None:
        """Tell the shell its size; from 1 to 1000 both ways. Raises TerminalClosed."""
        size = {"Width": min(max(columns, 1), _LARGEST), "Height": min(max(rows, 1), _LARGEST)}
        await self._send(bytes([RESIZE]) + json.dumps(size).encode())

    async def close(self) -> None:
        """End the shell and all that was started from it. Never raises; twice is once."""
        await asyncio.to_thread(self._end)
        await self._socket.close()

    async def _frame(self) -> str | bytes:
        while (left := self._last_key + IDLE_SECONDS - time.monotonic()) > 0:
            try:
                return await asyncio.wait_for(self._socket.recv(), left)
            except TimeoutError:
                continue  # a key may have come in the meantime
            except ConnectionClosed as e:
                raise (_ended() if self._ended else _dropped()) from e
        raise TerminalClosed(
            f"The terminal was closed after {IDLE_SECONDS / 60:.0f} minutes without a key.",
            "Open it again to go on.",
        )

    async def _send(self, frame: bytes) -> None:
        try:
            await self._socket.send(frame)
        except ConnectionClosed as e:
            raise _dropped() from e

    def _end(self) -> None:
        argv = ["bash", "-c", _END, f"{_MARK}={self._mark}"]
        try:
            process.output(self._kube, self._namespace, WORKBENCH, argv, timeout=5.0)
        except LabError:  # the pod is gone, and its processes with it
            return


def command(kube: Kube, namespace: str, line: str) -> process.Ended:
    """One line for the shell, without a terminal: ended after 30 s, output cut at 64 kB. Raises LabError."""
    argv = ["timeout", "--kill-after=1", str(COMMAND_SECONDS), "bash", "-c", line]
    return process.output(
        kube, namespace, WORKBENCH, argv, timeout=COMMAND_SECONDS + 5.0, limit=COMMAND_BYTES
    )


async def _opened(kube: Kube, url: str) -> ClientConnection:
    pauses = iter(process.PAUSES)
    while True:
        try:
            return await connect(url, **process.options(kube))
        except (OSError, InvalidHandshake) as e:
            if not process.is_busy(e) or (pause := next(pauses, None)) is None:
                raise
            await asyncio.sleep(pause)


def _ended() -> TerminalClosed:
    return TerminalClosed("The shell has ended.", "Open a new one when you like.")


def _dropped() -> TerminalClosed:
    return TerminalClosed(
        "The terminal lost its connection.",
        "Open it again: your place and your files in it are as they were.",
    )
