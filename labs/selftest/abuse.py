"""What a minute of abuse costs: everything that a learner may write, as large and as often as it is accepted.

One learner writes with several connections, and all learners share one level of the API server's fairness, so
what is measured for one is about what all together can do.
"""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from labs.cluster.kind import COMPACTION_SECONDS, STORE_BYTES
from labs.kube import Kube, Object, path_of
from labs.namespace.lifecycle import Workspace
from labs.namespace.manifests import HOME_BYTES, WORKBENCH
from labs.namespace.pod_exec import execute
from labs.selftest.attacks import modest_deployment
from problems.verdict import Verdict

_PROGRAM = Path(__file__).with_name("programs") / "flood.py"
_SIZES = "1000000,250000,60000,32000,16000,8000,2000,400"
_SECONDS, _CONNECTIONS = 3.0, 8
# The share of the store that what is not compacted yet may take: much else has to fit too.
_MOST_OF_STORE = 0.25
# Seconds that an answer to the app may take meanwhile, at the median; some milliseconds on a calm machine.
_MOST_DELAY = 1.0
_MIB = 2.0**20
_WRITTEN = "head -c 200M /dev/zero > {file} 2>/dev/null; stat -c %s {file}; rm -f {file}"


@dataclass(frozen=True, slots=True)
class AbuseTarget:
    """Something to write: objects like `body`, with a text at the dotted path `at`."""

    name: str
    kind: str
    body: Object
    at: str


@dataclass(frozen=True, slots=True)
class AbuseResult:
    """`size` is the largest text that was accepted, in characters; `writes` and `stored` (bytes) a minute.

    `delay` is what an answer to the app took meanwhile, in seconds at the median.
    """

    name: str
    size: int
    writes: float
    stored: float
    delay: float
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class DiskResult:
    """How many bytes a file in a folder of the workbench could have."""

    name: str
    bytes: int
    verdict: Verdict


def targets() -> tuple[AbuseTarget, ...]:
    """What can be changed again and again, by the fields that can be long."""
    config_map: Object = {"apiVersion": "v1", "kind": "ConfigMap"}
    service: Object = {"apiVersion": "v1", "kind": "Service", "spec": {"ports": [{"port": 80}]}}
    deployment, container = modest_deployment(), "spec.template.spec.containers.0"
    return (
        AbuseTarget("a ConfigMap's data", "ConfigMap", config_map, "data.x"),
        AbuseTarget("a ConfigMap's annotations", "ConfigMap", config_map, "metadata.annotations.x"),
        AbuseTarget("a Service's annotations", "Service", service, "metadata.annotations.x"),
        AbuseTarget("a Deployment's variable", "Deployment", deployment, f"{container}.env.0.value"),
        AbuseTarget("a Deployment's argument", "Deployment", deployment, f"{container}.args.0"),
    )


def measure(kube: Kube, workspace: Workspace) -> tuple[AbuseResult, ...]:
    """Write each target from the workspace's workbench for some seconds. Raises LabError."""
    return tuple(_measure(kube, workspace, target) for target in targets())


def measure_disk(kube: Kube, workspace: Workspace) -> tuple[DiskResult, ...]:
    """Write a file as large as it goes into each folder that the workbench may write. Raises LabError."""
    return tuple(_disk(kube, workspace, folder) for folder in ("/home/learner", "/tmp"))  # noqa: S108  in the pod


def _measure(kube: Kube, workspace: Workspace, target: AbuseTarget) -> AbuseResult:
    argv = [
        *("python3", "-", path_of(target.kind, workspace.namespace), json.dumps(target.body), target.at),
        *(_SIZES, str(_SECONDS), str(_CONNECTIONS)),
    ]
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(
            execute, kube, workspace.namespace, WORKBENCH, argv, stdin=_PROGRAM.read_bytes(), timeout=60
        )
        delays = [_delay(kube)]
        while not running.done():
            delays.append(_delay(kube))
            time.sleep(0.1)
    found = json.loads(running.result().text)
    minutes, delay = found["seconds"] / 60 or 1.0, statistics.median(delays)
    writes, stored = found["accepted"] / minutes, found["bytes"] / minutes
    return AbuseResult(target.name, found["size"], writes, stored, delay, judge_abuse(stored, delay))


def judge_abuse(stored: float, delay: float) -> Verdict:
    """Whether so many bytes a minute, and such a wait for everybody else, are harmless."""
    # What is compacted is what was already old at the last compaction: two intervals are held at most.
    held = stored * 2 * COMPACTION_SECONDS / 60
    if held > _MOST_OF_STORE * STORE_BYTES:
        of = f"{held / _MIB:.0f} of {STORE_BYTES / _MIB:.0f} MiB"
        return Verdict("fail", f"the store would hold {of} of it")
    if delay > _MOST_DELAY:
        return Verdict("fail", f"meanwhile the app waited {delay:.1f} s for an answer")
    return Verdict("pass")


def _delay(kube: Kube) -> float:
    began = time.monotonic()
    kube.get("Namespace", "default")
    return time.monotonic() - began


def _disk(kube: Kube, workspace: Workspace, folder: str) -> DiskResult:
    script = _WRITTEN.format(file=f"{folder}/flood")
    output = execute(kube, workspace.namespace, WORKBENCH, ["bash", "-c", script], timeout=60).text
    written = int(output.split()[-1])
    verdict = Verdict("pass") if written <= HOME_BYTES else Verdict("fail", "nothing limits it at once")
    return DiskResult(f"a file in {folder}", written, verdict)


def all_pass(results: Sequence[AbuseResult | DiskResult]) -> bool:
    return all(each.verdict.outcome == "pass" for each in results)
