"""The prober: what it calls each fate of a request, that it waits for nobody, and that its log is whole."""

from __future__ import annotations

import asyncio
import itertools
import json
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labs.images.prober import plan, schedule
from labs.images.prober.clients import Clients
from labs.images.prober.cpu import IdleMeter
from labs.images.prober.log import RequestLog
from labs.images.prober.plan import ClientClass, ProbePlan
from labs.images.prober.record import Heartbeat, RequestOutcome, RequestRecord, from_line, to_line
from labs.images.prober.serve import listen

FRESH = ClientClass("fresh", host="127.0.0.1", connects="fresh", rate=20, deadline=0.4, give_up=0.7)
KEEP = replace(FRESH, name="keep-alive", connects="keep-alive")
ANSWER = b'{"predictions": [{"species": "setosa", "confidence": 1.0}]}'

Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


def good(extra: str = "", status: str = "200 OK") -> bytes:
    head = f"HTTP/1.1 {status}\r\nX-Model-Version: iris-v1\r\nX-Pod: blue-1\r\n{extra}"
    return f"{head}Content-Length: {len(ANSWER)}\r\n\r\n".encode() + ANSWER


async def read_request(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    size = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
    return head + await reader.readexactly(size)


@asynccontextmanager
async def backend(handler: Handler) -> AsyncIterator[int]:
    """A server in this loop and its port; its handlers end with the test."""
    writers: list[asyncio.StreamWriter] = []

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.append(writer)
        try:
            await handler(reader, writer)
        except (OSError, EOFError, asyncio.CancelledError):
            pass
        finally:
            writer.transport.abort()

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]
        for writer in writers:
            writer.transport.abort()
        await asyncio.sleep(0.01)


async def send(kind: ClientClass, port: int, times: int = 1) -> list[RequestRecord]:
    records: list[RequestRecord] = []
    clients = Clients(replace(kind, port=port), lambda: "127.0.0.1", now=time.time, emit=records.append)
    for _ in range(times):
        await clients.send(time.time())
    clients.close()
    return records


def fate(kind: ClientClass, handler: Handler) -> RequestRecord:
    async def run() -> RequestRecord:
        async with backend(handler) as port:
            return (await send(kind, port))[0]

    return asyncio.run(run())


def replying(data: bytes, delay: float = 0.0) -> Handler:
    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            await read_request(reader)
            await asyncio.sleep(delay)
            writer.write(data)

    return handle


