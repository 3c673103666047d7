"""A namespace in which a proof is carried out: brought to its start again and again, then ended.

It is a learner's workspace: commands run in the workbench pod with a learner's rights, so that a proof
reaches neither the host nor another namespace.
"""

from __future__ import annotations

import base64
import shlex
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from labs.checks.objects import is_ready
from labs.errors import NotReady
from labs.images.build import WORKBENCH as RECIPE
from labs.images.build import image
from labs.kube import Kube, Object
from labs.namespace import lifecycle as workspaces
from labs.namespace import pod_exec
from labs.namespace.lifecycle import Workspace
from labs.namespace.manifests import PROOF_LABEL, WORKBENCH
from labs.namespace.pod_exec import ExecResult
from labs.proofs.manifests import extra_rights, start_objects
from labs.settings import LabSettings
from labs.wait import wait_until
from problems.errors import ProofError
from problems.proofs.fixtures import Fixture

# Where a proof's commands run, inside the workbench.
FOLDER = "/home/learner/proof"
# Seconds in which a start is there; 3 s on two idle cores.
_START_SECONDS = 60.0
_KINDS = ("Deployment", "Service", "Job", "Pod", "ConfigMap", "PodDisruptionBudget")
# Written by the Deployment's own controller.
_REVISION = "deployment.kubernetes.io/revision"


# Runs a command in a pod: (cluster, namespace, pod, argv, timeout in seconds).
Execute = Callable[..., ExecResult]


@dataclass(slots=True)
class ProofNamespace:
    """One namespace with its start."""

    kube: Kube
    workspace: Workspace
    start: Fixture
    objects: tuple[Object, ...]
    execute: Execute = pod_exec.execute
    _as_made: dict[str, Object] = field(default_factory=dict)

    @property
    def namespace(self) -> str:
        return self.workspace.namespace

    def restore(self) -> None:
        """Bring everything to the start, leaving what was not touched. Raises NotReady, ProofError."""
        self._remove_what_changed()
        for thing in self.objects:
            if self._name(thing) not in self._as_made or thing["kind"] == "Service":
                self.kube.apply(thing)
        self._wait()
        for thing in self.objects:
            if thing["kind"] == "Deployment":
                self._as_made[self._name(thing)] = _comparable(self._get(thing))
        self._lay_out()

    def run(self, script: str, limit: float) -> ExecResult:
        """Run a script in the workbench, for `limit` seconds at most; a script that runs longer is ended."""
        bounded = ["timeout", "-k", "1", f"{limit:.0f}", "bash", "-c", f"cd {FOLDER} && {{ {script}\n}}"]
        return self.execute(self.kube, self.namespace, WORKBENCH, bounded, timeout=limit + 10)

    def ready_pods(self, labels: Mapping[str, str]) -> set[str]:
        """Names of the Ready pods with these labels."""
        return {
            pod["metadata"]["name"]
            for pod in self.kube.list("Pod", self.namespace, labels=_selector(labels))
            if is_ready(pod)
        }

    def routed(self, service: str) -> set[str]:
        """Names of the pods that the Service sends users to."""
        slices = self.kube.list(
            "EndpointSlice", self.namespace, labels=f"kubernetes.io/service-name={service}"
        )
        return {
            endpoint["targetRef"]["name"]
            for each in slices
            for endpoint in each.get("endpoints") or ()
            if endpoint.get("conditions", {}).get("ready") and "targetRef" in endpoint
        }

    def _remove_what_changed(self) -> None:
        """Delete what is not of the start, every Service, and each Deployment that is not as it was made."""
        unchanged: dict[str, Object] = {}
        for kind in _KINDS:
            for thing in self.kube.list(kind, self.namespace):
                name = f"{kind}/{thing['metadata']['name']}"
                if name in self._as_made and self._as_made[name] == _comparable(thing):
                    unchanged[name] = self._as_made[name]
                elif not _is_ours(thing, kind):
                    self.kube.delete(kind, thing["metadata"]["name"], self.namespace, grace=0)
        self._as_made = unchanged

    def _wait(self) -> None:
        if not wait_until(self._is_there, seconds=_START_SECONDS):
            raise NotReady(f"The start in {self.namespace} is not there.", "The machine may be busy.")

    def _pods(self) -> list[Object]:
        """All pods but the workbench."""
        return [pod for pod in self.kube.list("Pod", self.namespace) if pod["metadata"]["name"] != WORKBENCH]

    def _is_there(self) -> bool:
        """Every pod that the start asks for runs, and is Ready where it should be; no other is left.

        Pods that are going are sent away at once.
        """
        pods = self._pods()
        going = [pod["metadata"]["name"] for pod in pods if "deletionTimestamp" in pod["metadata"]]
        for name in going:
            self.kube.delete("Pod", name, self.namespace, grace=0)
        if going:
            return False
        asked = sum(one.replicas for one in self.start.deployments.values())
        able = sum(one.replicas for one in self.start.deployments.values() if one.ready)
        running = sum(pod["status"].get("phase") == "Running" for pod in pods)
        return len(pods) == running == asked and sum(map(is_ready, pods)) == able

    def _lay_out(self) -> None:
        """The folder with its files, and the commands that finish the start."""
        lines = [f"rm -rf {FOLDER} && mkdir -p {FOLDER} && cd {FOLDER}"]
        for name, text in self.start.files.items():
            packed = base64.b64encode(text.encode()).decode()
            lines.append(f"echo {packed} | base64 -d > {shlex.quote(name)}")
        script = " && ".join(lines)
        argv = ["bash", "-c", script]
        self._must(self.execute(self.kube, self.namespace, WORKBENCH, argv, timeout=20), "its files")
        if self.start.run:
            self._must(self.run(self.start.run, 30), "its `run`")

    def _must(self, done: ExecResult, what: str) -> None:
        if done.code != 0:
            raise ProofError(f"The start failed at {what}: {done.text.strip()[-300:]}")

    def _get(self, thing: Object) -> Object:
        return self.kube.get(thing["kind"], thing["metadata"]["name"], self.namespace)

    def _name(self, thing: Object) -> str:
        return f"{thing['kind']}/{thing['metadata']['name']}"


@contextmanager
def proof_namespace(
    kube: Kube, settings: LabSettings, name: str, start: Fixture, now: datetime
) -> Iterator[ProofNamespace]:
    """A namespace of its own for one proof, ended in any case. Raises LabError."""
    workspace = workspaces.create(kube, settings, f"proof {name} {now.isoformat()}", now)
    try:
        proof = {"metadata": {"labels": {PROOF_LABEL: "true"}}}
        kube.patch("Namespace", workspace.namespace, "", proof, manager="cutover")
        for right in extra_rights(workspace.namespace):
            kube.apply(right)
        made = start_objects(workspace.namespace, start, image(RECIPE, settings))
        yield ProofNamespace(kube, workspace, start, tuple(made))
    finally:
        workspaces.delete(kube, workspace)


def _is_ours(thing: Object, kind: str) -> bool:
    name = thing["metadata"]["name"]
    owned = bool(thing["metadata"].get("ownerReferences"))
    return owned or (kind, name) in {("Pod", WORKBENCH), ("ConfigMap", "kube-root-ca.crt")}


def _comparable(thing: Object) -> Object:
    """What somebody can have changed."""
    about = thing["metadata"]
    notes = {key: value for key, value in (about.get("annotations") or {}).items() if key != _REVISION}
    return {"spec": thing["spec"], "labels": about.get("labels"), "annotations": notes, "uid": about["uid"]}


def _selector(labels: Mapping[str, str]) -> str:
    return ",".join(f"{key}={value}" for key, value in labels.items())
