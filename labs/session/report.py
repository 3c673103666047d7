"""What a page shows of a lab, frozen and complete: it draws this without knowing a cluster.

Times in views are seconds since the lab was opened, negative for the baseline before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Literal

from labs.checks.changes import AttributedChange
from labs.checks.evaluate import CheckResult
from labs.checks.objects import NamespaceObjects, is_ready
from labs.checks.record import LabRecord
from labs.checks.subset import shown
from labs.checks.timeline import RESPONDERS, Responder, SecondCounts, Window
from labs.checks.times import MomentRef, clock
from labs.images.prober.record import RequestOutcome
from labs.session.state import Phase, SessionState, remaining
from problems.verdict import Verdict

Colour = Literal["blue", "green", "foreign"]
CLASS_TITLES = {"fresh": "New connections", "keep-alive": "Keep-alive", "long": "Long predictions"}
# Moments with these names are the way there and the way back of every scenario that has them.
_SWITCH, _BACK = "switch", "back"


@dataclass(frozen=True, slots=True)
class ClassView:
    """One class of clients. `failed` of `of` requests failed; `unsure` more fell to a busy machine.

    `first_green` and `last_blue` say when such a request was due; `to_switch` and `to_roll_back` how long
    after the switch and the way back the right version gave every answer. `told` is the picture in words.
    """

    name: str
    title: str
    rate: int
    seconds: tuple[SecondCounts, ...]
    failed: int
    of: int
    unsure: int
    how: Mapping[RequestOutcome, int]
    first_green: float | None
    last_blue: float | None
    to_switch: float | None
    to_roll_back: float | None
    summary: str


@dataclass(frozen=True, slots=True)
class PodView:
    """A pod of a model. `behind` names the Services that send it new connections now."""

    name: str
    colour: Colour
    ready: bool
    going: bool
    state: str
    address: str
    labels: str
    behind: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ServiceView:
    """A Service, its selector as `app=model,version=blue`, and the pods in its EndpointSlices.

    `listed` are all addresses, ready or not, as `kubectl get endpointslices` lists them.
    """

    name: str
    selector: str
    reaches: tuple[str, ...]
    listed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChangeView:
    """Who did what, like "kubectl patch" on "service/model": "spec.selector.version: blue → green"."""

    at: float
    who: str
    did: str
    on: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MomentView:
    """A moment that has come, to be marked in the picture."""

    name: str
    title: str
    at: float


@dataclass(frozen=True, slots=True)
class LabReport:
    """A lab as it stands. `elapsed` and `remaining` in seconds; `runs` counts from 1, one more a reset.

    `verdict` is None while the lab is open. `more_changes` were made beyond those in `changes`.
    """

    slug: str
    title: str
    phase: Phase
    elapsed: float
    remaining: float
    runs: int
    solution_shown: bool
    classes: tuple[ClassView, ...]
    services: tuple[ServiceView, ...]
    pods: tuple[PodView, ...]
    checks: tuple[CheckResult, ...]
    changes: tuple[ChangeView, ...]
    moments: tuple[MomentView, ...]
    verdict: Verdict | None
    more_changes: int = 0

    @property
    def earned(self) -> int:
        return sum(check.earned for check in self.checks)

    @property
    def points(self) -> int:
        return sum(check.points for check in self.checks)


def build_report(state: SessionState, now: float, *, runs: int, solution_shown: bool) -> LabReport:
    """The lab as it stands at `now` (Unix seconds)."""
    record, results = state.record, state.results()
    until = record.end if record.end is not None else now
    return LabReport(
        slug=state.scenario.slug,
        title=state.scenario.title,
        phase=state.phase,
        elapsed=max(0.0, record.since_start(until)),
        remaining=remaining(state, until),
        runs=runs,
        solution_shown=solution_shown,
        classes=tuple(_class(state, one.kind, one.rate, until) for one in state.scenario.traffic),
        services=services(record.world),
        pods=pods(record.world),
        checks=results,
        changes=tuple(
            _change_view(record, act) for act in record.changes if act.at >= (record.start or until)
        ),
        moments=tuple(_moments(state)),
        verdict=state.verdict(results),
        more_changes=record.more_changes,
    )


def services(world: NamespaceObjects) -> tuple[ServiceView, ...]:
    """Every Service with the pods that it reaches, by name."""
    names = {ip: name for name, ip in _addresses(world).items()}
    return tuple(
        ServiceView(
            name=one["metadata"]["name"],
            selector=shown(one["spec"].get("selector") or {}),
            reaches=tuple(sorted(names.get(ip, ip) for ip in world.addresses(one["metadata"]["name"]))),
            listed=tuple(sorted(names.get(ip, ip) for ip in _listed(world, one["metadata"]["name"]))),
        )
        for one in world.all("Service")
    )


def pods(world: NamespaceObjects) -> tuple[PodView, ...]:
    """Every pod that carries a `version` label, blue ones first."""
    behind = [(one.name, one.reaches) for one in services(world)]
    views = [_pod(one, behind) for one in world.all("Pod") if "version" in _labels(one)]
    return tuple(sorted(views, key=lambda pod: (RESPONDERS.index(pod.colour), pod.name)))


def summarise(seconds: Sequence[SecondCounts], start: float = 0.0) -> str:
    """Who answered, in a sentence: "blue until 0:12, then 54 failed, then green"."""
    asked = [(second, who) for second in seconds if (who := _dominant_answer(second))]
    runs = [(who, [second for second, _ in run]) for who, run in groupby(asked, key=lambda pair: pair[1])]
    parts = [_describe_run(who, run) for who, run in runs]
    for at, (_, run) in enumerate(runs[:-1]):
        parts[at] += f" until {clock(start + run[-1].at + 1)}"
    return ", then ".join(parts) or "no request yet"


def _dominant_answer(second: SecondCounts) -> Responder | None:
    """Who gave a second its colour; one failure is enough to be seen."""
    if second.failed:
        return "failed"
    count, who = max((int(getattr(second, who)), who) for who in RESPONDERS)
    return who if count else None


def _describe_run(who: Responder, run: Sequence[SecondCounts]) -> str:
    return f"{sum(second.failed for second in run)} failed" if who == "failed" else who


def _class(state: SessionState, name: str, rate: int, until: float) -> ClassView:
    record, start = state.record, state.record.start
    timeline = record.timeline
    begin = start if start is not None else until
    window = Window(begin, until)
    tally, seconds = timeline.tally(name, window), timeline.seconds(name, begin, until)
    return ClassView(
        name=name,
        title=CLASS_TITLES.get(name, name),
        rate=rate,
        seconds=seconds,
        failed=tally.failed,
        of=tally.of,
        unsure=tally.unsure + tally.shared,
        how=tally.kinds,
        first_green=_since_start(record, timeline.first(name, "green", window)),
        last_blue=_since_start(record, timeline.last(name, "blue", window)),
        to_switch=_seconds_to_settle(state, name, _SWITCH, "green", until),
        to_roll_back=_seconds_to_settle(state, name, _BACK, "blue", until),
        summary=summarise(seconds),
    )


def _seconds_to_settle(
    state: SessionState, client: str, moment: str, who: Responder, until: float
) -> float | None:
    if moment not in state.scenario.moments:
        return None
    since = state.record.when(MomentRef(moment))
    return None if since is None else state.record.timeline.settled(client, who, since, until)


def _since_start(record: LabRecord, at: float | None) -> float | None:
    return None if at is None else record.since_start(at)


def _pod(pod: Mapping[str, Any], behind: Sequence[tuple[str, tuple[str, ...]]]) -> PodView:
    about, status = pod["metadata"], pod.get("status", {})
    return PodView(
        name=about["name"],
        colour=_colour(_labels(pod)["version"]),
        ready=is_ready(pod),
        going=bool(about.get("deletionTimestamp")),
        state=_state(status),
        address=status.get("podIP", ""),
        labels=shown({key: one for key, one in _labels(pod).items() if key != "pod-template-hash"}),
        behind=tuple(service for service, reaches in behind if about["name"] in reaches),
    )


def _colour(version: str) -> Colour:
    return "blue" if version == "blue" else "green" if version == "green" else "foreign"


def _state(status: Mapping[str, Any]) -> str:
    """What `kubectl get pods` would say, near enough: a waiting container's reason, else the phase."""
    for container in status.get("containerStatuses") or ():
        waiting = container.get("state", {}).get("waiting")
        if waiting and waiting.get("reason"):
            return str(waiting["reason"])
    return str(status.get("phase", "Unknown"))


