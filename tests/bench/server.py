"""Servers to measure: started on a free port of this machine, ended by their process id."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil

from tests.support.ports import free_port

ROOT = Path(__file__).resolve().parents[2]
# A cold start on a busy machine takes some seconds; a minute means that it will not come.
_PATIENCE_S = 60.0


@dataclass(frozen=True)
class Server:
    """A served script. `seconds_to_page` is from the start of the process to the first page."""

    address: str
    process: psutil.Process
    seconds_to_page: float

    def memory(self) -> int:
        """Bytes that only this process holds."""
        return int(self.process.memory_full_info().uss)


@contextmanager
def serve(script: Path, *, descriptors: int | None = None, **settings: str) -> Iterator[Server]:
    """The script under `streamlit run`, with a data folder of its own, until the block ends.

    `descriptors` is as many as the system lets it have; without it as many as this process.
    """
    with tempfile.TemporaryDirectory() as data:
        port = free_port()
        begun = time.perf_counter()
        limit = ["sh", "-c", f'ulimit -n {descriptors} && exec "$0" "$@"'] if descriptors else []
        process = subprocess.Popen(
            [*limit, sys.executable, "-m", "streamlit", "run", str(script), f"--server.port={port}"],
            cwd=ROOT,
            env={**os.environ, "CUTOVER_DATA": data, "PYTHONPATH": str(ROOT), **settings},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            _await_page(f"http://127.0.0.1:{port}/", process)
            yield Server(f"127.0.0.1:{port}", psutil.Process(process.pid), time.perf_counter() - begun)
        finally:
            process.terminate()
            process.wait(timeout=20)


def _await_page(url: str, process: subprocess.Popen[bytes]) -> None:
    give_up = time.perf_counter() + _PATIENCE_S
    while time.perf_counter() < give_up:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended by itself with exit code {process.returncode}")
        try:
            if httpx.get(url).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.02)
    raise RuntimeError(f"no page at {url} within {_PATIENCE_S:.0f} s")
