"""Reading the prober's log: nothing is lost or reported twice, however often the connection breaks."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from kubernetes.client import Configuration

from labs.cluster.capacity import PROBER
from labs.images.prober.plan import ClientClass
from labs.images.prober.record import Heartbeat, RequestRecord, to_line
from labs.kube import Kube
from labs.namespace import prober
from labs.namespace.manifests import SYSTEM
from labs.operations import parse_resources
from labs.reading.manifests import SHARE
from labs.settings import LabSettings
from tests.support.fake_kube import FakeKube

ENTRIES = [Heartbeat(float(n), 0.0, n) for n in range(20)]
LINES = [to_line(entry).rstrip() + b"\n" for entry in ENTRIES]


@contextmanager
def breaking_log(breaks: list[int]) -> Iterator[Kube]:
    """An API server whose answers break off after so many lines, one number for each request."""
    lengths = iter(breaks)

    class Log(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            start = int(parse_qs(urlsplit(self.path).query)["from"][0])
            stop = start + next(lengths, len(LINES))
            self.send_response(200)
            self.send_header("Content-Length", str(1 << 20))
            self.end_headers()
            self.wfile.write(b"".join(LINES[start:stop]))
            self.close_connection = True

        def log_message(self, *_: object) -> None:
            """The test's output is its own."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Log)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    configuration = Configuration()
    configuration.host = f"http://127.0.0.1:{server.server_port}"
    try:
        yield Kube(configuration)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@hypothesis_settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(0, 6), max_size=8))
def test_every_line_is_reported_once_and_in_order(breaks: list[int]) -> None:
    over, reported = threading.Event(), list[Heartbeat | RequestRecord]()

    def report(entries: prober.Entries) -> None:
        reported.extend(entries)
        if reported[-1] == ENTRIES[-1]:
            over.set()

    with breaking_log(breaks) as kube:
        prober.stream_records(kube, "prober", report, over, pause=0.0)
    assert reported == ENTRIES


def test_a_reader_that_is_told_to_stop_stops_within_a_stream() -> None:
    over, reported = threading.Event(), list[Heartbeat | RequestRecord]()

    def report(entries: prober.Entries) -> None:
        reported.extend(entries)
        over.set()

    with breaking_log([]) as kube:
        prober.stream_records(kube, "prober", report, over)
    assert len(reported) == 1


def test_a_prober_runs_without_any_privilege_and_says_what_it_costs(
    settings: LabSettings, tmp_path: Path
) -> None:
    kube = FakeKube(tmp_path)
    name = prober.start(kube, settings, "p", [ClientClass("fresh", "model.", "fresh", 20)])
    spec = kube.get("Pod", name, SYSTEM)["spec"]
    assert [one["name"] for one in spec["containers"]] == ["prober", "control"]
    for container in spec["containers"]:
        assert container["securityContext"]["readOnlyRootFilesystem"] is True
        assert container["imagePullPolicy"] == "Never"
    shares = [one["resources"]["requests"]["cpu"] for one in spec["containers"]]
    assert shares[1] == SHARE, "else the control is quick where a scenario's servers are slow"
    assert sum(parse_resources(share, "0", "0").cpu for share in shares) == PROBER.cpu
