"""The program in a proof's pods: answers with its version, loads first, and ends after its last users.

Standard library only and in one file: it is handed to `python3 -c` in a pod.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

# Seconds between SIGTERM and the end, in which the nodes learn that the pod is going.
LEAVES = 3.0


class Handler(BaseHTTPRequestHandler):
    """`/readyz` says whether it has loaded; every other path says the version."""

    began = time.monotonic()
    loads = float(os.environ.get("LOADS", "0"))

    def do_GET(self) -> None:
        loaded = time.monotonic() - self.began >= self.loads
        body = os.environ.get("VERSION", "").encode()
        head = (
            f"HTTP/1.1 {200 if loaded else 503} _\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        )
        self.wfile.write(head.encode() + body)  # one send, so that no answer waits for an acknowledgement

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  as in http.server
        """Nobody reads it."""


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128


def main() -> None:
    server = Server(("", 8080), Handler)
    signal.signal(signal.SIGTERM, lambda *_: threading.Timer(LEAVES, server.shutdown).start())
    server.serve_forever(0.2)


if __name__ == "__main__":
    main()
