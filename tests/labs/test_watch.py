"""The watch: what there is, what changes, and an honest word about what nobody saw."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from queue import Empty, SimpleQueue
from typing import Any, cast

import pytest

import labs.session.watch as watch_module
from labs.checks.objects import ObjectChange
from labs.checks.timeline import Window
from labs.errors import ClusterUnavailable, LabError, RequestRefused
from labs.kube import Kube, path_of
from labs.session.watch import Watch
from tests.labs.objects import BLUE, GREEN, Object, service

GONE = RequestRefused("The watch ended: too old resource version", "List again.")
AWAY = ClusterUnavailable("The cluster does not answer.", "Wait.")
SERVICES = path_of("Service")


class FakeKube:
    """A cluster of Services: what a list finds, and what comes down the watch, errors among it."""

    def __init__(self, *services: Object) -> None:
        self.listed = list(services)
        self.events: SimpleQueue[tuple[str, Object] | LabError] = SimpleQueue()
        self.asked: list[str] = []
        self.version = "100"

    def call(self, method: str, path: str) -> Object:
        items = self.listed if path == SERVICES else []
        return {"items": [dict(one) for one in items], "metadata": {"resourceVersion": self.version}}

    def watch(self, kind: str, *, version: str) -> Iterator[tuple[str, Object]]:
        if kind != "Service":
            threading.Event().wait(5)
            return
        self.asked.append(version)
        while True:
            event = self.events.get()
            if isinstance(event, LabError):
                raise event
            yield event


class Ears:
    """A listener that keeps what it hears, and can be waited for."""

    def __init__(self) -> None:
        self.heard: SimpleQueue[ObjectChange | Window] = SimpleQueue()
        self.away: list[Window] = []

    def changed(self, change: ObjectChange) -> None:
        self.heard.put(change)

    def was_blind(self, window: Window) -> None:
        self.heard.put(window)

    def was_away(self, window: Window) -> None:
        self.away.append(window)

    def next(self) -> Any:
        return self.heard.get(timeout=1.5)

    def next_change(self) -> tuple[Any, bool]:
        change = self.next()
        return change.object["spec"]["selector"], change.gone


def made(version: str, selector: dict[str, str], name: str = "model") -> Object:
    one = service(selector, name)
    one["metadata"]["resourceVersion"] = version
    return one


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("labs.session.watch._PAUSE", 0.01)


def opened(kube: FakeKube, namespace: str = "lab-1") -> tuple[Watch, Ears]:
    clock = iter(range(1000, 9999))
    watch, ears = Watch(cast(Kube, kube), lambda: float(next(clock))), Ears()
    watch.open(1.5)
    there, _ = watch.subscribe(namespace, ears)
    for one in there:
        ears.changed(ObjectChange(0.0, one))
    return watch, ears


def test_a_listener_hears_what_there_is_and_then_what_changes() -> None:
    kube = FakeKube(made("1", BLUE))
    _, ears = opened(kube)
    assert ears.next_change() == (BLUE, False)
    kube.events.put(("MODIFIED", made("101", GREEN)))
    assert ears.next_change() == (GREEN, False)
    kube.events.put(("DELETED", made("102", GREEN)))
    assert ears.next_change() == (GREEN, True)


def test_a_listener_hears_nothing_of_another_place() -> None:
    kube = FakeKube(made("1", BLUE))
    _, ears = opened(kube, "lab-2")
    kube.events.put(("MODIFIED", made("101", GREEN)))
    kube.events.put(("BOOKMARK", {"metadata": {"resourceVersion": "102", "name": ""}}))
    with pytest.raises(Empty):
        ears.heard.get(timeout=0.1)


def test_a_broken_watch_goes_on_from_where_it_was() -> None:
    kube = FakeKube(made("1", BLUE))
    _, ears = opened(kube)
    assert ears.next_change() == (BLUE, False)
    kube.events.put(("MODIFIED", made("101", GREEN)))
    kube.events.put(AWAY)
    kube.events.put(("MODIFIED", made("103", BLUE)))
    assert [ears.next_change(), ears.next_change()] == [(GREEN, False), (BLUE, False)]
    assert kube.asked == ["100", "101"]


def test_an_outage_is_told_to_everybody_even_where_nothing_went_unseen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(watch_module, "_OUTAGE", 0.0)
    kube, elsewhere = FakeKube(made("1", BLUE)), Ears()
    watch, ears = opened(kube)
    watch.subscribe("lab-2", elsewhere)
    ears.next()
    kube.events.put(AWAY)
    kube.events.put(("MODIFIED", made("103", GREEN)))
    assert ears.next_change() == (GREEN, False)
    assert ears.away == elsewhere.away
    begun, over = ears.away
    assert begun.start == over.start
    assert begun.end <= over.end


def test_an_outage_is_told_while_it_lasts_and_not_at_every_knock(monkeypatch: pytest.MonkeyPatch) -> None:
    """A lab that ends before the cluster is back is judged without blame too."""
    monkeypatch.setattr(watch_module, "_PAUSE", 0.01)
    kube = FakeKube(made("1", BLUE))
    _, ears = opened(kube)
    ears.next()
    for _ in range(30):
        kube.events.put(AWAY)
    give_up = time.monotonic() + 1
    while not (kube.events.empty() and ears.away) and time.monotonic() < give_up:
        time.sleep(0.01)
    assert 0 < len(ears.away) < 5, "half a minute by the clock of this test"
    assert {one.start for one in ears.away} == {ears.away[0].start}


def test_a_cluster_that_does_not_answer_is_away_until_it_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch_module, "_PAUSE", 0.01)
    kube = FakeKube(made("1", BLUE))
    watch, ears = opened(kube)
    ears.next()
    assert watch.away() == []
    kube.events.put(AWAY)
    give_up = time.monotonic() + 1
    while not watch.away() and time.monotonic() < give_up:
        time.sleep(0.01)
    assert len(watch.away()) == 1
    kube.events.put(("MODIFIED", made("103", GREEN)))
    ears.next_change()
    assert watch.away() == []


def test_what_changed_while_nobody_looked_is_told_with_the_time_of_blindness() -> None:
    kube = FakeKube(made("1", BLUE))
    _, ears = opened(kube)
    ears.next()
    kube.listed, kube.version = [made("150", GREEN)], "150"
    kube.events.put(GONE)
    blind = ears.next()
    assert isinstance(blind, Window)
    assert blind.start < blind.end
    assert ears.next_change() == (GREEN, False)


def test_what_vanished_while_nobody_looked_is_told_as_gone() -> None:
    kube = FakeKube(made("1", BLUE))
    _, ears = opened(kube)
    ears.next()
    kube.listed, kube.version = [], "150"
    kube.events.put(GONE)
    assert isinstance(ears.next(), Window)
    assert ears.next_change() == (BLUE, True)


def test_nobody_was_blind_to_what_did_not_change() -> None:
    kube = FakeKube(made("1", BLUE), made("2", GREEN, "preview"))
    _, ears = opened(kube)
    ears.next(), ears.next()
    kube.version = "150"
    kube.events.put(GONE)
    kube.events.put(("MODIFIED", made("151", GREEN)))
    assert ears.next_change() == (GREEN, False)


def test_who_unsubscribes_hears_no_more_and_may_do_so_twice() -> None:
    kube, ears = FakeKube(made("1", BLUE)), Ears()
    watch, first = opened(kube)
    there, shut_down = watch.subscribe("lab-1", ears)
    assert [one["spec"]["selector"] for one in there] == [BLUE]
    shut_down()
    shut_down()
    first.next()
    kube.events.put(("MODIFIED", made("101", GREEN)))
    first.next()
    assert ears.heard.empty()
