"""Who answered: every second of every class of clients, in the colour of the side that served it.

A failure is hatched, taller than its neighbours and carries a ✕ and a number, so that it is seen without
colour and however short it was.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from ui.charts.svg import Paint, Path, Picture, Rect, Shape, Text
from ui.charts.text_metrics import fit_text, width_of, with_background

# Requests due in one second, by who answered: blue, green, somebody else, nobody.
SecondCounts = tuple[int, int, int, int]

_BAR = 40  # px, the height of a second in which all went well
_TALLER = 7  # px that a failure stands out above and below
_ABOVE = 30  # px for the name of a class
_BELOW = 30  # px for the count of what failed
_SIDES: tuple[tuple[Paint, str], ...] = (("blue", "blue"), ("green", "green"), ("muted", "neither"))


@dataclass(frozen=True, slots=True)
class Lane:
    """A class of clients: its name, a note such as "50 a second", and its seconds in order."""

    title: str
    note: str
    seconds: tuple[SecondCounts, ...]


@dataclass(frozen=True, slots=True)
class TrafficEvent:
    """Something done `at` so many seconds after the first, such as "patch 12:04:29"."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class _Run:
    """Seconds [start, end) that went the same way: shares of blue, green, other and failed, 0..1 each."""

    start: int
    end: int
    shares: tuple[float, float, float, float]
    failed: int


def traffic_chart(
    lanes: Sequence[Lane], events: Sequence[TrafficEvent], finding: str, *, width: float = 640
) -> Picture:
    """The lanes below each other on one clock, the events as lines through all of them.

    `finding` says what happened, since only the caller knows what was meant to. Raises ValueError without
    a second to draw.
    """
    span = max((len(lane.seconds) for lane in lanes), default=0)
    if span == 0:
        raise ValueError("no second of traffic to draw")
    px = width / span
    tops = [at * (_ABOVE + _BAR + _BELOW) for at in range(len(lanes))]
    bottom = tops[-1] + _ABOVE + _BAR + _BELOW
    bars = [bar for lane, top in zip(lanes, tops, strict=True) for bar in _bars(lane, top, px)]
    words = [text for lane, top in zip(lanes, tops, strict=True) for text in _words(lane, top, px, width)]
    lines, labels, height = _events(events, px, bottom, width)
    return Picture(width, height, (*bars, *lines, *words, *labels), "Who answered", finding)


def _bars(lane: Lane, top: float, px: float) -> Iterator[Shape]:
    for run in _runs(lane.seconds):
        yield from _bar(run, top + _ABOVE, px)


def _words(lane: Lane, top: float, px: float, width: float) -> Iterator[Shape]:
    runs = list(_runs(lane.seconds))
    yield from with_background(Text(0, top + 18, lane.title, weight=600, size=14))
    yield from with_background(Text(width, top + 18, lane.note, anchor="end", fill="muted"))
    for run in runs:
        yield from _names(run, top + _ABOVE, px)
    yield from _failures(runs, top + _ABOVE + _BAR + 22, px, width)


def _runs(seconds: Sequence[SecondCounts]) -> Iterator[_Run]:
    """Neighbouring seconds of equal shares as one run, so that a minute of blue is one rectangle."""
    start = 0
    for shares, group in groupby(seconds, key=_shares):
        length, failed = 0, 0
        for second in group:
            length, failed = length + 1, failed + second[3]
        if any(shares):
            yield _Run(start, start + length, shares, failed)
        start += length


def _shares(second: SecondCounts) -> tuple[float, float, float, float]:
    blue, green, other, failed = second
    due = sum(second) or 1
    return (blue / due, green / due, other / due, failed / due)


