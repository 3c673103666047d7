"""The watch: what there is, what changes, and an honest word about what nobody saw."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

import pytest

from labs.checks.objects import ObjectChange
from labs.checks.timeline import Window
from labs.session.watch import Watch, WatchTiming
from tests.labs.objects import BLUE, GREEN, service
from tests.support.fake_kube import FakeKube, away


@pytest.fixture
def kube(tmp_path: Path) -> FakeKube:
    """A cluster with one Service in `lab-1`."""
    return FakeKube(tmp_path, service(BLUE), controllers=False)


class Recorder:
    """A listener that keeps what it hears, and can be waited for."""

    def __init__(self) -> None:
        self.heard: SimpleQueue[ObjectChange | Window] = SimpleQueue()
        self.away: list[Window] = []

    def object_changed(self, change: ObjectChange) -> None:
        self.heard.put(change)

    def watch_gap(self, window: Window) -> None:
        self.heard.put(window)

    def cluster_outage(self, window: Window) -> None:
        self.away.append(window)

    def next(self) -> Any:
        return self.heard.get(timeout=1.5)

    def next_change(self) -> tuple[Any, bool]:
        change = self.next()
        return change.object["spec"]["selector"], change.gone


def opened(kube: FakeKube, namespace: str = "lab-1", *, outage: float = 2.5) -> tuple[Watch, Recorder]:
    clock, timing = iter(range(1000, 9999)), WatchTiming(pause=0.01, outage=outage, health=0.01)
    watch, recorder = Watch(kube, lambda: float(next(clock)), timing), Recorder()
    watch.open(1.5)
    there, _ = watch.subscribe(namespace, recorder)
    for one in there:
        recorder.object_changed(ObjectChange(0.0, one))
    return watch, recorder


def test_a_listener_hears_what_there_is_and_then_what_changes(kube: FakeKube) -> None:
    _, recorder = opened(kube)
    assert recorder.next_change() == (BLUE, False)
    kube.put(service(GREEN))
    assert recorder.next_change() == (GREEN, False)
    kube.remove("Service", "model", "lab-1")
    assert recorder.next_change() == (GREEN, True)


def test_a_listener_hears_nothing_of_another_place(kube: FakeKube) -> None:
    _, recorder = opened(kube, "lab-2")
    kube.put(service(GREEN))
    kube.send("BOOKMARK", {"kind": "Service", "metadata": {"resourceVersion": "102", "name": ""}})
    with pytest.raises(Empty):
        recorder.heard.get(timeout=0.1)


def test_a_broken_watch_goes_on_from_where_it_was(kube: FakeKube) -> None:
    _, recorder = opened(kube)
    assert recorder.next_change() == (BLUE, False)
    kube.put(service(GREEN))
    kube.break_watches(away(), "Service")
    kube.put(service(BLUE))
    assert [recorder.next_change(), recorder.next_change()] == [(GREEN, False), (BLUE, False)]
    versions = [int(version) for verb, kind, version in kube.calls if (verb, kind) == ("WATCH", "Service")]
    assert len(versions) == 2
    assert versions[0] < versions[1]


def test_an_outage_is_told_to_everybody_even_where_nothing_went_unseen(kube: FakeKube) -> None:
    elsewhere = Recorder()
    watch, recorder = opened(kube, outage=0.0)
    watch.subscribe("lab-2", elsewhere)
    recorder.next()
    kube.break_watches(away(), "Service")
    kube.put(service(GREEN))
    assert recorder.next_change() == (GREEN, False)
    assert recorder.away == elsewhere.away
    begun, over = recorder.away
    assert begun.start == over.start
    assert begun.end <= over.end


def test_an_outage_is_told_while_it_lasts_and_not_at_every_attempt(kube: FakeKube) -> None:
    """A lab that ends before the cluster is back is judged without blame too."""
    clock, recorder = [1000.0], Recorder()
    watch = Watch(kube, lambda: clock[0], WatchTiming(pause=0.001))
    watch.open(1.5)
    watch.subscribe("lab-1", recorder)
    kube.refuse = lambda verb, kind, _: away() if (verb, kind) == ("WATCH", "Service") else None
    kube.break_watches(away(), "Service")
    for seconds, told in ((0, 0), (2, 0), (3, 1), (10, 1), (24, 2)):
        clock[0] = 1000.0 + seconds
        before = len(kube.calls)
        wait_for(partial(_more_calls, kube, before + 5))
        assert [window.start for window in recorder.away] == [1000.0] * told
    watch.close()


def test_a_cluster_that_does_not_answer_is_away_until_it_does(kube: FakeKube) -> None:
    watch, recorder = opened(kube)
    recorder.next()
    assert watch.outages() == []
    kube.break_watches(away(), "Service")
    give_up = time.monotonic() + 1
    while not watch.outages() and time.monotonic() < give_up:
        time.sleep(0.01)
    assert len(watch.outages()) == 1
    kube.put(service(GREEN))
    recorder.next_change()
    assert watch.outages() == []


def test_what_changed_while_nobody_looked_is_told_with_the_time_of_blindness(kube: FakeKube) -> None:
    _, recorder = opened(kube)
    recorder.next()
    with kube.unseen():
        kube.put(service(GREEN))
    kube.forget_history()
    blind = recorder.next()
    assert isinstance(blind, Window)
    assert blind.start < blind.end
    assert recorder.next_change() == (GREEN, False)


def test_what_vanished_while_nobody_looked_is_told_as_gone(kube: FakeKube) -> None:
    _, recorder = opened(kube)
    recorder.next()
    with kube.unseen():
        kube.remove("Service", "model", "lab-1")
    kube.forget_history()
    assert isinstance(recorder.next(), Window)
    assert recorder.next_change() == (BLUE, True)


def test_nobody_was_blind_to_what_did_not_change(kube: FakeKube) -> None:
    kube.put(service(GREEN, "preview"))
    _, recorder = opened(kube)
    recorder.next(), recorder.next()
    kube.forget_history()
    wait_for(lambda: [call[:2] for call in kube.calls].count(("WATCH", "Service")) == 2)
    kube.put(service(GREEN))
    assert recorder.next_change() == (GREEN, False)


def test_who_unsubscribes_hears_no_more_and_may_do_so_twice(kube: FakeKube) -> None:
    recorder = Recorder()
    watch, first = opened(kube)
    there, unsubscribe = watch.subscribe("lab-1", recorder)
    assert [one["spec"]["selector"] for one in there] == [BLUE]
    unsubscribe()
    unsubscribe()
    first.next()
    kube.put(service(GREEN))
    first.next()
    assert recorder.heard.empty()


def test_any_other_error_leaves_a_gap_and_the_watch_goes_on(
    kube: FakeKube, caplog: pytest.LogCaptureFixture
) -> None:
    _, recorder = opened(kube)
    recorder.next()
    with kube.unseen():
        kube.put(service(GREEN))
    kube.send("MODIFIED", {"kind": "Service", "metadata": {"name": "odd"}})
    assert isinstance(recorder.next(), Window)
    assert recorder.next_change() == (GREEN, False)
    kube.put(service(BLUE))
    assert recorder.next_change() == (BLUE, False)
    assert "the watch of Service broke" in caplog.text


def test_an_api_server_that_does_not_answer_says_so_until_it_does(kube: FakeKube) -> None:
    watch, _ = opened(kube)
    kube.outage = away()
    wait_for(lambda: watch.outage == str(away()))
    kube.outage = None
    wait_for(lambda: watch.outage == "")


def wait_for(holds: Callable[[], bool]) -> None:
    give_up = time.monotonic() + 1.5
    while not holds():
        assert time.monotonic() < give_up
        time.sleep(0.005)


def _more_calls(kube: FakeKube, number: int) -> bool:
    return len(kube.calls) > number