async def cut(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await read_request(reader)


@pytest.mark.parametrize("kind", [FRESH, KEEP], ids=lambda kind: kind.name)
@pytest.mark.parametrize(
    ("handler", "outcome"),
    [
        (replying(good()), "ok"),
        (replying(good(), delay=0.5), "late"),
        (replying(good(), delay=5), "timeout"),
        (replying(good(status="503 Service Unavailable")), "status"),
        (replying(b"SSH-2.0-OpenSSH_9.2\r\n\r\n"), "reset"),
        (replying(b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n"), "reset"),
        (replying(b"x" * 100_000), "reset"),
        (cut, "reset"),
    ],
)
def test_each_fate_of_a_request_has_its_name(
    kind: ClientClass, handler: Handler, outcome: RequestOutcome
) -> None:
    record = fate(kind, handler)
    assert record.outcome == outcome
    assert record.sent is not None
    assert record.scheduled <= record.woke <= record.sent <= record.done


def test_a_good_answer_says_who_gave_it_and_whether_it_is_right() -> None:
    record = fate(FRESH, replying(good()))
    assert (record.status, record.version, record.pod) == (200, "iris-v1", "blue-1")
    assert (record.prediction, record.truth) == ("setosa", "setosa")


def test_a_closed_port_is_refused_and_nothing_was_sent() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        [record] = asyncio.run(send(FRESH, unused.getsockname()[1]))
    assert (record.outcome, record.sent) == ("refused", None)


def test_a_name_without_an_address_is_unresolved() -> None:
    records: list[RequestRecord] = []
    clients = Clients(FRESH, lambda: None, now=time.time, emit=records.append)
    asyncio.run(clients.send(time.time()))
    assert records[0].outcome == "unresolved"


def test_work_is_counted_on_top_of_the_deadline() -> None:
    assert fate(replace(FRESH, work=0.4), replying(good(), delay=0.5)).outcome == "ok"


def test_an_answer_is_late_by_the_schedule_and_not_by_the_moment_it_was_sent() -> None:
    async def run() -> RequestRecord:
        records: list[RequestRecord] = []
        async with backend(replying(good())) as port:
            clients = Clients(
                replace(FRESH, port=port), lambda: "127.0.0.1", now=time.time, emit=records.append
            )
            await clients.send(time.time() - 0.45)
        return records[0]

    record = asyncio.run(run())
    assert record.outcome == "late"
    assert record.lateness == pytest.approx(0.45, abs=0.1)


class Counting:
    """A back end that counts its connections and does to each what it was told."""

    def __init__(self, answers: list[bytes | None]) -> None:
        self.connections = 0
        self._answers = iter(answers)

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        while True:
            await read_request(reader)
            answer = next(self._answers)
            if answer is None:
                return
            writer.write(answer)
            if b"Connection: close" in answer:
                await writer.drain()
                return


def outcomes(kind: ClientClass, server: Counting, times: int) -> list[RequestOutcome]:
    async def run() -> list[RequestRecord]:
        async with backend(server) as port:
            return await send(kind, port, times)

    return [record.outcome for record in asyncio.run(run())]


def test_a_keep_alive_client_stays_on_its_connection() -> None:
    server = Counting([good()] * 5)
    assert outcomes(KEEP, server, 5) == ["ok"] * 5
    assert server.connections == 1


def test_a_fresh_client_connects_for_every_request() -> None:
    server = Counting([good()] * 5)
    assert outcomes(FRESH, server, 5) == ["ok"] * 5
    assert server.connections == 5


def test_a_keep_alive_client_that_is_asked_to_close_moves_without_a_failure() -> None:
    server = Counting([good(), good("Connection: close\r\n"), good()])
    assert outcomes(KEEP, server, 3) == ["ok"] * 3
    assert server.connections == 2


def test_a_keep_alive_client_that_is_cut_fails_once_and_then_moves() -> None:
    server = Counting([good(), None, good(), good()])
    assert outcomes(KEEP, server, 4) == ["ok", "reset", "ok", "ok"]
    assert server.connections == 2


def test_a_class_shares_its_requests_among_its_connections() -> None:
    server = Counting([good()] * 6)
    assert outcomes(replace(KEEP, connections=3), server, 6) == ["ok"] * 6
    assert server.connections == 3


def test_a_schedule_goes_on_while_every_answer_hangs() -> None:
    sent: list[float] = []

    async def hang(due: float) -> None:
        sent.append(due)
        await asyncio.sleep(60)

    async def run() -> None:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.5):
                await schedule.run(time.time(), 50, time.time, hang)
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()

    asyncio.run(run())
    assert len(sent) >= 20, "a closed loop would have sent one"


@settings(max_examples=40)
@given(st.floats(0, 2e9), st.floats(0.1, 200), st.integers(1, 10_000))
def test_no_rounding_adds_up_in_a_schedule(start: float, rate: float, n: int) -> None:
    due = next(itertools.islice(schedule.due_times(start, rate), n, None))
    assert due == pytest.approx(start + n / rate, abs=1e-6)


TEXT = st.text('aZ0-é漢"\\\n', max_size=8)
TIMES = st.floats(1e9, 2e9).map(lambda value: round(value, 4))
RECORDS = st.builds(
    RequestRecord,
    client=st.sampled_from(["fresh", "keep-alive", "long"]),
    scheduled=TIMES,
    woke=TIMES,
    sent=st.none() | TIMES,
    done=TIMES,
    outcome=st.sampled_from(["ok", "late", "timeout", "refused", "reset", "unresolved", "status"]),
    status=st.none() | st.integers(100, 599),
    version=st.none() | TEXT,
    pod=st.none() | TEXT,
    prediction=st.none() | TEXT,
    truth=st.none() | TEXT,
)


@settings(max_examples=40)
@given(RECORDS | st.builds(Heartbeat, at=TIMES, cpu=TIMES, lines=st.integers(0), idle=TIMES))
def test_a_line_carries_its_entry_whole(entry: RequestRecord | Heartbeat) -> None:
    line = to_line(entry)
    assert line.count(b"\n") == 1
    assert from_line(line) == entry


@pytest.mark.parametrize("line", ["", "{}", "[]", "{", '{"client": "fresh"}', '{"at": 1, "what": 2}'])
def test_a_line_that_no_prober_wrote_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match="no line of a prober"):
        from_line(line)


@settings(max_examples=40)
@given(st.lists(st.builds(ClientClass, TEXT, TEXT, st.sampled_from(["fresh", "keep-alive"]), TIMES)))
def test_a_plan_survives_its_way_through_the_environment(classes: list[ClientClass]) -> None:
    assert plan.from_json(plan.to_json(ProbePlan(tuple(classes)))) == ProbePlan(tuple(classes))


def test_a_reader_that_was_cut_off_goes_on_where_it_was() -> None:
    async def run() -> list[bytes]:
        log = RequestLog()
        for n in range(10):
            log.add(b"%d\n" % n)
        server = await listen(log, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        async with server:
            return [await read_log(port, 0, 4), await read_log(port, 4, 6)]

    first, second = asyncio.run(run())
    assert (first + second).split() == [b"%d" % n for n in range(10)]


async def read_log(port: int, start: int, lines: int) -> bytes:
    """So many lines from `start` on, taken out of the chunks of a stream that is then cut."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET /log?from={start} HTTP/1.1\r\n\r\n".encode())
    await reader.readuntil(b"\r\n\r\n")
    found = b""
    while found.count(b"\n") < lines:
        size = int(await reader.readline(), 16)
        found += (await reader.readexactly(size + 2))[:-2]
    writer.transport.abort()
    return b"".join(found.splitlines(keepends=True)[:lines])


def test_a_prober_says_that_it_is_alive_and_knows_no_other_page() -> None:
    async def run() -> list[bytes]:
        server = await listen(RequestLog(), "127.0.0.1", 0)
        port, answers = server.sockets[0].getsockname()[1], []
        async with server:
            for path in ("/healthz", "/etc/passwd"):
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
                writer.write(f"GET {path} HTTP/1.1\r\n\r\n".encode())
                answers.append((await reader.read())[:12])
                writer.close()
        return answers

    assert asyncio.run(run()) == [b"HTTP/1.1 200", b"HTTP/1.1 404"]


def test_a_full_log_takes_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("labs.images.prober.log.MOST_LINES", 3)
    log = RequestLog()
    for _ in range(5):
        log.add(json.dumps({}).encode())
    assert len(log) == 3


def test_idleness_is_the_share_that_nobody_wanted(tmp_path: Path) -> None:
    stat = tmp_path / "stat"
    stat.write_text("cpu  100 0 100 700 100 0 0 0 50 0\ncpu0 ...\n")
    idleness = IdleMeter(stat)
    stat.write_text("cpu  160 10 120 705 105 0 0 0 99 0\ncpu0 ...\n")
    assert idleness.since_last() == pytest.approx(0.1)


def test_a_kernel_that_does_not_say_counts_as_idle(tmp_path: Path) -> None:
    assert IdleMeter(tmp_path / "none").since_last() == 1.0
