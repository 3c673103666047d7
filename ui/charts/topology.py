"""Who a Service selects: a line to every pod that it sends requests to, and pods that it does not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from ui.charts.svg import Paint, Path, Picture, Rect, Shape, Text
from ui.charts.text_metrics import fit_text

if TYPE_CHECKING:
    from problems.picture import PodGroup, ServicePicture

_NARROW = 480  # px; below it a pod's state stands under its name instead of beside it
_GAP = 8
_LINE = 18  # px, a further line of a selector or of labels
_BOX_HEIGHT, _BETWEEN = 56, 18  # px, the height of a box on the left and the space between two
_INKS: dict[str, Paint] = {"blue": "blue", "green": "green", "other": "muted"}
_TINTS: dict[str, Paint] = {"blue": "blue-tint", "green": "green-tint", "other": "surface"}


@dataclass(frozen=True, slots=True)
class Pod:
    """A pod as it stands: `note` such as "r42" is shown beside its state."""

    name: str
    side: Literal["blue", "green", "other"]
    ready: bool
    selected: bool
    note: str = ""
    labels: tuple[str, ...] = ()  # a line each


@dataclass(frozen=True, slots=True)
class Slices:
    """A Service's EndpointSlices: `ready` of so many `addresses` get new connections."""

    ready: int
    addresses: int

    @property
    def note(self) -> str:
        return f"{self.ready} of {self.addresses} ready"


@dataclass(frozen=True, slots=True)
class _Box:
    x: float
    y: float
    width: float
    height: float


def service_topology(
    service: str,
    selector: str,
    pods: Sequence[Pod],
    *,
    slices: Slices | None = None,
    width: float = 640,
    lines_shown: bool = True,
    alternative: str = "",
) -> Picture:
    """The Service and its selector on the left, the pods on the right, blue above green above others.

    Between them stand its EndpointSlices, where they are given. A line is whole to a pod that is served,
    dashed to one that is selected but not ready, and absent to one that is not selected. Without
    `lines_shown` nothing says who is selected; then, and wherever the pods say more than `finding` does,
    `alternative` is the text.
    """
    narrow = width < _NARROW or any(pod.labels for pod in pods)
    shown = sorted(pods, key=lambda pod: (list(_INKS).index(pod.side), pod.name))
    boxes = _stack(shown, width, narrow=narrow)
    selector_lines = selector.split("\n")
    box_height = _BOX_HEIGHT + _LINE * (len(selector_lines) - 1)
    tall = 2 + box_height + (_BOX_HEIGHT + _BETWEEN if slices else 0)
    height = max(tall, boxes[-1].y + boxes[-1].height + 1) if boxes else tall
    service_box = _Box(
        1, round((height - tall) / 2 + 1, 1), round(width * (0.42 if narrow else 0.34), 1), box_height
    )
    start = replace(service_box, y=service_box.y + box_height + _BETWEEN) if slices else service_box
    lines = [
        _line(start, pod, box) for pod, box in zip(shown, boxes, strict=True) if pod.selected and lines_shown
    ]
    cards = [
        shape
        for pod, box in zip(shown, boxes, strict=True)
        for shape in _pod(pod, box, narrow=narrow, with_idle=lines_shown)
    ]
    left = [*_card(f"Service {service}", selector_lines if selector else ["no selector"], service_box)]
    left += [_down(service_box), *_card("EndpointSlice", [slices.note], start)] if slices else []
    text = alternative or finding(service, selector, shown, slices)
    return Picture(width, height, (*lines, *left, *cards), "Who the Service selects", text)


def finding(service: str, selector: str, pods: Sequence[Pod], slices: Slices | None = None) -> str:
    """ "Service model selects slot=green: 2 green pods served. Not selected: 2 blue pods." """
    served = _counted([pod for pod in pods if pod.selected and pod.ready])
    waiting = _counted([pod for pod in pods if pod.selected and not pod.ready])
    idle = _counted([pod for pod in pods if not pod.selected])
    parts = [f"Service {service} selects {selector or 'nothing'}: {served or 'no pod'} served."]
    parts += [f"Selected but not ready: {waiting}."] if waiting else []
    parts += [f"Not selected: {idle}."] if idle else []
    parts += [f"In its EndpointSlices: {slices.note}."] if slices else []
    return " ".join(parts)


