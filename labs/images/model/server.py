"""The model over HTTP/1.1: /predict, /healthz, /readyz, /metrics.

Run with `python -m labs.images.model.server`.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
from collections.abc import Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from labs.images.model.config import Config, ConfigError, from_env
from labs.images.model.lifecycle import ModelLifecycle, Reply

LARGEST_BODY = 1_000_000
# How long a finishing server waits for what is in flight; Kubernetes' own grace period ends it sooner.
LONGEST_FINISH = 60.0


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Headers and body leave in one send without Nagle's delay; else a keep-alive answer takes 40 ms.
    wbufsize = -1
    disable_nagle_algorithm = True
    server: ModelServer

    def do_GET(self) -> None:
        lifecycle = self.server.lifecycle
        match urlsplit(self.path).path:
            case "/healthz":
                self._send_json(Reply(HTTPStatus.OK, {"status": "alive"}))
            case "/readyz":
                self._send_json(lifecycle.readiness())
            case "/metrics":
                ready = lifecycle.readiness().status == HTTPStatus.OK
                self._send(
                    HTTPStatus.OK,
                    "text/plain; version=0.0.4",
                    lifecycle.metrics.text(lifecycle.config.version, ready=ready),
                )
            case _:
                self._send_json(_not_found())

    def do_POST(self) -> None:
        parts = urlsplit(self.path)
        size = int(self.headers.get("Content-Length") or 0)
        if parts.path != "/predict" or size > LARGEST_BODY:
            self.close_connection = True
            self._send_json(_not_found())
            return
        lifecycle, started = self.server.lifecycle, time.monotonic()
        lifecycle.metrics.begin()
        try:
            reply = lifecycle.answer(self.rfile.read(size), _seconds(parts.query))
            self._send_json(reply)
            lifecycle.metrics.count(reply.status, time.monotonic() - started)
        finally:
            lifecycle.metrics.end()

    def log_message(self, *_: object) -> None:
        """Says nothing: /metrics counts, and a line per request would fill the node's disk."""

    def _send_json(self, reply: Reply) -> None:
        self._send(reply.status, "application/json", json.dumps(reply.body) + "\n")

    def _send(self, status: HTTPStatus, kind: str, text: str) -> None:
        body, lifecycle = text.encode(), self.server.lifecycle
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("X-Model-Version", lifecycle.config.served_version)
        self.send_header("X-Pod", lifecycle.config.pod)
        if lifecycle.draining.is_set() or self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()


class ModelServer(ThreadingHTTPServer):
    """Listens at once, like a process that is Running before it is Ready; loads in the background."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, config: Config, host: str = "") -> None:
        super().__init__((host, config.port), _Handler)
        self.lifecycle = ModelLifecycle(config)
        threading.Thread(target=self.lifecycle.load, daemon=True).start()

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that went away is no news."""

    def shut_down(self) -> None:
        """Ends the way the configuration says; returns when the process may exit."""
        config = self.lifecycle.config
        if config.on_sigterm == "exit":
            return
        self.lifecycle.draining.set()
        if config.on_sigterm == "drain":
            time.sleep(config.drain)
        self.shutdown()
        self.socket.close()
        until = time.monotonic() + LONGEST_FINISH
        while self.lifecycle.metrics.in_flight and time.monotonic() < until:
            time.sleep(0.01)


def main(env: Mapping[str, str] = os.environ) -> int:
    """Serves until SIGTERM. Exit code 2 for a configuration that cannot be understood."""
    try:
        config = from_env(env)
    except ConfigError as problem:
        print(f"model: {problem}", file=sys.stderr)
        return 2
    terminated = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: terminated.set())
    server = ModelServer(config)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    print(f"model: {config.served_version} on {config.pod} listens on port {server.server_port}", flush=True)
    terminated.wait()
    server.shut_down()
    return 0


def _seconds(query: str) -> float:
    """`?seconds=3` asks for a prediction that takes 3 s; anything unreadable asks for a quick one."""
    try:
        return max(0.0, float(parse_qs(query)["seconds"][0]))
    except (KeyError, ValueError):
        return 0.0


def _not_found() -> Reply:
    return Reply(HTTPStatus.NOT_FOUND, {"error": "POST /predict, or GET /healthz, /readyz or /metrics"})


if __name__ == "__main__":
    # Not sys.exit: an "exit" at SIGTERM must cut what is in flight, and threads would hold it up.
    os._exit(main())
