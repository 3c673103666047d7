"""What `kubectl kustomize` makes of `deploy/kubernetes`, and what Kubernetes would say of it."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "deploy" / "kubernetes"
needs_kubectl = pytest.mark.skipif(shutil.which("kubectl") is None, reason="kubectl is not installed")
# What the profile `restricted` lets a pod mount.
_VOLUMES = frozenset({"configMap", "downwardAPI", "emptyDir", "persistentVolumeClaim", "projected", "secret"})

Object = dict[str, Any]


@cache
def objects(folder: str) -> tuple[Object, ...]:
    """Everything that a folder describes. Raises CalledProcessError where it is no sound kustomization."""
    built = subprocess.run(
        ["kubectl", "kustomize", str(FOLDER / folder)], check=True, capture_output=True, text=True, timeout=60
    )
    return tuple(yaml.safe_load_all(built.stdout))


def of_kind(folder: str, kind: str) -> list[Object]:
    return [found for found in objects(folder) if found["kind"] == kind]


def pod_specs(folder: str) -> dict[str, Object]:
    """The pods that a folder's Deployments, StatefulSets and Jobs make, by kind and name."""
    return {
        f"{found['kind']}/{found['metadata']['name']}": found["spec"]["template"]["spec"]
        for found in objects(folder)
        if "template" in found.get("spec", {})
    }


def refusals(pod: Object) -> Iterator[str]:
    """Why a namespace with the Pod Security profile `restricted` would refuse the pod."""
    yield from (f"{field} is set" for field in ("hostNetwork", "hostPID", "hostIPC") if pod.get(field))
    context = pod.get("securityContext", {})
    if not context.get("runAsNonRoot") or context.get("runAsUser") == 0:
        yield "it may run as root"
    if context.get("seccompProfile", {}).get("type") not in ("RuntimeDefault", "Localhost"):
        yield "it has no seccomp profile"
    for volume in pod.get("volumes", []):
        yield from (f"it mounts a {kind}" for kind in volume.keys() - {"name"} - _VOLUMES)
    for container in pod["containers"]:
        own = container.get("securityContext", {})
        if own.get("allowPrivilegeEscalation") is not False:
            yield "it may gain privileges"
        if own.get("capabilities", {}).get("drop") != ["ALL"]:
            yield "it keeps capabilities"
        if own.get("privileged"):
            yield "it is privileged"
