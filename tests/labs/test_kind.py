"""What kind is asked for."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from labs.cluster.kind import COMPACTION_SECONDS, OWNER_LABEL, STORE_BYTES, configuration
from labs.cluster.record import ClusterDir, ClusterRecord
from labs.settings import LabSettings

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


def test_a_node_bears_its_owner_in_a_label_and_in_a_mount(settings: LabSettings) -> None:
    home = ClusterDir(settings.folder, "c")
    owner = ClusterRecord(
        cluster="c", id="ab12", state="creating", created_at=NOON, expires_at=NOON, node_image="node:1"
    )
    config: dict[str, Any] = configuration(settings, home, owner)
    node = config["nodes"][0]
    assert node["labels"] == {OWNER_LABEL: "ab12"}
    assert node["extraMounts"][0]["hostPath"].endswith("/owner-ab12")
    assert node["image"] == settings.node_image


def test_the_kubelet_bounds_processes_and_logs(settings: LabSettings) -> None:
    owner = ClusterRecord(
        cluster="c", id="a", state="creating", created_at=NOON, expires_at=NOON, node_image="n"
    )
    config: dict[str, Any] = configuration(settings, ClusterDir(settings.folder, "c"), owner)
    kubelet = json.loads(config["kubeadmConfigPatches"][0])
    assert kubelet["podPidsLimit"] == settings.pod_pids
    assert kubelet["containerLogMaxSize"] == "5Mi"


def test_the_store_is_compacted_often_and_has_a_limit(settings: LabSettings) -> None:
    owner = ClusterRecord(
        cluster="c", id="a", state="creating", created_at=NOON, expires_at=NOON, node_image="n"
    )
    config: dict[str, Any] = configuration(settings, ClusterDir(settings.folder, "c"), owner)
    plane = json.loads(config["kubeadmConfigPatches"][1])
    assert plane["apiServer"]["extraArgs"] == {"etcd-compaction-interval": f"{COMPACTION_SECONDS}s"}
    assert plane["etcd"]["local"]["extraArgs"] == {"quota-backend-bytes": str(STORE_BYTES)}
