"""Prove the fences of a cluster before a class: two learners are made, and one tries what is forbidden."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from labs.errors import NotReady
from labs.images.build import WORKBENCH as RECIPE
from labs.images.build import image
from labs.kube import Kube, Object, with_token
from labs.namespace import credentials, prober
from labs.namespace import lifecycle as workspaces
from labs.namespace.lifecycle import Workspace
from labs.namespace.manifests import SYSTEM, WORKBENCH, workbench
from labs.namespace.pod_exec import execute
from labs.process import Progress
from labs.selftest import abuse
from labs.selftest.abuse import AbuseResult, DiskResult, all_pass
from labs.selftest.attacks import Attack, NetworkAttack, allowed, calls
from labs.selftest.rbac_matrix import MatrixCell, matrix, unexpected
from labs.settings import LabSettings
from labs.wait import wait_until
from problems.verdict import Verdict

# The stand-in for a prober: alive, so that not reaching it means something.
_STAND_IN = "selftest"
_PORT = 8080
_SERVE = f"python3 -m http.server {_PORT} --directory /etc/alternatives >/dev/null 2>&1"
_READY_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class AttackResult:
    """One forbidden thing, and whether it was denied; inconclusive if it would have failed for anybody."""

    name: str
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class SelftestReport:
    """`cells` of the can-i matrix, rights that nobody expects, the forbidden things that were tried, the
    allowed things that they vary, and what a minute of abuse costs.
    """

    cells: tuple[MatrixCell, ...]
    unexpected: tuple[str, ...]
    tried: tuple[AttackResult, ...]
    allowed: tuple[AttackResult, ...] = ()
    abuse: tuple[AbuseResult, ...] = ()
    disk: tuple[DiskResult, ...] = ()

    @property
    def denied(self) -> int:
        return sum(each.verdict.outcome == "pass" for each in self.tried)

    @property
    def ok(self) -> bool:
        agree = all(cell.agrees for cell in self.cells)
        is_open = all(each.verdict.outcome == "pass" for each in self.allowed)
        denied = self.denied == len(self.tried)
        return agree and not self.unexpected and denied and is_open and all_pass((*self.abuse, *self.disk))


def run(kube: Kube, settings: LabSettings, now: datetime, progress: Progress) -> SelftestReport:
    """Make two learners' workspaces, try everything, and take the workspaces away. Raises LabError."""
    progress("Making two workspaces")
    with _two_workspaces(kube, settings, now) as (own, other):
        progress("Asking what a learner may do")
        cells = matrix(kube, own.namespace, other.namespace)
        more = unexpected(kube, own.namespace)
        progress("Trying what is forbidden")
        token = credentials.new_token(kube, own.namespace, now, own.expires_at)
        node = kube.list("Node")[0]
        asked = calls(own.namespace, other.namespace, node["metadata"]["name"])
        tried = (
            *try_calls(with_token(kube, token), asked),
            *try_ways(kube, own, _ways(kube, other, node)),
        )
        permitted = try_allowed(with_token(kube, token), allowed(own.namespace))
        progress("Measuring what a minute of abuse costs")
        return SelftestReport(
            cells, more, tried, permitted, abuse.measure(kube, own), abuse.measure_disk(kube, own)
        )


def try_calls(learner: Kube, asked: Sequence[Attack]) -> tuple[AttackResult, ...]:
    """Make each call as the learner: denied means 401 or 403, and nothing else does."""
    with ThreadPoolExecutor(8) as pool:
        return tuple(pool.map(lambda call: _try_call(learner, call), asked))


def try_allowed(learner: Kube, asked: Sequence[Attack]) -> tuple[AttackResult, ...]:
    """Make each call as the learner: it must be accepted, or the attacks that vary it prove nothing."""
    return tuple(_try_allowed(learner, call) for call in asked)


def try_ways(kube: Kube, own: Workspace, ways: Sequence[NetworkAttack]) -> tuple[AttackResult, ...]:
    """Try to connect from the learner's workbench, all at once; each address must answer the stand-in."""
    alive = wait_until(
        lambda: _open(kube, SYSTEM, _STAND_IN, ways),
        lambda alive: len(alive) == len(ways),
        seconds=_READY_SECONDS,
        pause=1,
    )
    reached = _open(kube, own.namespace, WORKBENCH, ways)
    return tuple(AttackResult(way.name, _way_verdict(way, way in alive, way in reached)) for way in ways)


