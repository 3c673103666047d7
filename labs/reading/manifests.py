"""A scenario's objects made fit for a workspace: images by name, and the security that every workspace
demands.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from labs.pod_security import container_security, pod_security

Object = dict[str, Any]

# What `image:` may say in a start: the model server, or the base with bash, curl and python3.
MODEL, TOOLS = "model", "tools"
_IMAGES = (MODEL, TOOLS)
_KINDS = {"Deployment": "apps/v1", "Service": "v1", "ConfigMap": "v1", "Pod": "v1", "Job": "batch/v1"}

_USER = 65532
# A request is a weight: with a smaller one the servers that users wait for would come after everything else
# that runs in the workspace. Eight of them fit, as many as a rollout of two Deployments ever has.
SHARE = "20m"


def manifest_errors(thing: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with an object of a start, as far as one can see without a cluster."""
    kind, about = thing.get("kind"), thing.get("metadata")
    if _KINDS.get(str(kind)) != thing.get("apiVersion"):
        known = ", ".join(f"{one} ({version})" for one, version in _KINDS.items())
        yield f"`{kind}` of `{thing.get('apiVersion')}` is none of {known}"
    if not isinstance(about, Mapping) or not about.get("name"):
        yield "`metadata.name` is missing"
    elif "namespace" in about:
        yield "`metadata.namespace` is written; each learner has another"
    for container in _containers(thing):
        if container.get("image") not in _IMAGES:
            yield f"`image` is `{container.get('image')}`, not one of {', '.join(_IMAGES)}"


def render(thing: Mapping[str, Any], namespace: str, images: Mapping[str, str]) -> Object:
    """The object as it is applied in `namespace`; `images` gives each name in a start its real image."""
    made: Object = _copy(thing)
    made["metadata"]["namespace"] = namespace
    pod = _pod_spec(made)
    if pod is not None:
        pod["securityContext"] = pod_security(_USER) | pod.get("securityContext", {})
        pod.setdefault("automountServiceAccountToken", False)
        pod.setdefault("enableServiceLinks", False)
        for container in _containers(made):
            container["image"] = images[container["image"]]
            container.setdefault("imagePullPolicy", "Never")  # what is not loaded is not ours
            container.setdefault("resources", {"requests": {"cpu": SHARE}})
            container["securityContext"] = container_security() | container.get("securityContext", {})
    return made


def _pod_spec(thing: Mapping[str, Any]) -> Any:
    spec = thing.get("spec")
    if thing.get("kind") == "Pod":
        return spec
    template = spec.get("template") if isinstance(spec, Mapping) else None
    return template.get("spec") if isinstance(template, Mapping) else None


def _containers(thing: Mapping[str, Any]) -> list[Any]:
    pod = _pod_spec(thing)
    return list(pod.get("containers") or ()) if isinstance(pod, Mapping) else []


def _copy(value: Any) -> Any:
    """A copy to write in; the reader's tuples become the lists that JSON has."""
    if isinstance(value, Mapping):
        return {key: _copy(one) for key, one in value.items()}
    return [_copy(one) for one in value] if isinstance(value, tuple | list) else value
