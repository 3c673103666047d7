"""Who answers each request while the model of the switch is changed: a version, nobody, or too late. Pure.

Who is behind the Service is `SwitchState`, the model that orders are proven with; here are the clients, the
seconds and the pods that load. The figures are of a kind cluster with kube-proxy in iptables mode: a Service
without endpoints refuses `REFUSALS` requests at once and one more each second, because Linux limits its ICMP
answers; a client whose other packets were dropped tries again after a second, which is past its deadline.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import cycle, islice
from typing import Literal

from problems.proof_model import StepAction
from problems.proofs.simulator import SwitchState, apply_action

REFUSALS = 6  # Linux's burst of ICMP answers, one more of which comes back each second
LOAD_SECONDS = 3  # how long a pod of the model loads before it answers

RequestOutcome = Literal["blue", "green", "refused", "late"]
Colour = Literal["blue", "green"]
COLOURS: tuple[Colour, ...] = ("blue", "green")


@dataclass(frozen=True, slots=True)
class Second:
    """What became of each request of one second: of clients that connect anew, and of one that does not."""

    fresh: tuple[RequestOutcome, ...]
    keep_alive: tuple[RequestOutcome, ...]

    @property
    def failed(self) -> int:
        """Requests of both classes that were refused or late."""
        return failed_count(self.fresh) + failed_count(self.keep_alive)


@dataclass(frozen=True, slots=True)
class Traffic:
    """A switch under traffic at one instant.

    The Deployments of `switch` are named by their colour. `probed`: pods are Ready once they have loaded;
    otherwise as soon as they run. `drains`: a pod that ends closes its connections between two requests.
    `connected` is the colour whose oldest pod holds the connection of the keep-alive client. `loading` counts
    the pods of each colour that still load, for `seconds_left` more seconds. So many refusals the network
    may send at once to each class of clients.
    """

    switch: SwitchState
    probed: bool = True
    drains: bool = False
    connected: Colour | None = None
    loading: Mapping[Colour, int] = field(default_factory=dict)
    seconds_left: Mapping[Colour, int] = field(default_factory=dict)
    fresh_refusals: int = REFUSALS
    keep_alive_refusals: int = REFUSALS

    def loaded(self, colour: Colour) -> int:
        """Pods that can answer, whether or not the Service sends to them."""
        return self.switch.replicas(colour) - self.loading.get(colour, 0)

    @property
    def endpoints(self) -> tuple[tuple[Colour, bool], ...]:
        """A colour for each Ready pod behind the Service, and whether that pod has loaded."""
        return tuple(
            (colour, number < self.loaded(colour))
            for colour in COLOURS
            if self.switch.is_live(colour)
            for number in range(self.switch.groups[colour].ready)
        )


def failed_count(outcomes: tuple[RequestOutcome, ...]) -> int:
    """Requests that were refused or late."""
    return sum(outcome in ("refused", "late") for outcome in outcomes)


def select(traffic: Traffic, version: str) -> Traffic:
    """The Service selects this version from now on, and whatever else it selected."""
    return replace(
        traffic, switch=apply_action(traffic.switch, "select", StepAction(point={"version": version}))
    )


def scale(traffic: Traffic, colour: Colour, replicas: int) -> Traffic:
    """The Deployment has so many pods; new ones load, and the youngest go first."""
    added = max(0, replicas - traffic.switch.replicas(colour))
    loaded = min(traffic.loaded(colour), replicas)
    switch = apply_action(traffic.switch, "scale", StepAction(scale={colour: replicas}))
    seconds = LOAD_SECONDS if added else traffic.seconds_left.get(colour, 0)
    changed = replace(
        traffic,
        switch=switch,
        loading={**traffic.loading, colour: replicas - loaded},
        seconds_left={**traffic.seconds_left, colour: seconds},
    )
    return changed if changed.probed else _become_ready(changed, colour)


def label_pods(traffic: Traffic, colour: Colour, version: str) -> Traffic:
    """The pods of a Deployment carry this version from now on."""
    group = traffic.switch.groups[colour]
    labelled = replace(group, labels={**group.labels, "version": version})
    groups = {**traffic.switch.groups, colour: labelled}
    return replace(traffic, switch=replace(traffic.switch, groups=groups))


def is_rolled_out(traffic: Traffic, colour: Colour) -> bool:
    """Whether `kubectl rollout status` would return: all pods of the Deployment are Ready."""
    group = traffic.switch.groups[colour]
    return group.ready == group.replicas


def pass_second(traffic: Traffic, rate: int) -> tuple[Traffic, Second]:
    """One second of `rate` requests in each class; what has loaded by its end is loaded."""
    fresh = _send(traffic, rate, traffic.fresh_refusals + 1)
    steady, connected = _send_connected(traffic, rate)
    after = replace(
        traffic,
        connected=connected,
        fresh_refusals=_refusals_left(traffic.fresh_refusals, fresh),
        keep_alive_refusals=_refusals_left(traffic.keep_alive_refusals, steady),
    )
    for colour in COLOURS:
        after = _load(after, colour)
    return after, Second(fresh, steady)


def _send(traffic: Traffic, requests: int, refusals: int) -> tuple[RequestOutcome, ...]:
    """New connections take turns among the endpoints."""
    endpoints = traffic.endpoints
    if endpoints:
        # A process that still loads has not opened its port.
        answers: list[RequestOutcome] = []
        for colour, loaded in islice(cycle(endpoints), requests):
            answers.append(colour if loaded else "refused")
        return tuple(answers)
    refused = min(requests, refusals)
    return _times("refused", refused) + _times("late", requests - refused)


def _times(outcome: RequestOutcome, number: int) -> tuple[RequestOutcome, ...]:
    return (outcome,) * number


def _send_connected(traffic: Traffic, rate: int) -> tuple[tuple[RequestOutcome, ...], Colour | None]:
    """The keep-alive client stays with its pod, whatever is selected, until the pod is gone."""
    lost: tuple[RequestOutcome, ...] = ()
    if traffic.connected is not None:
        if traffic.loaded(traffic.connected):
            return (traffic.connected,) * rate, traffic.connected
        lost = () if traffic.drains else ("refused",)
    outcomes = _send(traffic, rate - len(lost), traffic.keep_alive_refusals + 1)
    found = next(_answering(outcomes), None)
    if found is None:
        return (*lost, *outcomes), None
    before = outcomes[: outcomes.index(found)]
    return (*lost, *before, *(found,) * (len(outcomes) - len(before))), found


def _refusals_left(before: int, outcomes: tuple[RequestOutcome, ...]) -> int:
    """So many refusals may be sent at once in the second that follows: one comes back each second."""
    return max(0, min(REFUSALS, before + 1 - outcomes.count("refused")))


def _answering(outcomes: tuple[RequestOutcome, ...]) -> Iterator[Colour]:
    for outcome in outcomes:
        if outcome in COLOURS:
            yield outcome


def _load(traffic: Traffic, colour: Colour) -> Traffic:
    left = traffic.seconds_left.get(colour, 0) - 1
    if left > 0:
        return replace(traffic, seconds_left={**traffic.seconds_left, colour: left})
    done = replace(
        traffic,
        loading={**traffic.loading, colour: 0},
        seconds_left={**traffic.seconds_left, colour: 0},
    )
    return _become_ready(done, colour)


def _become_ready(traffic: Traffic, colour: Colour) -> Traffic:
    return replace(traffic, switch=apply_action(traffic.switch, "wait", StepAction(wait=colour)))