def _bar(run: _Run, top: float, px: float) -> Iterator[Shape]:
    """From above: what failed, then blue, green and the rest, each by its share of the height."""
    # Half a pixel wider than exact, or the background shows between neighbours.
    x, width = round(run.start * px, 2), round((run.end - run.start) * px + 0.5, 2)
    *served, lost = run.shares
    y = top + lost * _BAR
    for (paint, _), share in zip(_SIDES, served, strict=True):
        if share:
            yield Rect(x, round(y, 2), width, round(share * _BAR, 2), fill=paint)
        y += share * _BAR
    if lost:
        height = _TALLER + lost * _BAR + (_TALLER if lost == 1 else 0)
        wide = max(width, 3)  # px; a second among a thousand is still to be seen
        yield Rect(x, top - _TALLER, wide, round(height, 2), fill="hatch", stroke="fail", stroke_width=1.5)


def _names(run: _Run, top: float, px: float) -> Iterator[Shape]:
    """The side's name on its colour, where a run is wholly of one side and long enough to carry it."""
    for (_, name), share in zip(_SIDES, run.shares[:3], strict=True):
        if share == 1 and (run.end - run.start) * px > width_of(name, 14, 600) + 20:
            yield Text(
                round(run.start * px + 10, 2),
                top + _BAR / 2 + 5,
                name,
                size=14,
                weight=600,
                fill="background",
            )


def _failures(runs: Sequence[_Run], y: float, px: float, width: float) -> Iterator[Shape]:
    """A ✕ and a count below each outage; outages too close to be told apart by words share one count."""
    for start, end, failed in _outages([run for run in runs if run.failed], px):
        label = f"✕ {failed:,} failed".replace(",", "\N{NARROW NO-BREAK SPACE}")
        middle, half = (start + end) / 2 * px, width_of(label, 14, 600) / 2
        x = min(max(middle, half), width - half)
        yield from with_background(
            Text(round(x, 2), y, label, size=14, weight=600, anchor="middle", fill="fail")
        )


def _outages(lost: Sequence[_Run], px: float) -> list[tuple[int, int, int]]:
    outages: list[tuple[int, int, int]] = []
    for run in lost:
        space = width_of(f"✕ {run.failed} failed", 14, 600) + 40
        if outages and (run.start - outages[-1][1]) * px < space:
            start, _, failed = outages.pop()
            outages.append((start, run.end, failed + run.failed))
        else:
            outages.append((run.start, run.end, run.failed))
    return outages


def _events(
    events: Sequence[TrafficEvent], px: float, bottom: float, width: float
) -> tuple[list[Shape], list[Shape], float]:
    """Lines through all lanes with their labels below, each beside its line on the first row with room."""
    lines: list[Shape] = []
    labels: list[Shape] = []
    at = [round(min(max(event.at * px, 0.75), width - 0.75), 2) for event in events]
    taken: list[list[tuple[float, float]]] = []
    for x, event in sorted(zip(at, events, strict=True), key=lambda pair: pair[0]):
        label, size = fit_text(event.label, width / 2, 13)
        row, left = _free_spot(taken, x, width_of(label, size), [other for other in at if other != x], width)
        y = bottom + 6 + 20 * row
        lines.append(Path(f"M{x} {_ABOVE - 10}V{y + 12}", stroke="text", dashes="3 3"))
        labels += with_background(Text(round(left, 2), y + 12, label, size=size, fill="muted"))
    return lines, labels, bottom + (8 + 20 * len(taken) if taken else 0)


def _free_spot(
    taken: list[list[tuple[float, float]]], x: float, wide: float, others: Sequence[float], width: float
) -> tuple[int, float]:
    """Row and left edge of a label beside the line at `x`, clear of labels and, if it can be, of lines."""
    sides = [left for left in (x - 6 - wide, x + 6) if 0 <= left <= width - wide] or [0]
    sides.sort(key=lambda left: any(left - 4 < other < left + wide + 4 for other in others))
    for row in range(len(taken) + 1):
        if row == len(taken):
            taken.append([])
        for left in sides:
            if all(left > end + 8 or left + wide < start - 8 for start, end in taken[row]):
                taken[row].append((left, left + wide))
                return row, left
    raise AssertionError("an empty row has room")
