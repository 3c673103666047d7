"""The objects that stand, Ready or not, before a capture's commands run."""

from __future__ import annotations

from typing import Any

Manifest = dict[str, Any]

IMAGE = "cutover/lab-base:bookworm"
NEVER_READY = {"exec": {"command": ["false"]}, "periodSeconds": 1}


def service(**selector: str) -> Manifest:
    return _object(
        "v1", "Service", "model", {"selector": selector, "ports": [{"port": 80, "targetPort": 8080}]}
    )


def colour(version: str, replicas: int = 3, *, app: str = "model", **more: Any) -> Manifest:
    """A Deployment of small web servers labelled `app` and `version`.

    `labels`, `probe` and `cpu` (a request) change its pods; what is left of `more` its own spec.
    """
    labels = {"app": app, "version": version, **more.pop("labels", {})}
    container: Manifest = {
        "name": "server",
        "image": IMAGE,
        "imagePullPolicy": "Never",
        "command": ["python3", "-m", "http.server", "8080"],
        "env": [{"name": "MODEL", "value": "v1"}],
    }
    if probe := more.pop("probe", None):
        container["readinessProbe"] = probe
    if cpu := more.pop("cpu", None):
        container["resources"] = {"requests": {"cpu": cpu}}
    pods = {"terminationGracePeriodSeconds": 1, "containers": [container]}
    template = {"metadata": {"labels": labels}, "spec": pods}
    name = more.pop("name", f"{app}-{version}")
    spec = {"replicas": replicas, "selector": {"matchLabels": labels}, "template": template, **more}
    return _object("apps/v1", "Deployment", name, spec)


def quota(**hard: str) -> Manifest:
    return _object("v1", "ResourceQuota", "team", {"hard": {f"requests.{k}": v for k, v in hard.items()}})


def budget(least: int, **labels: str) -> Manifest:
    spec = {"minAvailable": least, "selector": {"matchLabels": labels}}
    return _object("policy/v1", "PodDisruptionBudget", "model", spec)


def _object(api: str, kind: str, name: str, spec: Manifest) -> Manifest:
    return {"apiVersion": api, "kind": kind, "metadata": {"name": name}, "spec": spec}


def _both(live: str, **green: Any) -> list[Manifest]:
    return [colour("blue"), colour("green", **green), service(app="model", version=live)]


RANKER = colour("green", 1, app="ranker", name="ranker")

STARTS: dict[str, list[Manifest]] = {
    "nothing": [],
    "both colours, blue live": _both("blue"),
    "both colours and a ranker, blue live": [*_both("blue"), RANKER],
    "green is never ready, blue live": _both("blue", probe=NEVER_READY),
    "green counts as available after five minutes, blue live": _both("blue", minReadySeconds=300),
    "blue is at zero, green live": [
        colour("blue", 0),
        colour("green"),
        service(app="model", version="green"),
    ],
    "blue fills two thirds of a quota": [
        quota(cpu="60m"),
        colour("blue", 4, cpu="10m"),
        service(app="model", version="blue"),
    ],
    "both colours under one budget, green live": [
        budget(3, app="model"),
        *_both("green"),
    ],
}
