"""Reading the prober's tape: nothing is lost or told twice, however often the connection breaks."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labs.cluster.capacity import PROBER, quantity
from labs.errors import ClusterUnavailable
from labs.images.prober.plan import ClientClass
from labs.images.prober.record import Heartbeat, to_line
from labs.kube import Kube, Object
from labs.namespace import prober
from labs.reading.manifests import SHARE
from labs.settings import LabSettings

LINES = [to_line(Heartbeat(float(n), 0.0, n)) for n in range(20)]


class Breaking:
    """A tape that breaks after so many lines, each time it is asked for."""

    def __init__(self, breaks: list[int], over: threading.Event) -> None:
        self._breaks, self._over = iter(breaks), over
        self.asked: list[int] = []

    def lines(self, path: str, query: Mapping[str, str], *, silence: int) -> Iterator[bytes]:
        start = int(query["from"])
        self.asked.append(start)
        stop = start + next(self._breaks, len(LINES))
        yield from (line.rstrip() for line in LINES[start:stop])
        if stop >= len(LINES):
            self._over.set()
        raise ClusterUnavailable("The cluster does not answer.", "Wait.")


class Keeping:
    """Keeps what is applied."""

    def __init__(self) -> None:
        self.applied: list[Object] = []

    def list(self, kind: str, namespace: str, labels: str) -> tuple[Object, ...]:
        return ()

    def apply(self, body: Object) -> None:
        self.applied.append(body)


@settings(max_examples=40)
@given(st.lists(st.integers(0, 6), max_size=8))
def test_every_line_is_told_once_and_in_order(breaks: list[int]) -> None:
    over, told = threading.Event(), []
    kube = Breaking(breaks, over)
    prober.stream_records(cast(Kube, kube), "prober", told.extend, over)
    assert told == [Heartbeat(float(n), 0.0, n) for n in range(20)]


def test_a_reader_that_is_told_to_stop_stops_within_a_stream() -> None:
    over, told = threading.Event(), []

    def tell(entries: prober.Entries) -> None:
        told.extend(entries)
        over.set()

    prober.stream_records(cast(Kube, Breaking([], threading.Event())), "prober", tell, over)
    assert len(told) == 1


def test_a_prober_runs_without_any_privilege_and_says_what_it_costs(settings: LabSettings) -> None:
    kube = Keeping()
    prober.start(cast(Kube, kube), settings, "p", [ClientClass("fresh", "model.", "fresh", 20)])
    [body] = kube.applied
    spec = body["spec"]
    assert [one["name"] for one in spec["containers"]] == ["prober", "control"]
    for container in spec["containers"]:
        assert container["securityContext"]["readOnlyRootFilesystem"] is True
        assert container["imagePullPolicy"] == "Never"
    shares = [one["resources"]["requests"]["cpu"] for one in spec["containers"]]
    assert shares[1] == SHARE, "else the control is quick where a scenario's servers are slow"
    assert sum(round(1000 * quantity(share)) for share in shares) == PROBER.cpu


@pytest.fixture(autouse=True)
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("labs.namespace.prober.PAUSE", 0.0)