def _labels(pod: Mapping[str, Any]) -> Mapping[str, str]:
    return pod["metadata"].get("labels") or {}


def _addresses(world: NamespaceObjects) -> dict[str, str]:
    return {pod["metadata"]["name"]: pod.get("status", {}).get("podIP", "") for pod in world.all("Pod")}


def _listed(world: NamespaceObjects, service: str) -> set[str]:
    slices = world.all("EndpointSlice", {"kubernetes.io/service-name": service})
    return {ip for one in slices for endpoint in one.get("endpoints") or () for ip in endpoint["addresses"]}


def _change_view(record: LabRecord, act: AttributedChange) -> ChangeView:
    who = (act.manager or "somebody").replace("kubectl-", "kubectl ").replace("client-side-", "")
    fields = tuple(str(field) for field in act.fields) if act.verb == "changed" else ()
    if act.more_fields and fields:
        fields += (f"and {act.more_fields} more fields",)
    return ChangeView(record.since_start(act.at), who, act.verb, f"{act.kind.lower()}/{act.name}", fields)


def _moments(state: SessionState) -> list[MomentView]:
    found = [
        (name, moment.title, state.record.when(MomentRef(name)))
        for name, moment in state.scenario.moments.items()
    ]
    if state.record.incident is not None and state.scenario.incident:
        found.append(("incident", state.scenario.incident.says, state.record.incident))
    views = [
        MomentView(name, title, state.record.since_start(at)) for name, title, at in found if at is not None
    ]
    return sorted(views, key=lambda view: view.at)
