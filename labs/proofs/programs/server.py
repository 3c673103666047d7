"""The program in a proof's pods: answers with its version, loads first, and ends after its last users.

Standard library only and in one file: it is handed to `python3 -c` in a pod. Its environment says how it
behaves: LOADS seconds until it can predict, of which its port is closed if OPENS is `late`; COLD seconds
that its first prediction takes longer; TAKES seconds for each prediction; NEEDS a feature, without which
it answers 422; KEEPS open connections until SIGTERM, after which it lets them go at their next answer;
LEAVES seconds after SIGTERM it takes no new call.
"""

from __future__ import annotations

import os
import signal
import socketserver
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

# Seconds after SIGTERM in which the nodes learn that the pod is going.
LEAVES = "3"
PORT = 8080
BEGAN = time.monotonic()


def seconds(name: str, usual: str = "0") -> float:
    return float(os.environ.get(name, usual))


class ModelState:
    """Has loaded after LOADS seconds, and is warm after its first prediction."""

    def __init__(self) -> None:
        self._cold = threading.Lock()
        self._warm = False

    @property
    def loaded(self) -> bool:
        return time.monotonic() - BEGAN >= seconds("LOADS")

    def predict(self, features: dict[str, list[str]]) -> int:
        """The status of a prediction."""
        if not self.loaded:
            return 503
        needed = os.environ.get("NEEDS")
        if needed and needed not in features:
            return 422
        with self._cold:
            time.sleep(0 if self._warm else seconds("COLD"))
            self._warm = True
        time.sleep(seconds("TAKES"))
        return 200


class Handler(BaseHTTPRequestHandler):
    """`/healthz` speaks for the process, `/readyz` for the loaded model; `/hang` ends all answers.

    `/` is the version's name at once, with a query a prediction, as `/predict` is.
    """

    protocol_version = "HTTP/1.1"
    model = ModelState()
    hangs = threading.Event()
    leaves = threading.Event()

    def do_GET(self) -> None:
        if self.hangs.is_set():
            threading.Event().wait()
        asked = urlsplit(self.path)
        if asked.path == "/hang":
            self.hangs.set()
        status = 200
        if asked.path == "/readyz":
            status = 200 if self.model.loaded else 503
        elif asked.path == "/predict" or asked.query:
            status = self.model.predict(parse_qs(asked.query))
        self._answer(status, os.environ.get("VERSION", "").encode())

    def _answer(self, status: int, body: bytes) -> None:
        keeps = bool(os.environ.get("KEEPS")) and not self.leaves.is_set()
        self.close_connection = not keeps
        head = f"HTTP/1.1 {status} _\r\nContent-Length: {len(body)}\r\n"
        head += "\r\n" if keeps else "Connection: close\r\n\r\n"
        self.wfile.write(head.encode() + body)  # one send, so that no answer waits for an acknowledgement

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  as in http.server
        """Nobody reads it."""


class Server(ThreadingHTTPServer):
    """Ends when its last call has its answer and its last connection is gone."""

    daemon_threads = False
    request_queue_size = 128


def main() -> None:
    if os.environ.get("OPENS") == "late":
        time.sleep(seconds("LOADS"))
    server: socketserver.BaseServer = Server(("", PORT), Handler)

    def leave(*_: object) -> None:
        Handler.leaves.set()
        threading.Timer(seconds("LEAVES", LEAVES), server.shutdown).start()

    signal.signal(signal.SIGTERM, leave)
    server.serve_forever(0.2)
    server.server_close()


if __name__ == "__main__":
    main()