def _try_call(learner: Kube, call: Attack) -> AttackResult:
    status = learner.verdict(call.method, call.path, body=call.body, headers=call.headers)
    if status in (401, 403):
        return AttackResult(call.name, Verdict("pass"))
    return AttackResult(call.name, Verdict("fail", f"the API server answered {status}"))


def _try_allowed(learner: Kube, call: Attack) -> AttackResult:
    status = learner.verdict(call.method, call.path, body=call.body, headers=call.headers)
    if status < 300:
        return AttackResult(call.name, Verdict("pass"))
    return AttackResult(call.name, Verdict("fail", f"the API server answered {status}; it should be allowed"))


def _way_verdict(way: NetworkAttack, alive: bool, reached: bool) -> Verdict:
    if reached:
        return Verdict("fail", f"{way.address}:{way.port} was reached")
    if not alive:
        return Verdict("inconclusive", f"{way.address}:{way.port} answers nobody")
    return Verdict("pass")


def _open(kube: Kube, namespace: str, pod: str, ways: Sequence[NetworkAttack]) -> frozenset[NetworkAttack]:
    """The ways that are open from a pod."""
    script = "".join(
        f"(timeout 3 bash -c '</dev/tcp/{way.address}/{way.port}' && echo {at}) 2>/dev/null &\n"
        for at, way in enumerate(ways)
    )
    output = execute(kube, namespace, pod, ["bash", "-c", script + "wait"]).text
    return frozenset(ways[int(line)] for line in output.split())


def _ways(kube: Kube, other: Workspace, node: Object) -> tuple[NetworkAttack, ...]:
    neighbour = _address(kube.get("Pod", WORKBENCH, other.namespace))
    prober = _address(kube.get("Pod", _STAND_IN, SYSTEM))
    dns = _address(kube.list("Pod", "kube-system", labels="k8s-app=kube-dns")[0])
    host = next(each["address"] for each in node["status"]["addresses"] if each["type"] == "InternalIP")
    return (
        NetworkAttack("reach another learner's pod", neighbour, _PORT),
        NetworkAttack("reach another learner's Service", _service(kube, other.namespace), _PORT),
        NetworkAttack("reach the prober", prober, _PORT),
        NetworkAttack("reach the node's kubelet", host, 10250),
        NetworkAttack("reach the cluster's store", host, 2379),
        NetworkAttack("reach the node's kube-proxy", host, 10256),
        NetworkAttack("reach the DNS server's metrics", dns, 9153),
    )


def _address(pod: Object) -> str:
    return str(pod["status"]["podIP"])


def _service(kube: Kube, namespace: str) -> str:
    body: Object = {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": _STAND_IN, "namespace": namespace},
        "spec": {"selector": {"app": WORKBENCH}, "ports": [{"port": _PORT}]},
    }
    return str(kube.apply(body)["spec"]["clusterIP"])


@contextmanager
def _two_workspaces(
    kube: Kube, settings: LabSettings, now: datetime
) -> Iterator[tuple[Workspace, Workspace]]:
    """Two learners' workspaces and a stand-in for the prober, with something that listens in each."""
    names = [f"selftest-{secrets.token_hex(8)}" for _ in range(2)]
    try:
        kube.apply(_stand_in(settings))
        own, other = (workspaces.create(kube, settings, name, now) for name in names)
        execute(kube, other.namespace, WORKBENCH, ["bash", "-c", f"{_SERVE} &"])
        _wait_for_stand_in(kube)
        yield own, other
    finally:
        kube.delete("Pod", _STAND_IN, SYSTEM, grace=0)
        for name in names:
            if (made := workspaces.find(kube, name)) is not None:
                workspaces.delete(kube, made)


def _stand_in(settings: LabSettings) -> Object:
    """A workbench without a learner, beside the prober."""
    pod = workbench(SYSTEM, image(RECIPE, settings))
    pod["metadata"] |= {"name": _STAND_IN, "labels": {"app": _STAND_IN}}
    spec = pod["spec"]
    spec["serviceAccountName"] = "default"
    spec["volumes"] = [volume for volume in spec["volumes"] if volume["name"] != "session"]
    container = spec["containers"][0]
    container["command"] = ["bash", "-c", _SERVE]
    container["volumeMounts"] = [mount for mount in container["volumeMounts"] if mount["name"] != "session"]
    return pod


def _wait_for_stand_in(kube: Kube) -> None:
    if not wait_until(lambda: prober.is_running(kube, _STAND_IN), seconds=_READY_SECONDS):
        raise NotReady("The stand-in for the prober does not start.", "Try again.")
