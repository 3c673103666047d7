"""What a lab adds to kubectl, measured side by side: `make bench-labs`.

A lab's start against `kubectl apply` and `kubectl wait` of the same manifests, and a key's echo in our
terminal against one in `kubectl exec -it`. Both alternate, so that a busy moment meets both alike.
"""

from __future__ import annotations

import asyncio
import json
import os
import pty
import secrets
import select
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from grader.clock import now
from labs import operations
from labs.cluster import lifecycle as cluster_lifecycle
from labs.images.build import WORKBENCH as RECIPE
from labs.images.build import image
from labs.kube import Kube, connect
from labs.namespace import credentials
from labs.namespace import lifecycle as workspaces
from labs.namespace.lifecycle import Workspace
from labs.namespace.manifests import WORKBENCH, bundle, workbench
from labs.namespace.manifests import session as session_manifest
from labs.namespace.terminal import Terminal
from labs.settings import LabSettings
from tests.cluster.conftest import run_settings

STARTS = 7
KEYS = 150
# What the issue of a token costs is part of our start and not of theirs.
START_LIMIT = 1.3
ECHO_LIMIT = 2.0


def main() -> int:
    """Print both ratios; exit 1 if one is over its limit."""
    settings = run_settings()
    operations.up(settings, now(), lambda step: print(step, file=sys.stderr))
    kubeconfig = cluster_lifecycle.kubeconfig(settings)
    kube = connect(kubeconfig)
    ok = told("lab start", "kubectl apply + wait", starts(kube, settings, kubeconfig), START_LIMIT)
    place = workspaces.create(kube, settings, secrets.token_hex(8), now())
    try:
        ok &= told(
            "echo of a key, p95", "kubectl exec -it", echoes(kube, settings, place, kubeconfig), ECHO_LIMIT
        )
    finally:
        workspaces.delete(kube, place)
        if os.environ.get("CUTOVER_TEST_KEEP_CLUSTER") != "1":
            cluster_lifecycle.delete(settings, lambda step: print(step, file=sys.stderr))
    return 0 if ok else 1


def told(ours: str, theirs: str, seconds: tuple[float, float], limit: float) -> bool:
    mine, other = seconds
    ratio = mine / other
    print(f"{ours}: {mine * 1000:.1f} ms; {theirs}: {other * 1000:.1f} ms; ratio {ratio:.2f}, limit {limit}")
    return ratio <= limit


def starts(kube: Kube, settings: LabSettings, kubeconfig: Path) -> tuple[float, float]:
    """Medians in seconds, ours and kubectl's."""
    ours, theirs = list[float](), list[float]()
    for _ in range(STARTS):
        for taken, start in ((ours, _our_start), (theirs, _kubectl_start)):
            began = time.monotonic()
            place = start(kube, settings, kubeconfig)
            taken.append(time.monotonic() - began)
            workspaces.delete(kube, place)
            _until_gone(kube, place)
    return statistics.median(ours), statistics.median(theirs)


def _our_start(kube: Kube, settings: LabSettings, _kubeconfig: Path) -> Workspace:
    return workspaces.create(kube, settings, secrets.token_hex(8), now())


def _kubectl_start(kube: Kube, settings: LabSettings, kubeconfig: Path) -> Workspace:
    place = Workspace(workspaces.namespace_of(secrets.token_hex(8)), now() + settings.workspace_life)
    doors = credentials.api_endpoints(kube)
    things = (
        *bundle(place.namespace, place.expires_at, doors, settings),
        session_manifest(place.namespace, "{}", place.expires_at),
        workbench(place.namespace, image(RECIPE, settings)),
    )
    with TemporaryDirectory() as folder:
        file = Path(folder) / "place.json"
        file.write_text(json.dumps({"apiVersion": "v1", "kind": "List", "items": things}))
        _kubectl(kubeconfig, "apply", "--server-side", "-f", str(file))
    _kubectl(
        kubeconfig,
        "wait",
        "-n",
        place.namespace,
        "--for=condition=Ready",
        f"pod/{WORKBENCH}",
        "--timeout=60s",
    )
    return place


def _kubectl(kubeconfig: Path, *words: str) -> None:
    subprocess.run(["kubectl", "--kubeconfig", str(kubeconfig), *words], check=True, capture_output=True)


def _until_gone(kube: Kube, place: Workspace) -> None:
    while any(each["metadata"]["name"] == place.namespace for each in kube.list("Namespace")):
        time.sleep(0.2)


def echoes(kube: Kube, settings: LabSettings, place: Workspace, kubeconfig: Path) -> tuple[float, float]:
    """95th percentiles in seconds, ours and kubectl's."""
    master, slave = pty.openpty()
    argv = [
        "kubectl",
        "--kubeconfig",
        str(kubeconfig),
        "exec",
        "-it",
        "-n",
        place.namespace,
        WORKBENCH,
        "--",
        "bash",
    ]
    child = subprocess.Popen(argv, stdin=slave, stdout=slave, stderr=slave, start_new_session=True)
    try:
        _read_until_quiet(master, 2.0)
        return asyncio.run(_alternately(kube, settings, place, master))
    finally:
        child.kill()
        child.wait()
        os.close(master)
        os.close(slave)


async def _alternately(
    kube: Kube, settings: LabSettings, place: Workspace, master: int
) -> tuple[float, float]:
    terminal = await Terminal.open(kube, settings, place.namespace)
    ours, theirs = list[float](), list[float]()
    try:
        await asyncio.sleep(1)
        while True:  # what the prompt took to come is nobody's echo
            try:
                await asyncio.wait_for(terminal.read(), 0.5)
            except TimeoutError:
                break
        for _ in range(KEYS):
            began = time.monotonic()
            await terminal.write(b"x")
            await terminal.read()
            ours.append(time.monotonic() - began)
            theirs.append(await asyncio.to_thread(_their_echo, master))
    finally:
        await terminal.close()
    return _p95(ours), _p95(theirs)


def _their_echo(master: int) -> float:
    began = time.monotonic()
    os.write(master, b"x")
    select.select([master], [], [], 10)
    taken = time.monotonic() - began
    os.read(master, 4096)
    return taken


def _read_until_quiet(master: int, seconds: float) -> None:
    while select.select([master], [], [], seconds)[0]:
        os.read(master, 4096)


def _p95(values: Sequence[float]) -> float:
    return statistics.quantiles(values, n=20)[-1]


if __name__ == "__main__":
    sys.exit(main())
