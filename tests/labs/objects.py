"""Objects as the API server gives them, as small as a test can do with."""

from __future__ import annotations

from typing import Any

Object = dict[str, Any]

BLUE = {"app": "model", "version": "blue"}
GREEN = {"app": "model", "version": "green"}


def service(selector: dict[str, str] | None, name: str = "model", **more: Any) -> Object:
    return thing("Service", name, spec={"selector": selector}, **more)


def pod(name: str, labels: dict[str, str], ip: str, *, ready: bool = True, going: bool = False) -> Object:
    made = thing("Pod", name, labels)
    made["status"] = {
        "podIP": ip,
        "phase": "Running",
        "conditions": [{"type": "Ready", "status": str(ready)}],
    }
    if going:
        made["metadata"]["deletionTimestamp"] = "2026-11-24T12:00:00Z"
    return made


def endpoints(*addresses: str, unready: tuple[str, ...] = (), service: str = "model") -> Object:
    made = thing("EndpointSlice", f"{service}-x1y2z", {"kubernetes.io/service-name": service})
    made["endpoints"] = [
        {"addresses": [ip], "conditions": {"ready": ip not in unready}} for ip in (*addresses, *unready)
    ]
    return made


def deployment(name: str, replicas: int, **more: Any) -> Object:
    return thing("Deployment", name, spec={"replicas": replicas}, **more)


def config(name: str, **data: str) -> Object:
    return thing("ConfigMap", name) | {"data": data}


def thing(
    kind: str,
    name: str,
    labels: dict[str, str] | None = None,
    *,
    by: list[Object] | None = None,
    spec: Any = None,
) -> Object:
    """`by` are the entries of managedFields."""
    about = {"name": name, "namespace": "lab-1", "labels": labels or {}, "managedFields": by or []}
    return {"kind": kind, "metadata": about} | ({"spec": spec} if spec is not None else {})


def entry(manager: str, fields: Object, time: str = "2026-11-24T12:00:00Z", **more: str) -> Object:
    return {"manager": manager, "operation": "Update", "time": time, "fieldsV1": fields, **more}