def _counted(pods: Sequence[Pod]) -> str:
    counts = [(side, sum(pod.side == side for pod in pods)) for side in _INKS]
    return " and ".join(f"{count} {side} pod{'s' * (count != 1)}" for side, count in counts if count)


def _stack(pods: Sequence[Pod], width: float, *, narrow: bool) -> list[_Box]:
    """One below the other, with more space between two sides than within one."""
    height = (50 if narrow else 38) + _LINE * max((len(pod.labels) for pod in pods), default=0)
    left = round(width * 0.52, 1)
    boxes: list[_Box] = []
    y = 1.0
    for before, pod in zip([None, *pods], pods, strict=False):
        y += _GAP if before and before.side != pod.side else 0
        boxes.append(_Box(left, y, width - left - 1, height))
        y += height + _GAP
    return boxes


def _line(source: _Box, pod: Pod, box: _Box) -> Path:
    left, top = source.x + source.width, source.y + source.height / 2
    middle, y = round((left + box.x) / 2, 1), box.y + box.height / 2
    curve = f"M{left} {top}C{middle} {top} {middle} {y} {box.x} {y}"
    return Path(curve, stroke=_INKS[pod.side], stroke_width=2.5, dashes="" if pod.ready else "5 5")


def _down(service_box: _Box) -> Path:
    """From the Service to the box below it."""
    x, y = service_box.x + 24, service_box.y + service_box.height
    return Path(f"M{x} {y}V{y + _BETWEEN}", stroke="edge", stroke_width=1.5)


def _card(name: str, notes: Sequence[str], box: _Box) -> Iterator[Shape]:
    yield Rect(box.x, box.y, box.width, box.height, fill="background", stroke="edge", radius=8)
    lower = [(note, 400, 13, 43 + _LINE * at) for at, note in enumerate(notes)]
    for text, weight, size, y in ((name, 600, 14, 23), *lower):
        words, fits = fit_text(text, box.width - 24, size, weight, least=11)
        yield Text(
            box.x + 12, box.y + y, words, size=fits, weight=weight, fill="text" if weight == 600 else "muted"
        )


def _pod(pod: Pod, box: _Box, *, narrow: bool, with_idle: bool) -> Iterator[Shape]:
    yield Rect(
        *(box.x, box.y, box.width, box.height),
        fill=_TINTS[pod.side],
        stroke=_INKS[pod.side],
        stroke_width=1.5,
        radius=8,
        dashes="" if pod.ready else "5 4",
    )
    space = box.width - 24 if narrow else box.width / 2 - 18
    name, size = fit_text(_short(pod.name), space, 14, 600, least=11)
    yield Text(box.x + 12, box.y + (21 if narrow else 24), name, size=size, weight=600)
    state = "ready" if pod.ready else "not ready"
    note = " · ".join(filter(None, (state, pod.note, "" if pod.selected or not with_idle else "idle")))
    words, size = fit_text(note, space, 13, least=11)
    for at, label in enumerate(pod.labels):
        fits, small = fit_text(label, space, 13, least=11)
        yield Text(box.x + 12, box.y + 40 + _LINE * (at + 1), fits, size=small, fill="muted")
    if narrow:
        yield Text(box.x + 12, box.y + 40, words, size=size)
    else:
        yield Text(box.x + box.width - 12, box.y + 24, words, size=size, anchor="end")


def _short(name: str) -> str:
    """`green-7f6b9c5d4-ngz2k` as "green-7f…ngz2k": the ends tell pods apart."""
    return name if len(name) <= 16 else f"{name[:8]}…{name[-5:]}"


def picture_topology(shown: ServicePicture, *, width: float = 640) -> Picture:
    """A problem's picture: a card for the ready pods of each group and one for the others."""
    pods = [pod for group in shown.state.pods for pod in _cards_of(shown, group)]
    return service_topology(
        shown.service,
        shown.selector_text.replace(", ", "\n"),
        pods,
        width=width,
        lines_shown=shown.traffic,
        alternative=shown.alternative,
    )


def _cards_of(shown: ServicePicture, group: PodGroup) -> Iterator[Pod]:
    labels = tuple(f"{key}={value}" for key, value in group.labels.items())
    for number, ready in ((group.ready_count, True), (group.total - group.ready_count, False)):
        if number:
            name = f"{number} × {group.name}" if group.total > 1 else group.name
            yield Pod(name, group.side, ready, shown.selects(group), labels=labels)
