"""The tasks of the switch to play with: where each starts, what can be changed, when it is solved. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from problems.proofs.request_model import Traffic, failed_count
from problems.proofs.simulator import DeploymentState, SwitchState
from ui.learn.sandbox import SandboxRun

SandboxControl = Literal["selector", "green", "blue", "labels", "time"]


@dataclass(frozen=True, slots=True)
class SandboxTask:
    """Something to bring about: `ask` says what, `lesson` what it showed, once `is_solved`.

    `controls` are what can be changed. Labels and the number of green's pods are never changed in one task:
    pods that are added get their labels from the template, and the model has one set of labels a colour.
    """

    id: str
    title: str
    ask: str
    lesson: str
    controls: tuple[SandboxControl, ...]
    start: Traffic
    is_solved: Callable[[SandboxRun], bool]


def _start(
    green: int = 2, *, green_version: str = "green", probed: bool = True, drains: bool = False
) -> Traffic:
    """Blue serves with two pods, and a client is connected to it."""
    groups = {
        "blue": DeploymentState({"app": "model", "version": "blue"}, 2, 2),
        "green": DeploymentState({"app": "model", "version": green_version}, green, green),
    }
    switch = SwitchState(groups, {"app": "model", "version": "blue"})
    return Traffic(switch, probed=probed, drains=drains, connected="blue")


TASKS: tuple[SandboxTask, ...] = (
    SandboxTask(
        "flip",
        "One change moves everybody",
        "Green is Ready. Let green answer every new connection, and let no request fail.",
        "One field of the Service moved all new connections between two requests. The client that keeps its "
        "connection is still on blue: nobody closes an open connection because of a selector.",
        ("selector", "time"),
        _start(),
        lambda run: run.is_clean and run.ends_on("green"),
    ),
    SandboxTask(
        "begin",
        "From no green pod",
        "Green has no pod yet. Let green answer every new connection, and let no request fail.",
        "`kubectl rollout status` waits until the pods are Ready, and a readiness probe makes Ready mean "
        "that the model is loaded. Only then is there somebody to send users to.",
        ("selector", "green", "time"),
        _start(0),
        lambda run: run.is_clean and run.ends_on("green"),
    ),
    SandboxTask(
        "label",
        "A label that nobody looks at",
        "Green's pods carry `version=candidate`. Label the Deployment with `version=green`, see what that "
        "does, then let pods that carry `version=green` answer every new connection. No request may fail.",
        "A Service selects pods by the labels of the pods. A label on the Deployment stays there; "
        "new pods get theirs from `spec.template`.",
        ("selector", "labels", "time"),
        _start(green_version="candidate"),
        lambda run: (
            run.is_clean
            and run.deployment_label is not None
            and run.ends_on("green")
            and run.traffic.switch.groups["green"].labels["version"] == "green"
        ),
    ),
    SandboxTask(
        "outage",
        "An outage that one client does not notice",
        "Break the Service with the typing error `gren`, so that new connections fail and the kept one does "
        "not. Then repair it: every new connection is answered again.",
        "Without an endpoint a few connections are refused at once; most just get no answer, try again after "
        "a second, and are late. Who is connected already notices nothing, so watch new connections.",
        ("selector", "time"),
        _start(),
        lambda run: (
            run.fresh_failed > 0
            and run.keep_alive_failed == 0
            and bool(run.steps)
            and failed_count(run.seconds[-1].fresh) == 0
        ),
    ),
    SandboxTask(
        "probe",
        "Ready without having loaded",
        "Here pods have no readiness probe, and green has no pod yet. Let green answer every new "
        "connection, and let no request fail.",
        "Without a readiness probe a pod is Ready as soon as it runs, and `kubectl rollout status` "
        "returns at once. You had to know how long the model loads; a probe knows it by itself.",
        ("selector", "green", "time"),
        _start(0, probed=False),
        lambda run: run.is_clean and run.ends_on("green"),
    ),
    SandboxTask(
        "cut",
        "The last one on blue",
        "Move every client to green and bring blue down to no pod. Here pods end at once. "
        "At most one request may fail: find out whose.",
        "The kept connection stayed on blue until its pod ended, and the request on it was cut. New "
        "connections lost nothing.",
        ("selector", "green", "blue", "time"),
        _start(),
        lambda run: (
            run.traffic.switch.replicas("blue") == 0
            and run.ends_on("green", connected=True)
            and (run.fresh_failed, run.keep_alive_failed) == (0, 1)
        ),
    ),
    SandboxTask(
        "drain",
        "The last one on blue, let go",
        "The same, but here a pod that ends closes its connections between two requests first. "
        "Move every client to green, bring blue down to no pod, and let no request fail.",
        "Only the server can let a client go between two requests. A `preStop` pause or a server that "
        "answers `Connection: close` while it ends is what makes retiring blue free of loss.",
        ("selector", "green", "blue", "time"),
        _start(drains=True),
        lambda run: (
            run.traffic.switch.replicas("blue") == 0 and run.ends_on("green", connected=True) and run.is_clean
        ),
    ),
)
