"""What a lab's pictures show, from its report: pure, in the words and colours of `ui.charts`."""

from __future__ import annotations

from collections.abc import Sequence

from labs.session.report import LabReport, PodView, ServiceView
from ui.charts.svg import Picture
from ui.charts.topology import Pod, Slices, service_topology
from ui.charts.traffic import Lane, TrafficEvent, traffic_chart

WIDE, NARROW = 640, 340
# While a lab runs, its last minute is drawn: a second is then wide enough to be seen.
LIVE_SECONDS = 60


def traffic_picture(report: LabReport, *, last: int | None = None) -> tuple[Picture, Picture] | None:
    """Who answered, wide and narrow: all of it, or the `last` seconds. None before the first second."""
    span = max((len(one.seconds) for one in report.classes), default=0)
    start = max(0, span - last) if last else 0
    lanes = [
        Lane(
            one.title,
            f"{one.rate} a second",
            tuple((second.blue, second.green, second.foreign, second.failed) for second in part),
        )
        for one in report.classes
        if (part := one.seconds[start:])
    ]
    if not lanes:
        return None
    events = [
        TrafficEvent(moment.at - start, moment.title) for moment in report.moments if moment.at >= start
    ]
    finding = traffic_summary(report)
    return (
        traffic_chart(lanes, events, finding, width=WIDE),
        traffic_chart(lanes, events, finding, width=NARROW),
    )


def traffic_summary(report: LabReport) -> str:
    """Who answered in sentences: "New connections: blue until 0:12, then green." """
    return " ".join(f"{one.title}: {one.summary}." for one in report.classes)


def service_picture(report: LabReport, service: ServiceView) -> tuple[Picture, Picture]:
    """The Service with all pods of the lab, wide and narrow."""
    pods = [_pod(pod, service) for pod in report.pods]
    slices = Slices(len(service.reaches), len(service.listed))
    return (
        service_topology(service.name, service.selector, pods, slices=slices, width=WIDE),
        service_topology(service.name, service.selector, pods, slices=slices, width=NARROW),
    )


def services_to_draw(services: Sequence[ServiceView]) -> tuple[ServiceView, ...]:
    """At most three Services, those with pods first."""
    return tuple(sorted(services, key=lambda one: (not one.listed, one.name))[:3])


def _pod(pod: PodView, service: ServiceView) -> Pod:
    side = pod.colour if pod.colour != "foreign" else "other"
    state = "going" if pod.going else "" if pod.ready or pod.state == "Running" else pod.state
    return Pod(pod.name, side, pod.ready, pod.name in service.listed, state)
