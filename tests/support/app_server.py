"""A Streamlit server of its own for a test: started on a free port, stopped by its process."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import httpx
import psutil

ROOT = Path(__file__).parents[2]
_START_SECONDS = 60  # two busy cores; an idle machine needs three


@dataclass(frozen=True, slots=True)
class Server:
    """A running server; `stop` ends it as a deployment would, `kill` as a power cut would.

    `seconds_to_page` is from the start of the process to the first page.
    """

    url: str
    process: subprocess.Popen[bytes]
    log: Path
    seconds_to_page: float = 0.0

    @property
    def address(self) -> str:
        """Host and port."""
        return self.url.removeprefix("http://")

    def memory(self) -> int:
        """Bytes that only this process holds."""
        return int(psutil.Process(self.process.pid).memory_full_info().uss)

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
def served(
    script: Path,
    port: int,
    environment: Mapping[str, str],
    log: Path,
    *,
    descriptors: int | None = None,
) -> Iterator[Server]:
    """The script, run from the project's folder so that settings and theme are the real ones.

    `descriptors` is as many as the system lets it have; without it as many as this process has.
    Raises AssertionError with the end of the log if there is no page within a minute.
    """
    limit = ["sh", "-c", f'ulimit -n {descriptors} && exec "$0" "$@"'] if descriptors else []
    command = [*limit, sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(port)]
    begun = time.perf_counter()
    with log.open("ab") as out:
        process = subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, **environment}, stdout=out, stderr=subprocess.STDOUT
        )
    server = Server(f"http://127.0.0.1:{port}", process, log)
    try:
        wait_for_page(server.url, process, log)
        yield replace(server, seconds_to_page=time.perf_counter() - begun)
    finally:
        server.stop()


def wait_for_page(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Raises AssertionError with the end of the log if the server gives no page within a minute."""
    deadline = time.monotonic() + _START_SECONDS
    with httpx.Client(timeout=5) as client:
        while time.monotonic() < deadline and process.poll() is None:
            try:
                if client.get(url).is_success:
                    return
            except httpx.TransportError:
                pass
            time.sleep(0.02)
    raise AssertionError(f"the server did not come up:\n{log.read_text()[-2000:]}")
