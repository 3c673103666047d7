"""kind's command line, and the configuration that our cluster is made from."""

from __future__ import annotations

import json
from dataclasses import dataclass

from labs.cluster.node import OWNER_MOUNT
from labs.cluster.record import ClusterDir, ClusterRecord
from labs.errors import ClusterFailed, ImageMissing, last_error_line
from labs.process import ProcessResult, Progress, run
from labs.settings import LabSettings

OWNER_LABEL = "cutover.dev/owner"
# A first cluster pulls a node image of some 400 MB.
_CREATE_SECONDS = 900.0
_DELETE_SECONDS = 120.0
_LOAD_SECONDS = 300.0
# What the cluster's store may grow to before it takes nothing more; etcd's own default is half of it.
STORE_BYTES = 4 << 30
# Until it is compacted the store keeps every revision of every object; by default for five minutes.
COMPACTION_SECONDS = 60


@dataclass(frozen=True, slots=True)
class KindCluster:
    """kind for one cluster. `lock` is the cluster's lock, which kind keeps should we be killed."""

    settings: LabSettings
    directory: ClusterDir
    lock: int
    progress: Progress

    def create(self, record: ClusterRecord) -> None:
        """Make the cluster and its kubeconfig. Raises ClusterFailed, ImageMissing, NotReady."""
        config = json.dumps(configuration(self.settings, self.directory, record), indent=1)
        self.directory.config.write_text(config, encoding="utf-8")
        argv = ["kind", "create", "cluster", "--config", str(self.directory.config), "--wait", "120s"]
        done = self._run([*argv, "--kubeconfig", str(self.directory.kubeconfig)], _CREATE_SECONDS)
        if not done.ok:
            raise _creation_error(self.settings, done)
        self.directory.kubeconfig.chmod(0o600)

    def delete(self) -> None:
        """Remove every node of the cluster's name: look first whose they are. Raises ClusterFailed."""
        # A kind that was killed leaves its lock on the kubeconfig; holding ours, nobody is at work.
        self.directory.kubeconfig.with_name("kubeconfig.lock").unlink(missing_ok=True)
        argv = ["kind", "delete", "cluster", "--name", self.settings.cluster_name]
        done = self._run([*argv, "--kubeconfig", str(self.directory.kubeconfig)], _DELETE_SECONDS)
        if not done.ok:
            raise ClusterFailed(
                f"kind could not remove the cluster: {last_error_line(done.text)}", "Try again."
            )

    def load(self, images: tuple[str, ...]) -> None:
        """Bring images to the node; those that it has are left. Raises ImageMissing."""
        argv = ["kind", "load", "docker-image", *images, "--name", self.settings.cluster_name]
        done = self._run(argv, _LOAD_SECONDS)
        if not done.ok:
            raise ImageMissing(
                f"The images did not reach the node: {last_error_line(done.text)}",
                "Try `cutover labs up` again.",
            )

    def _run(self, argv: list[str], timeout: float) -> ProcessResult:
        extra = {
            "KIND_EXPERIMENTAL_PROVIDER": self.settings.provider,
            "TMPDIR": str(self.directory.temporary),
        }
        return run(
            argv,
            timeout=timeout,
            on_line=self._repeat,
            extra=extra,
            keep_open=self.lock,
            on_start=self.directory.record_worker,
        )

    def _repeat(self, line: str) -> None:
        """Pass on the steps that kind has finished, without its ornaments."""
        if line.startswith(" ✓ "):
            self.progress("  " + line[3:].encode("ascii", "ignore").decode().strip())


def configuration(settings: LabSettings, directory: ClusterDir, record: ClusterRecord) -> dict[str, object]:
    """What kind is given. JSON is YAML too, so no YAML is written."""
    kubelet = {
        "kind": "KubeletConfiguration",
        "apiVersion": "kubelet.config.k8s.io/v1beta1",
        "podPidsLimit": settings.pod_pids,
        "maxPods": settings.node_pods,
        "containerLogMaxSize": "5Mi",
        "containerLogMaxFiles": 2,
        "containerLogMonitorInterval": "3s",
    }
    control_plane = {
        "kind": "ClusterConfiguration",
        "apiVersion": "kubeadm.k8s.io/v1beta3",
        "apiServer": {"extraArgs": {"etcd-compaction-interval": f"{COMPACTION_SECONDS}s"}},
        "etcd": {"local": {"extraArgs": {"quota-backend-bytes": str(STORE_BYTES)}}},
    }
    mark = {"hostPath": str(directory.mark(record.id)), "containerPath": OWNER_MOUNT, "readOnly": True}
    node = {
        "role": "control-plane",
        "image": settings.node_image,
        "labels": {OWNER_LABEL: record.id},
        "extraMounts": [mark],
    }
    return {
        "kind": "Cluster",
        "apiVersion": "kind.x-k8s.io/v1alpha4",
        "name": settings.cluster_name,
        "kubeadmConfigPatches": [json.dumps(kubelet), json.dumps(control_plane)],
        "nodes": [node],
    }


def _creation_error(settings: LabSettings, done: ProcessResult) -> ClusterFailed | ImageMissing:
    if "failed to pull image" in done.text:
        return ImageMissing(
            f"The node image {settings.node_image} could not be pulled.",
            "Load one and name it in CUTOVER_LABS_NODE_IMAGE; docs/labs.md says how.",
        )
    return ClusterFailed(
        f"kind could not make the cluster: {last_error_line(done.text)}",
        "Ask `cutover labs doctor` whether the machine has room, then try again.",
    )
