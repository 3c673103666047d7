"""What is counted and timed, for Prometheus, on a port of its own: nothing that names a learner or a problem.

`CUTOVER_METRICS_PORT` turns it on; without it nothing of this is imported.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable, Sequence
from importlib.metadata import version

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    start_http_server,
)
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.routing import BaseRoute, Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.web.limits import SocketCounts

# Seconds. A click is answered in some tens of milliseconds; what takes ten seconds is lost.
_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class AppMetrics:
    """The figures of one process, each of them named once, here."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self._requests = self._histogram("cutover_http_seconds", "HTTP requests", "route", "status")
        self._store = self._histogram("cutover_store_seconds", "Use cases of the store", "kind", "answered")
        self._lag = self._histogram("cutover_event_loop_lag_seconds", "How late the event loop's timer was")
        self._sweeps = self._counter("cutover_sweeps", "Sweeps of what is overdue that ended")
        self._closed = self._counter("cutover_overdue_closed", "Problems and labs closed at their deadline")
        self._failed = self._counter("cutover_overdue_failed", "Overdue ones that could not be closed")
        build = Gauge("cutover_build", "The version that runs", ["version"], registry=self.registry)
        build.labels(version("cutover")).set(1)

    def watch_pages(self, counts: SocketCounts) -> None:
        """Open pages and their limit, read when Prometheus asks."""
        self.registry.register(_Pages(counts))

    def watch_labs(self, count: Callable[[], int]) -> None:
        """Lab sessions that this process runs."""
        labs = Gauge("cutover_lab_sessions", "Lab sessions that run here", registry=self.registry)
        labs.set_function(count)

    def request(self, route: str, status: int, seconds: float) -> None:
        self._requests.labels(route, str(status)).observe(seconds)

    def transaction(self, kind: str, seconds: float, answered: bool) -> None:
        """An observer of the store."""
        self._store.labels(kind, "yes" if answered else "no").observe(seconds)

    def sweep(self, closed: int, failed: int) -> None:
        self._sweeps.inc()
        self._closed.inc(closed)
        self._failed.inc(failed)

    async def keep_measuring_lag(self, every_s: float = 1.0) -> None:
        """Times the event loop for ever: what holds it up holds up every page."""
        while True:
            began = time.perf_counter()
            await asyncio.sleep(every_s)
            self._lag.observe(max(0.0, time.perf_counter() - began - every_s))

    async def keep_serving(self, host: str, port: int) -> None:
        """Answers Prometheus on its own port until cancelled."""
        server, thread = start_http_server(port, host, self.registry)
        try:
            await asyncio.Event().wait()
        finally:
            server.shutdown()
            server.server_close()
            thread.join()

    def _histogram(self, name: str, meaning: str, *labels: str) -> Histogram:
        return Histogram(name, meaning, labels, buckets=_BUCKETS, registry=self.registry)

    def _counter(self, name: str, meaning: str, *labels: str) -> Counter:
        return Counter(name, meaning, labels, registry=self.registry)


class _Pages(Collector):
    """Open pages, read when Prometheus asks."""

    def __init__(self, counts: SocketCounts) -> None:
        self._counts = counts

    def collect(self) -> Iterable[Metric]:
        yield GaugeMetricFamily("cutover_pages_open", "Pages open in browsers", len(self._counts))
        yield GaugeMetricFamily("cutover_pages_limit", "Pages that may be open at once", self._counts.most)
        refused = self._counts.refused
        yield CounterMetricFamily("cutover_pages_refused", "Pages refused since too many were open", refused)


class RequestMetrics:
    """Times every HTTP request under the path of its route, which has no ids in it."""

    def __init__(self, app: ASGIApp, metrics: AppMetrics, routes: Sequence[BaseRoute]) -> None:
        self._app = app
        self._metrics = metrics
        self._routes = tuple(routes)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status = time.perf_counter(), 500

        async def counted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, counted)
        finally:
            self._metrics.request(route_name(scope, self._routes), status, time.perf_counter() - began)


def route_name(scope: Scope, routes: Iterable[BaseRoute]) -> str:
    """The route's path as it was written, such as /terminal/{attempt}; "other" for all that is not ours."""
    for route in routes:
        if route.matches(scope)[0] is not Match.NONE:
            return str(getattr(route, "path", "other"))
    return "other"
