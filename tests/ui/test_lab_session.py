"""A lab session on a cluster in memory: its owner takes one command after another, and loses none."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import cast

import pytest
from starlette.applications import Starlette
from starlette.types import Message, Scope

from grader.clock import now
from grader.rules.lab_attempt import LabAttempt
from grader.store import Store
from labs.errors import CapacityExceeded, LabError
from labs.kube import Object
from labs.namespace.lifecycle import namespace_of
from labs.namespace.manifests import SYSTEM
from labs.reading import reader
from labs.session.runner import Cluster
from labs.session.watch import Watch
from labs.settings import LabSettings
from tests.grader.client import Client, ManualClock
from tests.support.fake_kube import FakeKube
from tests.ui.context import COOKIE, PlainCookies, make_context
from ui.lab.catalogue import offer
from ui.lab.connection import ClusterConnection
from ui.lab.report_export import NOT_RUNNING
from ui.lab.services import LabServices
from ui.lab.session import LabSession
from ui.lab.sessions import LabSessions
from ui.web.lab_changes import CHANGED, lab_change_routes

pytestmark = pytest.mark.timeout(60)

SCENARIO = reader.read(reader.SCENARIOS / "one-field-switch").model_copy(update={"baseline": 0.2})
FULL = CapacityExceeded("The node is full.", "End another lab.")
# Longer than any test: what comes sooner was told, and not looked for.
NEVER = 600.0


class RealClock(ManualClock):
    """The labs have the real clock, so their grader has it too."""

    def __call__(self) -> datetime:
        return now()


@dataclass
class FakeConnection:
    """A connection to a cluster in memory."""

    made: Cluster

    def cluster(self) -> Cluster:
        return self.made


@dataclass
class Bench:
    """A learner's lab with its cluster; `late` is how far the session's clock is ahead."""

    client: Client
    kube: FakeKube
    cluster: Cluster
    attempt: LabAttempt
    late: timedelta = timedelta()

    def session(self, tick: float = 0.05) -> LabSession:
        connection = cast(ClusterConnection, FakeConnection(self.cluster))
        made = LabSession(
            self.attempt, SCENARIO, self.client.grader, connection, clock=lambda: now() + self.late, tick=tick
        )
        made.open()
        return made

    def stored(self) -> LabAttempt:
        return self.client.grader.labs.look(self.client.learner, self.attempt.id)


class Browser:
    """A page that follows a lab: what it is sent, until it leaves."""

    def __init__(self, app: Starlette, attempt: str, device: str | None) -> None:
        self.sent: asyncio.Queue[Message] = asyncio.Queue()
        self._actions: asyncio.Queue[Message] = asyncio.Queue()
        self._actions.put_nowait({"type": "websocket.connect"})
        cookie = [(b"cookie", f"{COOKIE}={device}".encode())] if device else []
        path = f"/lab-changes/{attempt}"
        scope: Scope = {"type": "websocket", "path": path, "headers": cookie, "query_string": b""}
        self._task = asyncio.ensure_future(app(scope, self._actions.get, self.sent.put))

    async def leave(self) -> None:
        self._actions.put_nowait({"type": "websocket.disconnect", "code": 1001})
        await self._task


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    store = Store.open(f"sqlite:///{tmp_path}/cutover.db")
    client, kube = Client(store, clock=RealClock()), FakeKube(tmp_path)
    watch = Watch(kube, time.time)
    watch.open()
    cluster = Cluster(kube, LabSettings(folder=tmp_path / "labs"), watch, time.time, tick=0.02)
    yield Bench(client, kube, cluster, client.begin_lab(offer(SCENARIO)))
    watch.close()
    store.close()


def wait_for(holds: Callable[[], object], seconds: float = 30) -> None:
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until, "it did not come to that"
        time.sleep(0.01)


def opened(bench: Bench, tick: float = 0.05) -> LabSession:
    session = bench.session(tick)
    wait_for(lambda: session.report is not None and session.report.phase == "open")
    return session


def green(bench: Bench) -> Object:
    service = bench.kube.get("Service", "model", namespace_of(bench.attempt.id))
    return {**service, "spec": {**service["spec"], "selector": {"app": "model", "version": "green"}}}


def test_a_change_reaches_the_store_without_being_looked_for(bench: Bench) -> None:
    session = opened(bench, tick=NEVER)
    bench.kube.put({**green(bench)})
    wait_for(lambda: [one.id for one in bench.stored().checks if one.state == "pass"][:1] == ["selector"])
    session.abandon()


def test_a_page_hears_of_a_check_at_once_and_of_nothing_after_it_left(bench: Bench) -> None:
    session, heard = opened(bench, tick=NEVER), threading.Event()
    wait_for(lambda: session.report is not None and session.report.checks)
    unsubscribe = session.subscribe(heard.set)
    time.sleep(0.2)
    heard.clear()
    bench.kube.put(green(bench))
    assert heard.wait(10)
    report = session.report
    assert report is not None
    assert "pass" in [check.state for check in report.checks]
    unsubscribe()
    heard.clear()
    session.abandon()
    assert not heard.is_set()


def test_a_browser_is_told_that_its_lab_changed(bench: Bench) -> None:
    """The picture is due never again in this test, so each message is about a change."""
    labs = LabServices()
    labs.sessions = LabSessions(cast(ClusterConnection, FakeConnection(bench.cluster)))
    session = labs.sessions.enter(bench.attempt, SCENARIO, bench.client.grader)
    wait_for(lambda: session.report is not None and session.report.phase == "open")
    context = make_context(bench.client, PlainCookies(), labs=labs)
    app = Starlette(routes=lab_change_routes(context, moves=NEVER))

    async def follow() -> None:
        browser = Browser(app, bench.attempt.id, "device-1")
        async with asyncio.timeout(20):
            assert (await browser.sent.get())["type"] == "websocket.accept"
            assert (await browser.sent.get())["text"] == CHANGED
            bench.kube.put(green(bench))
            assert (await browser.sent.get())["text"] == CHANGED
            await browser.leave()

    asyncio.run(follow())
    report = session.report
    assert report is not None
    assert "pass" in [check.state for check in report.checks]
    assert not session.listeners, "nobody listens for a browser that has left"
    session.abandon()


@pytest.mark.parametrize(("device", "code"), [(None, 1008), ("device-2", 1008), ("device-1", 1013)])
def test_only_the_learner_of_a_lab_that_is_open_here_is_told_of_it(
    bench: Bench, device: str | None, code: int
) -> None:
    app = Starlette(routes=lab_change_routes(make_context(bench.client, PlainCookies())))

    async def knock() -> Message:
        async with asyncio.timeout(20):
            return await Browser(app, bench.attempt.id, device).sent.get()

    refused = asyncio.run(knock())
    assert (refused["type"], refused["code"]) == ("websocket.close", code)


def test_a_lab_that_is_ended_gives_its_workspace_back_and_keeps_its_report(bench: Bench) -> None:
    session = opened(bench)
    session.end()
    session.end()
    wait_for(lambda: session.view.state == "over")
    assert bench.stored().verdict is not None
    assert bench.stored().report is not None
    assert bench.kube.names("Namespace") == ()
    assert bench.kube.names("Pod", SYSTEM) == ()


def test_a_lab_can_be_ended_while_it_is_prepared(bench: Bench) -> None:
    reached, go_on = threading.Event(), threading.Event()

    def slow(method: str, kind: str, _: str) -> LabError | None:
        if (method, kind) == ("APPLY", "Deployment"):
            reached.set()
            go_on.wait(20)
        return None

    bench.kube.refuse = slow
    session = bench.session()
    assert reached.wait(20)
    session.end()
    assert session.is_requested("end")
    assert session.view.state == "preparing"
    go_on.set()
    wait_for(lambda: session.view.state == "over")
    assert bench.stored().ended_at is not None
    assert bench.kube.names("Namespace") == ()


def test_a_preparation_that_is_not_wanted_any_more_goes_no_further(bench: Bench) -> None:
    reached, go_on = threading.Event(), threading.Event()

    def slow(method: str, kind: str, _: str) -> LabError | None:
        if (method, kind) == ("APPLY", "Namespace"):
            reached.set()
            go_on.wait(20)
        return None

    bench.kube.refuse = slow
    session = bench.session()
    assert reached.wait(20)
    session.end()
    go_on.set()
    wait_for(lambda: session.view.state == "over")
    assert ("APPLY", "Deployment") not in [call[:2] for call in bench.kube.calls]
    assert bench.stored().ended_at is not None


def test_a_reset_at_the_deadline_is_not_accepted_and_lost(bench: Bench) -> None:
    """The last call ends the lab, which takes seconds; a reset that comes meanwhile is answered."""
    session = opened(bench)
    bench.late = bench.attempt.deadline - now() - timedelta(seconds=10)
    wait_for(lambda: session.view.state == "ending")
    session.reset()
    wait_for(lambda: session.view.state == "over" and session.view.notice)
    assert session.view.notice == "The lab had ended before it could be reset."
    assert bench.stored().resets == 0
    assert bench.stored().verdict is not None


def test_a_reset_that_fails_is_made_good_by_trying_again_and_counts_once(bench: Bench) -> None:
    session = opened(bench)
    bench.kube.refuse = lambda method, kind, _: FULL if (method, kind) == ("APPLY", "Deployment") else None
    session.reset()
    wait_for(lambda: session.view.state == "stuck")
    assert session.view.trouble == str(FULL)
    bench.kube.refuse = lambda *_: None
    session.retry()
    wait_for(lambda: session.report is not None and session.report.runs == 2)
    assert session.view.state == "running"
    assert bench.stored().resets == 1
    session.abandon()


def test_a_reset_that_is_asked_for_by_many_pages_at_once_is_one(bench: Bench) -> None:
    session = opened(bench)
    pages = [threading.Thread(target=session.reset) for _ in range(8)]
    for page in pages:
        page.start()
    for page in pages:
        page.join()
    wait_for(lambda: session.report is not None and session.report.runs == 2)
    wait_for(lambda: not session.is_requested("reset"))
    assert (session.view.attempt.resets, bench.stored().resets) == (1, 1)
    session.abandon()


def test_a_solution_that_is_revealed_while_the_owner_is_busy_is_in_the_next_report(bench: Bench) -> None:
    session = opened(bench)
    reached, go_on = threading.Event(), threading.Event()

    def slow(method: str, kind: str, _: str) -> LabError | None:
        if (method, kind) == ("APPLY", "Deployment"):
            reached.set()
            go_on.wait(20)
        return None

    bench.kube.refuse = slow
    session.reset()
    assert reached.wait(20)
    session.reveal()
    assert session.is_requested("reveal")
    go_on.set()
    wait_for(
        lambda: session.report is not None and session.report.runs == 2 and session.report.solution_shown
    )
    session.abandon()


def test_a_lab_that_the_store_has_ended_is_over_here_too(bench: Bench) -> None:
    session = opened(bench)
    bench.client.grader.labs.end(bench.client.learner, bench.attempt.id, NOT_RUNNING)
    bench.kube.put({**green(bench)})
    wait_for(lambda: session.view.state == "over")
    assert bench.kube.names("Namespace") == ()


def test_an_abandoned_session_leaves_no_thread_and_an_open_attempt(bench: Bench) -> None:
    session = opened(bench)
    session.abandon()
    assert not {"lab session", "lab run"} & {thread.name for thread in threading.enumerate()}
    assert bench.stored().ended_at is None
