"""Two replicas of the app and the HAProxy of `deploy/proxy/` before them, as processes of this machine."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx

from tests.support.ports import free_port

ROOT = Path(__file__).resolve().parents[2]
CONFIGURATION = ROOT / "deploy" / "proxy" / "haproxy.cfg"
# A start takes 4 s on an idle machine; two cores may be busy with everything else.
_PATIENCE_S = 180.0


class Replica:
    """One process of the app, which may be ended and started again on its port."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self.port = free_port()
        self.log = folder / f"replica-{self.port}.log"
        self._environment = {
            **os.environ,
            **environment,
            "CUTOVER_DATA": str(folder / f"data-{self.port}"),
            "CUTOVER_PORT": str(self.port),
        }
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    def start(self) -> None:
        """Raises AssertionError with the end of its log where it is not ready in time."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [Path(sys.executable).with_name("cutover"), "serve"],
                cwd=ROOT,
                env=self._environment,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        give_up = time.monotonic() + _PATIENCE_S
        while not _is_ready(self.address):
            assert self._process.poll() is None, self.log.read_text()[-2000:]
            assert time.monotonic() < give_up, self.log.read_text()[-2000:]
            time.sleep(0.1)

    def drain(self) -> None:
        """Asks it to end, and waits until it has."""
        assert self._process is not None
        self._process.terminate()
        self._process.wait(timeout=120)

    def kill(self) -> None:
        assert self._process is not None
        self._process.kill()
        self._process.wait(timeout=30)


def _is_ready(address: str) -> bool:
    try:
        return httpx.get(f"http://{address}/readyz", timeout=5, trust_env=False).status_code == 200
    except httpx.TransportError:
        return False


@contextmanager
def running_replicas(folder: Path, environment: Mapping[str, str], count: int = 2) -> Iterator[list[Replica]]:
    """Replicas that serve, each with a data folder of its own."""
    replicas = [Replica(folder, environment) for _ in range(count)]
    started: list[Replica] = []
    try:
        for replica in replicas:
            started.append(replica)
            replica.start()
        yield replicas
    finally:
        for replica in started:
            replica.kill()


@contextmanager
def proxy(folder: Path, replicas: Sequence[Replica], *, sticky: bool = True) -> Iterator[str]:
    """The address of HAProxy before the two replicas; without stickiness each request goes where it may."""
    port = free_port()
    file = folder / f"haproxy-{port}.cfg"
    text = CONFIGURATION.read_text(encoding="utf-8")
    file.write_text(text if sticky else without_stickiness(text), encoding="utf-8")
    environment = {
        **os.environ,
        "CUTOVER_BIND": f"127.0.0.1:{port}",
        **{f"CUTOVER_REPLICA_{number}": replica.address for number, replica in enumerate(replicas, 1)},
    }
    with (folder / f"haproxy-{port}.log").open("wb") as log:
        process = subprocess.Popen(
            ["haproxy", "-db", "-f", str(file)], env=environment, stdout=log, stderr=subprocess.STDOUT
        )
    try:
        give_up = time.monotonic() + _PATIENCE_S
        while not _is_ready(f"127.0.0.1:{port}"):
            assert process.poll() is None, (folder / f"haproxy-{port}.log").read_text()
            assert time.monotonic() < give_up, "HAProxy found no replica that is ready"
            time.sleep(0.1)
        yield f"127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait(timeout=10)


def without_stickiness(configuration: str) -> str:
    """The same, with requests dealt out in turn whoever sends them."""
    lines = configuration.splitlines()
    spread = [
        line.partition(" cookie replica-")[0] for line in lines if not line.lstrip().startswith("cookie ")
    ]
    return "\n".join(spread).replace("balance leastconn", "balance roundrobin") + "\n"
