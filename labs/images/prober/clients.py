"""The clients: each sends a request in its own way and says what became of it."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable
from dataclasses import dataclass

from labs.images.prober import payloads
from labs.images.prober.connection import Connection, Response, connect
from labs.images.prober.plan import ClientClass
from labs.images.prober.record import RequestOutcome, RequestRecord

# The address of the Service right now, or None while its name has none.
Address = Callable[[], str | None]
Now = Callable[[], float]
Emit = Callable[[RequestRecord], None]


class _UnresolvedError(Exception):
    """The Service's name has no address."""


@dataclass(slots=True)
class _KeepAliveSlot:
    """A keep-alive client's line: one connection, one request at a time."""

    turn: asyncio.Lock
    connection: Connection | None = None


class Clients:
    """All clients of one class."""

    def __init__(self, kind: ClientClass, address: Address, *, now: Now, emit: Emit) -> None:
        self._kind, self._address, self._now, self._emit = kind, address, now, emit
        keep_alive = kind.connects == "keep-alive"
        self._requests = itertools.cycle(payloads.requests(kind.host, work=kind.work, keep_alive=keep_alive))
        self._lines = [_KeepAliveSlot(asyncio.Lock()) for _ in range(kind.connections)]
        self._turns = itertools.cycle(self._lines)

    def close(self) -> None:
        """Lets go of every connection that is kept alive."""
        for line in self._lines:
            if line.connection:
                line.connection.close()

    async def send(self, scheduled: float) -> None:
        """One request that was due at `scheduled`; emits its record when its fate is known."""
        woke, (request, truth) = self._now(), next(self._requests)
        exchange = _Exchange()
        try:
            async with asyncio.timeout(scheduled + self._kind.work + self._kind.give_up - woke):
                exchange.response = await self._exchange(request, exchange)
            outcome = self._judge(exchange.response, self._now() - scheduled)
        except TimeoutError:
            outcome = "timeout"
        except ConnectionRefusedError:
            outcome = "refused"
        except _UnresolvedError:
            outcome = "unresolved"
        except (OSError, EOFError):
            outcome = "reset" if exchange.sent else "refused"
        self._emit(self._record(scheduled, woke, exchange, outcome, truth))

    def _judge(self, response: Response, took: float) -> RequestOutcome:
        if response.status != 200:
            return "status"
        return "ok" if took <= self._kind.work + self._kind.deadline else "late"

    async def _exchange(self, request: bytes, exchange: _Exchange) -> Response:
        if self._kind.connects == "fresh":
            connection = await self._connect()
            try:
                exchange.sent = self._now()
                return await connection.exchange(request)
            finally:
                connection.close()
        line = next(self._turns)
        async with line.turn:
            return await self._exchange_on(line, request, exchange)

    async def _exchange_on(self, line: _KeepAliveSlot, request: bytes, exchange: _Exchange) -> Response:
        if line.connection is None or not line.connection.usable:
            line.connection = await self._connect()
        connection, line.connection = line.connection, None
        try:
            exchange.sent = self._now()
            response = await connection.exchange(request)
            line.connection = connection if connection.usable else None
            return response
        finally:
            if line.connection is None:
                connection.close()

    async def _connect(self) -> Connection:
        address = self._address()
        if address is None:
            raise _UnresolvedError
        return await connect(address, self._kind.port)

    def _record(
        self, scheduled: float, woke: float, exchange: _Exchange, outcome: RequestOutcome, truth: str
    ) -> RequestRecord:
        answer = exchange.response
        headers = answer.headers if answer else {}
        return RequestRecord(
            client=self._kind.name,
            scheduled=scheduled,
            woke=woke,
            sent=exchange.sent,
            done=self._now(),
            outcome=outcome,
            status=answer.status if answer else None,
            version=headers.get("x-model-version"),
            pod=headers.get("x-pod"),
            prediction=answer.prediction if answer else None,
            truth=truth,
        )


@dataclass(slots=True)
class _Exchange:
    """What happened to a request so far: when a connection took it, and what came back."""

    sent: float | None = None
    response: Response | None = None
