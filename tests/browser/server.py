"""A Streamlit server of its own for a test: started on a free port, stopped by its process."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

ROOT = Path(__file__).parents[2]
_START_SECONDS = 60  # two busy cores; an idle machine needs three


@dataclass(frozen=True, slots=True)
class Server:
    """A running server; `stop` ends it as a deployment would, `kill` as a power cut would."""

    url: str
    process: subprocess.Popen[bytes]
    log: Path

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(10)


@contextmanager
def served(script: Path, port: int, environment: Mapping[str, str], log: Path) -> Iterator[Server]:
    """The script, run from the project's folder so that settings and theme are the real ones.

    Raises AssertionError with the end of the log if it does not answer within a minute.
    """
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(port)]
    with log.open("ab") as out:
        process = subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, **environment}, stdout=out, stderr=subprocess.STDOUT
        )
    server = Server(f"http://127.0.0.1:{port}", process, log)
    try:
        wait_until_healthy(server.url, process, log)
        yield server
    finally:
        server.stop()


def wait_until_healthy(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Raises AssertionError with the end of the log if the server does not answer within a minute."""
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if httpx.get(f"{url}/_stcore/health", timeout=2).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError(f"the server did not come up:\n{log.read_text()[-2000:]}")
