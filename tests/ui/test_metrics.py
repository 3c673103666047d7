"""AppMetrics: figures that are true, on a port of their own, and nothing in them that names anybody."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import httpx
import pytest
from prometheus_client import generate_latest
from prometheus_client.parser import text_string_to_metric_families
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from grader.errors import NotFound, NotSaved
from grader.store import Store
from tests.grader.client import Client
from tests.support.ports import free_port
from tests.ui.context import make_context
from ui.web.limits import PER_DEVICE, SocketCounts
from ui.web.metrics import AppMetrics, RequestMetrics
from ui.web.sweepers import sweep_overdue


@pytest.fixture
def metrics() -> AppMetrics:
    return AppMetrics()


def value(metrics: AppMetrics, name: str, **labels: str) -> float | None:
    return metrics.registry.get_sample_value(name, labels)


def test_requests_are_counted_by_the_route_and_never_by_an_id(metrics: AppMetrics) -> None:
    async def answer(_: Request) -> Response:
        return PlainTextResponse("yes")

    async def fail(_: Request) -> Response:
        raise RuntimeError("broken")

    routes = [Route("/report/{attempt}", answer), Route("/fail", fail)]
    app = Starlette(routes=routes, middleware=[Middleware(RequestMetrics, metrics, routes)])

    async def ask() -> None:
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://here") as http:
            for path in ("/report/secret-1", "/report/secret-2", "/fail", "/secret-3"):
                await http.get(path)

    asyncio.run(ask())
    name = "cutover_http_seconds_count"
    assert value(metrics, name, route="/report/{attempt}", status="200") == 2
    assert value(metrics, name, route="/fail", status="500") == 1
    assert value(metrics, name, route="other", status="404") == 1
    assert b"secret" not in generate_latest(metrics.registry)


def test_use_cases_of_the_store_are_timed_and_a_refusal_is_an_answer(
    tmp_path: Path, metrics: AppMetrics
) -> None:
    store = Store.open(f"sqlite:///{tmp_path}/cutover.db", metrics.transaction)
    client = Client(store)
    before = value(metrics, "cutover_store_seconds_count", kind="write", answered="yes") or 0
    client.begin("challenge")
    with pytest.raises(NotFound):
        client.grader.attempts.look(client.learner, "f" * 32)
    assert (value(metrics, "cutover_store_seconds_count", kind="write", answered="yes") or 0) > before
    assert value(metrics, "cutover_store_seconds_count", kind="read", answered="no") is None

    def fail(_: object) -> None:
        raise NotSaved("Nothing was saved: the disk is full.")

    with pytest.raises(NotSaved):
        store.write(fail)
    assert value(metrics, "cutover_store_seconds_count", kind="write", answered="no") == 1
    text = generate_latest(metrics.registry)
    assert client.learner.encode() not in text
    assert b"Ada" not in text
    store.close()


def test_open_pages_their_limit_and_refusals_are_read_when_asked(metrics: AppMetrics) -> None:
    counts = SocketCounts(1000)
    metrics.watch_pages(counts)
    for _ in range(PER_DEVICE + 2):
        counts.enter("127.0.0.1", "device")
    assert value(metrics, "cutover_pages_open") == PER_DEVICE
    assert value(metrics, "cutover_pages_limit") == 1000
    assert value(metrics, "cutover_pages_refused_total") == 2
    counts.leave("127.0.0.1", "device")
    assert value(metrics, "cutover_pages_open") == PER_DEVICE - 1


def test_a_sweep_counts_what_it_closed(tmp_path: Path, metrics: AppMetrics) -> None:
    client = Client(Store.open(f"sqlite:///{tmp_path}/cutover.db"))
    client.begin("challenge")
    client.clock.move(hours=2)
    sweep_overdue(make_context(client), metrics)
    assert value(metrics, "cutover_sweeps_total") == 1
    assert value(metrics, "cutover_overdue_closed_total") == 1
    client.store.close()


def test_prometheus_can_read_the_port_while_it_is_served(metrics: AppMetrics) -> None:
    port = free_port()
    metrics.watch_labs(lambda: 3)

    async def ask() -> str:
        serving = asyncio.create_task(metrics.keep_serving("127.0.0.1", port))
        async with httpx.AsyncClient() as http:
            await asyncio.sleep(0)  # the port is open after the task's first step
            answer = await http.get(f"http://127.0.0.1:{port}/metrics")
        serving.cancel()
        with pytest.raises(asyncio.CancelledError):
            await serving
        return answer.text

    families = {family.name for family in text_string_to_metric_families(asyncio.run(ask()))}
    assert {"cutover_build", "cutover_lab_sessions", "cutover_store_seconds"} <= families
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"http://127.0.0.1:{port}/metrics")


def test_a_loop_that_is_held_up_is_late_in_the_figures(metrics: AppMetrics) -> None:
    async def hold_up() -> None:
        task = asyncio.create_task(metrics.keep_measuring_lag(every_s=0.05))
        await asyncio.sleep(0)
        time.sleep(0.4)
        await asyncio.sleep(0.1)
        task.cancel()

    asyncio.run(hold_up())
    assert (value(metrics, "cutover_event_loop_lag_seconds_sum") or 0) > 0.3
