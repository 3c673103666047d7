"""Runs recipes on a kind cluster of its own and writes what they printed.

`python -m tests.captures.recorder` records all of them again; with names of problems, only those.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from tests.captures.recipes import RECIPES, Recipe
from tests.captures.record import CAPTURES, Capture, CaptureRecord, read_record, write_record
from tests.captures.starts import IMAGE, STARTS, Manifest

NODE_IMAGE = os.environ.get("CUTOVER_NODE_IMAGE", "cutover/kind-node:v1.34.4")
_AT_ONCE = 3
_STUCK = 120  # seconds after which a command hangs rather than waits


class Kubectl:
    """A shell whose kubectl speaks to one namespace of one cluster."""

    def __init__(self, kubeconfig: Path, namespace: str, folder: Path) -> None:
        self._folder = folder
        # A copy: a context's namespace is kept in the file, and recipes must not share it.
        own = folder / "kubeconfig"
        own.write_text(kubeconfig.read_text())
        self._env = {**os.environ, "KUBECONFIG": str(own), "HOME": str(folder)}
        self._namespace = namespace

    def run(self, script: str, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["bash", "-c", script],
            input=stdin,
            env=self._env,
            cwd=self._folder,
            capture_output=True,
            text=True,
            timeout=_STUCK,
            check=False,
        )

    def must(self, script: str, stdin: str | None = None) -> str:
        done = self.run(script, stdin)
        if done.returncode:
            raise RuntimeError(f"{script}\n{done.stdout}{done.stderr}")
        return done.stdout

    def __enter__(self) -> Kubectl:
        self.must(f"kubectl create namespace {self._namespace}")
        self.must(f"kubectl config set-context --current --namespace={self._namespace}")
        self.must("kubectl wait --for=create serviceaccount/default --timeout=30s")
        return self

    def __exit__(self, *_: object) -> None:
        self.run(f"kubectl delete namespace {self._namespace} --wait=false")


def capture_all(kubeconfig: Path, recipes: Iterable[Recipe]) -> Iterator[Capture]:
    """Each recipe's capture, in their order; most of the time is waiting, so some run at once."""
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        yield from pool.map(lambda recipe: capture(kubeconfig, recipe), recipes)


def capture(kubeconfig: Path, recipe: Recipe) -> Capture:
    """Sets the start in a namespace of its own, runs the commands there, keeps what the last one printed."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in recipe.files.items():
            (Path(folder) / name).write_text(text)
        with Kubectl(kubeconfig, f"capture-{recipe.id}", Path(folder)) as kubectl:
            _set_up(kubectl, STARTS[recipe.start])
            for command in recipe.before:
                kubectl.must(command)
            done = kubectl.run(recipe.command)
    return Capture(
        id=recipe.id,
        problem=recipe.problem,
        start=recipe.start,
        before=recipe.before,
        files=recipe.files,
        command=recipe.command,
        stdout=done.stdout,
        stderr=done.stderr,
        exit_code=done.returncode,
    )


def _set_up(kubectl: Kubectl, start: list[Manifest]) -> None:
    if not start:
        return
    kubectl.must("kubectl create -f -", json.dumps({"apiVersion": "v1", "kind": "List", "items": start}))
    for manifest in start:
        if manifest["kind"] == "Deployment":
            labels = ",".join(f"{k}={v}" for k, v in manifest["spec"]["selector"]["matchLabels"].items())
            _await_pods(kubectl, labels, manifest)


def _await_pods(kubectl: Kubectl, labels: str, deployment: Manifest) -> None:
    """Until all pods run, and are Ready unless their probe says otherwise on purpose."""
    if deployment["spec"]["replicas"] == 0:
        return
    name = deployment["metadata"]["name"]
    wanted = f"{{.status.replicas}}={deployment['spec']['replicas']}"
    kubectl.must(f"kubectl wait --for=jsonpath={wanted} deployment/{name} --timeout=60s")
    probed = "readinessProbe" in deployment["spec"]["template"]["spec"]["containers"][0]
    state = "jsonpath={.status.phase}=Running" if probed else "condition=Ready"
    kubectl.must(f"kubectl wait --for={state} pod -l {labels} --timeout=60s")
    if state == "condition=Ready" and "minReadySeconds" not in deployment["spec"]:
        kubectl.must(f"kubectl rollout status deployment/{name} --timeout=60s")


@contextmanager
def cluster(name: str = "cutover-captures") -> Iterator[Path]:
    """A kind cluster with the pods' image, gone afterwards; the path is its kubeconfig."""
    with tempfile.TemporaryDirectory() as folder:
        kubeconfig = Path(folder) / "kubeconfig"
        try:
            _kind("create", "cluster", "--name", name, "--image", NODE_IMAGE, "--kubeconfig", str(kubeconfig))
            _kind("load", "docker-image", IMAGE, "--name", name)
            yield kubeconfig
        finally:
            _kind("delete", "cluster", "--name", name, "--kubeconfig", str(kubeconfig))


def _kind(*arguments: str) -> None:
    done = subprocess.run(["kind", *arguments], capture_output=True, text=True, timeout=300, check=False)
    if done.returncode:
        raise RuntimeError(f"kind {' '.join(arguments)}: {done.stderr[-2000:]}")


def versions(kubeconfig: Path) -> tuple[str, str]:
    """The kubectl's and the server's version, like `v1.34.4`."""
    command = ["kubectl", "version", "--output=json", f"--kubeconfig={kubeconfig}"]
    told = json.loads(subprocess.run(command, capture_output=True, text=True, timeout=30, check=True).stdout)
    return told["clientVersion"]["gitVersion"], told["serverVersion"]["gitVersion"]


def main(problems: list[str]) -> None:
    wanted = [recipe for recipe in RECIPES if not problems or recipe.problem in problems]
    with cluster() as kubeconfig:
        kubectl, server = versions(kubeconfig)
        fresh = {one.id: one for one in capture_all(kubeconfig, wanted)}
    kept = read_record(CAPTURES.read_text()).captures if problems else ()
    known = {one.id: one for one in kept} | fresh
    captures = tuple(known[recipe.id] for recipe in RECIPES)
    record = CaptureRecord(
        kubectl=kubectl, server=server, recorded=datetime.now(UTC).date(), captures=captures
    )
    CAPTURES.write_text(write_record(record))


if __name__ == "__main__":
    main(sys.argv[1:])
