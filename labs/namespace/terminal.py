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
from labs.namespace import pod_exec, workbench
from labs.namespace.manifests import WORKBENCH
from labs.namespace.output_throttle import OutputThrottle
from labs.namespace.pod_exec import RESIZE, STATUS, STDIN
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
        self._throttle = OutputThrottle()
        self._last_key = time.monotonic()
        self._ended = False

    @classmethod
    async def open(
        cls, kube: Kube, settings: LabSettings, namespace: str, *, columns: int = 80, rows: int = 24
    ) -> Terminal:
        """A new shell in the workspace's workbench, which is made anew if it is gone. Raises LabError."""
        await asyncio.to_thread(workbench.ensure, kube, settings, namespace)
        mark = secrets.token_hex(8)
        argv = ["env", f"{_MARK}={mark}", "TERM=xterm-256color", "bash"]
        url = pod_exec.exec_url(kube, namespace, WORKBENCH, argv, tty=True)
        try:
            socket = await _connect(kube, url)
        except (OSError, InvalidHandshake, ConnectionClosed) as e:
            raise pod_exec.exec_error(e, WORKBENCH) from e
        terminal = cls(kube, namespace, socket, mark)
        await terminal.resize(columns, rows)
        return terminal

    async def read(self) -> bytes:
        """What the shell writes next, raw. Raises TerminalClosed when it has ended, idled or dropped."""
        while True:
            channel, data = pod_exec.split_frame(await self._frame())
            if channel == STATUS:
                self._ended = True  # the server closes when the last output has come
                continue
            filter_output = self._throttle.filter_output(data, time.monotonic())
            if filter_output:
                await asyncio.sleep(self._throttle.delay_after(len(filter_output), time.monotonic()))
                return filter_output

    async def write(self, keys: bytes) -> None:
        """Keys, or a paste of any length. Raises TerminalClosed."""
        self._last_key = time.monotonic()
        self._throttle.note_input(keys, self._last_key)
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
                raise (_shell_ended() if self._ended else _connection_lost()) from e
        raise TerminalClosed(
            f"The terminal was closed after {IDLE_SECONDS / 60:.0f} minutes without a key.",
            "Open it again to go on.",
        )

    async def _send(self, frame: bytes) -> None:
        try:
            await self._socket.send(frame)
        except ConnectionClosed as e:
            raise _connection_lost() from e

    def _end(self) -> None:
        argv = ["bash", "-c", _END, f"{_MARK}={self._mark}"]
        try:
            pod_exec.execute(self._kube, self._namespace, WORKBENCH, argv, timeout=5.0)
        except LabError:  # the pod is gone, and its processes with it
            return


def command(kube: Kube, namespace: str, line: str) -> pod_exec.ExecResult:
    """One line for the shell, without a terminal: ended after 30 s, output cut at 64 kB. Raises LabError."""
    argv = ["timeout", "--kill-after=1", str(COMMAND_SECONDS), "bash", "-c", line]
    return pod_exec.execute(
        kube, namespace, WORKBENCH, argv, timeout=COMMAND_SECONDS + 5.0, limit=COMMAND_BYTES
    )


async def _connect(kube: Kube, url: str) -> ClientConnection:
    pauses = iter(pod_exec.PAUSES)
    while True:
        try:
            return await connect(url, **pod_exec.connection_options(kube))
        except (OSError, InvalidHandshake) as e:
            await asyncio.sleep(pod_exec.pause_after(e, pauses))


def _shell_ended() -> TerminalClosed:
    return TerminalClosed("The shell has ended.", "Open a new one when you like.")


def _connection_lost() -> TerminalClosed:
    return TerminalClosed(
        "The terminal lost its connection.",
        "Open it again: your workspace and your files in it are as they were.",
    )
