"""What one visitor may ask: open pages, messages and their size; the clock is set by hand."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

import pytest
from starlette.types import Message, Receive, Scope, Send

from ui.web.limits import (
    ADDRESS_RATE,
    DEVICE_RATE,
    LARGEST_MESSAGE,
    PER_DEVICE,
    Buckets,
    Limits,
    Rate,
    SocketCounts,
    address_of,
)


class Clock:
    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def scope_of(device: str = "ada", address: str = "192.0.2.1", *, extended: bool = True) -> Scope:
    return {
        "type": "websocket",
        "headers": [(b"cookie", f"device={device}".encode())],
        "client": (address, 4711),
        "extensions": {"websocket.http.response": {}} if extended else {},
    }


class Server:
    """An app that reads everything that it is sent, behind the limits."""

    def __init__(self, most: int = 100) -> None:
        self.clock, self.counts, self.read = Clock(), SocketCounts(most), list[Message]()
        self.app = Limits(
            self._drain, self.counts, lambda request: request.cookies.get("device"),
            clock=self.clock, sleep=self.clock.sleep,
        )  # fmt: skip

    async def _drain(self, scope: Scope, receive: Receive, send: Send) -> None:
        while (message := await receive())["type"] != "websocket.disconnect":
            self.read.append(message)

    def visit(self, scope: Scope, messages: Iterable[Message] = ()) -> list[Message]:
        """What the visitor is sent who sends the messages and leaves."""
        coming, sent = iter([{"type": "websocket.connect"}, *messages]), list[Message]()

        async def receive() -> Message:
            return next(coming, {"type": "websocket.disconnect", "code": 1005})

        async def send(message: Message) -> None:
            sent.append(message)

        asyncio.run(self.app(scope, receive, send))
        return sent


def frames(count: int, size: int = 10) -> list[Message]:
    return [{"type": "websocket.receive", "bytes": b"x" * size} for _ in range(count)]


def test_a_bucket_gives_its_burst_at_once_and_then_its_rate() -> None:
    clock = Clock()
    buckets = Buckets(Rate(per_second=10, burst=5), clock)
    assert [buckets.take("ada") for _ in range(5)] == pytest.approx([0] * 5)
    assert [buckets.take("ada") for _ in range(3)] == pytest.approx([0.1, 0.2, 0.3])
    assert buckets.take("eve") == 0
    clock.now += 100
    assert [buckets.take("ada") for _ in range(5)] == pytest.approx([0] * 5)


def test_buckets_of_many_visitors_cost_little() -> None:
    buckets = Buckets(Rate(10, 5), Clock())
    for nth in range(30_000):
        buckets.take(f"device-{nth}")
    assert len(buckets._full_at) == 10_000


def test_what_a_person_sends_never_waits() -> None:
    server = Server()
    assert server.visit(scope_of(), frames(DEVICE_RATE.burst - 2)) == []
    assert server.clock.now < 1e-9


def test_a_flood_is_read_at_the_rate_and_nothing_of_it_is_lost() -> None:
    server = Server()
    server.visit(scope_of(), frames(3_000))
    assert len(server.read) == 3_001
    assert server.clock.now == pytest.approx((3_000 + 2 - DEVICE_RATE.burst) / DEVICE_RATE.per_second)


def test_more_tabs_give_a_device_no_more_messages() -> None:
    server = Server()
    for _ in range(10):
        server.visit(scope_of(), frames(30))
    assert server.clock.now == pytest.approx((10 * 32 - DEVICE_RATE.burst) / DEVICE_RATE.per_second)


def test_more_devices_give_an_address_no_more_messages_than_its_rate() -> None:
    server = Server()
    for nth in range(100):
        server.visit(scope_of(f"device-{nth}"), frames(28))
    assert server.clock.now == pytest.approx(
        (100 * 30 - ADDRESS_RATE.burst) / ADDRESS_RATE.per_second, rel=0.01
    )


def test_whoever_keeps_no_cookie_is_one_device() -> None:
    server = Server()
    for nth in range(5):
        scope = {**scope_of(), "headers": [(b"cookie", f"other={nth}".encode())]}
        server.visit(scope, frames(28))
    assert server.clock.now == pytest.approx((5 * 30 - DEVICE_RATE.burst) / DEVICE_RATE.per_second)


@pytest.mark.parametrize("kind", ["bytes", "text"])
def test_a_message_that_is_too_large_ends_its_connection_unread(kind: str) -> None:
    server = Server()
    large = {"type": "websocket.receive", kind: b"x" * (LARGEST_MESSAGE + 1)}
    sent = server.visit(scope_of(), [*frames(1, LARGEST_MESSAGE), large, *frames(1)])
    assert [message["code"] for message in sent] == [1009]
    assert len(server.read) == 2


def open_at_once(server: Server, scopes: list[Scope]) -> list[list[Message]]:
    """What each of them is sent while all of them stay."""

    async def visit(scope: Scope, leave: asyncio.Event) -> list[Message]:
        sent, coming = list[Message](), [{"type": "websocket.connect"}]

        async def receive() -> Message:
            if coming:
                return coming.pop()
            await leave.wait()
            return {"type": "websocket.disconnect"}

        async def send(message: Message) -> None:
            sent.append(message)

        await server.app(scope, receive, send)
        return sent

    async def main() -> list[list[Message]]:
        leave = asyncio.Event()
        visits = [asyncio.create_task(visit(scope, leave)) for scope in scopes]
        for _ in range(20):
            await asyncio.sleep(0)
        leave.set()
        return await asyncio.gather(*visits)

    return asyncio.run(main())


def refused(sent: list[list[Message]]) -> int:
    return sum(bool(messages) for messages in sent)


def test_a_browser_has_so_many_tabs_and_no_more() -> None:
    server = Server()
    sent = open_at_once(server, [scope_of() for _ in range(PER_DEVICE + 5)])
    assert refused(sent) == 5
    assert sent[-1][0]["status"] == 503
    assert (b"retry-after", b"10") in sent[-1][0]["headers"]
    assert len(server.counts) == 0, "whoever left is counted no more"


def test_a_classroom_behind_one_address_is_no_flood() -> None:
    server = Server(most=1_000)
    assert refused(open_at_once(server, [scope_of(f"device-{nth}") for nth in range(300)])) == 0


def test_no_address_takes_the_place_of_all_others() -> None:
    server = Server(most=100)
    flood = [scope_of(f"device-{nth}") for nth in range(200)]
    sent = open_at_once(server, [*flood, scope_of("grace", "192.0.2.2")])
    assert (refused(sent), sent[-1]) == (125, [])


def test_in_all_there_are_no_more_than_the_system_allows() -> None:
    server = Server(most=100)
    scopes = [scope_of(f"device-{nth}", f"192.0.2.{nth % 250}") for nth in range(130)]
    assert refused(open_at_once(server, scopes)) == 30


def test_a_server_without_early_answers_closes_instead() -> None:
    server = Server(most=1)
    sent = open_at_once(server, [scope_of("ada"), scope_of("eve", extended=False)])
    assert [message["code"] for message in sent[1]] == [1013]


def test_the_half_of_an_address_that_its_owner_chooses_makes_no_stranger() -> None:
    same = {address_of(scope_of(address=f"2001:db8:1:2::{nth:x}")) for nth in range(100)}
    assert same == {"2001:db8:1:2::/64"}
    assert address_of({**scope_of(), "client": None}) == ""
    assert address_of(scope_of(address="/tmp/socket")) == ""


def test_a_page_that_fails_is_counted_no_more() -> None:
    server = Server()

    async def fail(*_: object) -> None:
        raise OSError("no descriptor")

    server.app._app = fail
    with pytest.raises(OSError, match="no descriptor"):
        server.visit(scope_of())
    assert len(server.counts) == 0
