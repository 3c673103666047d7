"""A process in a pod, over the API server's channel protocol on a WebSocket (v5.channel.k8s.io).

The kubernetes client can do this only with a blocking call and buffers without a bound, so the frames
are spoken here: the first byte names the channel, the rest is data.
"""

from __future__ import annotations

import json
import ssl
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from labs.errors import ClusterUnavailable, LabError, NotReady, ObjectNotFound, RequestRefused, cut
from labs.kube import Kube, path_of

STDIN: Final = 0
STDOUT: Final = 1
STDERR: Final = 2
STATUS: Final = 3
RESIZE: Final = 4
CLOSE: Final = 255

PROTOCOL: Final = "v5.channel.k8s.io"
OPEN_SECONDS: Final = 10.0
# Seconds in which output may still come behind the status; the server closes long before that.
_LAST_SECONDS: Final = 5.0
# Seconds between attempts at a node that is too busy to open a connection.
PAUSES: Final = (0.5, 1.0, 2.0)


@dataclass(frozen=True, slots=True)
class ExecResult:
    """A process that has ended: exit code, output (both streams in one), and whether that was cut."""

    code: int
    text: str
    cut: bool = False


def connection_options(kube: Kube) -> dict[str, Any]:
    """What every connection to the API server's WebSockets needs."""
    configuration = kube.configuration
    context = ssl.create_default_context(cafile=configuration.ssl_ca_cert)
    if configuration.cert_file:
        context.load_cert_chain(configuration.cert_file, configuration.key_file)
    bearer = configuration.api_key.get("authorization")
    return {
        "ssl": context,
        "subprotocols": [PROTOCOL],
        "additional_headers": {"Authorization": bearer} if bearer else {},
        "compression": None,
        "proxy": None,
        "open_timeout": OPEN_SECONDS,
        "close_timeout": 1.0,
        "ping_timeout": None,  # behind a flood of output a pong may take its time
        "max_size": 1 << 20,
        "max_queue": 4,  # a slow reader stops the sender: output never piles up here
    }


def exec_url(kube: Kube, namespace: str, pod: str, argv: Sequence[str], *, tty: bool) -> str:
    """The URL at which a process is started in the pod's first container."""
    asked = [
        ("stdin", "true"),
        ("stdout", "true"),
        ("stderr", str(not tty).lower()),
        ("tty", str(tty).lower()),
    ]
    query = urlencode(asked + [("command", part) for part in argv])
    host = str(kube.configuration.host).replace("https://", "wss://", 1)
    return f"{host}{path_of('Pod', namespace, pod)}/exec?{query}"


def exec_error(e: Exception, pod: str) -> LabError:
    """What it means that a process could not be started, or that its connection broke."""
    if isinstance(e, InvalidStatus):
        status = e.response.status_code
        message = cut(e.response.body.decode("utf-8", "replace")) if e.response.body else ""
        if status == 404:
            return ObjectNotFound(f"The pod {pod} is not there.", "Open the lab again; it is made anew.")
        if status < 500:
            return RequestRefused(f"The API server refused a process in {pod}: {message}", "Try again.")
        return ClusterUnavailable(
            f"The node is too busy: {message}", "Nothing is lost: wait a moment and try again."
        )
    return ClusterUnavailable("The cluster does not answer.", "Nothing is lost: wait a moment and try again.")


def exit_code(frame: bytes) -> int:
    """The exit code that a status frame's JSON tells; 255 when the process could not be started at all."""
    status = json.loads(frame)
    if status.get("status") == "Success":
        return 0
    causes = (status.get("details") or {}).get("causes") or []
    codes = [cause["message"] for cause in causes if cause.get("reason") == "ExitCode"]
    return int(codes[0]) if codes else 255


def execute(
    kube: Kube,
    namespace: str,
    pod: str,
    argv: Sequence[str],
    *,
    stdin: bytes = b"",
    timeout: float = 30.0,
    limit: int = 64_000,
) -> ExecResult:
    """Run a process to its end. `timeout` in seconds between two frames; `limit` in bytes of output kept.

    Raises ObjectNotFound, RequestRefused, ClusterUnavailable, and NotReady when nothing comes for `timeout`.
    """
    output, code, dropped = bytearray(), 255, False
    try:
        with _connect(kube, exec_url(kube, namespace, pod, argv, tty=False)) as socket:
            if stdin:
                socket.send(bytes([STDIN]) + stdin)
            socket.send(bytes([CLOSE, STDIN]))
            for channel, data in _frames(socket, timeout):
                if channel == STATUS:
                    code = exit_code(data)
                    continue
                dropped = dropped or len(output) + len(data) > limit
                output += data[: limit - len(output)]
    except TimeoutError as e:
        raise NotReady(f"{argv[0]} in {pod} said nothing for {timeout:.0f} s.", "Try again.") from e
    except (OSError, InvalidHandshake, ConnectionClosed) as e:
        raise exec_error(e, pod) from e
    return ExecResult(code, output.decode("utf-8", "replace"), dropped)


def _frames(socket: ClientConnection, timeout: float) -> Iterator[tuple[int, bytes]]:
    """All frames of a process. The status can overtake the last output, so the end is the server's close."""
    ended = False
    while True:
        try:
            channel, data = split_frame(socket.recv(_LAST_SECONDS if ended else timeout))
        except (ConnectionClosed, TimeoutError):
            if ended:
                return
            raise
        ended = ended or channel == STATUS
        yield channel, data


def _connect(kube: Kube, url: str) -> ClientConnection:
    """A connection; a busy node is asked again, since nothing has been started then."""
    pauses = iter(PAUSES)
    while True:
        try:
            socket: ClientConnection = connect(url, **connection_options(kube))
            return socket
        except (OSError, InvalidHandshake) as e:
            time.sleep(pause_after(e, pauses))


def pause_after(e: Exception, pauses: Iterator[float]) -> float:
    """Seconds after which a busy node is asked again. Raises `e` for a refusal, and when pauses run out."""
    is_refusal = isinstance(e, InvalidStatus) and e.response.status_code < 500
    pause = None if is_refusal else next(pauses, None)
    if pause is None:
        raise e
    return pause


def split_frame(frame: str | bytes) -> tuple[int, bytes]:
    """A frame's channel and data."""
    raw = frame.encode() if isinstance(frame, str) else frame
    return raw[0], raw[1:]
