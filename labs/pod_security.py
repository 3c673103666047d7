"""What Kubernetes' pod security standard "restricted" demands, for every namespace and pod of ours."""

from __future__ import annotations

from typing import Any

# Labels by which the API server refuses pods in a namespace that demand more.
NAMESPACE_LABELS = {
    "pod-security.kubernetes.io/enforce": "restricted",
    "pod-security.kubernetes.io/warn": "restricted",
}


def pod_security(user: int | None = None) -> dict[str, Any]:
    """A pod's `securityContext`; `user` is for images that name no user, or whose user is root."""
    return {
        "runAsNonRoot": True,
        **({} if user is None else {"runAsUser": user}),
        "seccompProfile": {"type": "RuntimeDefault"},
    }


def container_security(*, writes: bool = False) -> dict[str, Any]:
    """A container's `securityContext`. What it `writes`, it may write into its image's own folders."""
    return {
        "allowPrivilegeEscalation": False,
        **({} if writes else {"readOnlyRootFilesystem": True}),
        "capabilities": {"drop": ["ALL"]},
    }
