"""Drafts of answers, saved and read beside the pages, in whatever state Streamlit's session is.

A page sends what its learner picked to `/draft/<attempt>/<position>` and shows it as saved once the answer of
this route says so. Whose attempt it is follows from the device cookie of the request itself.

    GET   -> 200 {"kind": "open", "revision": 3, "saved_at": 1774699200000, "remaining_ms": 61000}
    POST  {"value": ["piece-2"], "revision": 3, "sent_before": []}
          -> 200 {"kind": "saved", "revision": 4, "saved_at": ..., "remaining_ms": ...}
             409 {"kind": "changed-elsewhere", "value": ["piece-1"], "revision": 5, "message": "...", ...}
             410 {"kind": "time-up", "message": "..."}: nothing can be saved any more
             503 {"kind": "unsaved", "message": "..."}: not now; trying again may help

`value` is in opaque ids, `saved_at` in milliseconds since 1970, `remaining_ms` None where no clock runs.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import anyio
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from grader.errors import NotFound, NotSaved, Refused
from ui.errors import Closed
from ui.web.access.origin import is_own_origin
from ui.web.limits import DEVICE_RATE, Buckets

if TYPE_CHECKING:
    from grader.service import Grader
    from grader.views.attempts import ItemView, Receipt
    from ui.app_context import AppContext

# Bytes of a request. The longest answer of a bank is some hundred.
LARGEST_DRAFT = 8 * 1024
# A page that sends more often than this waits; one that would wait longer than this is told to come back.
_LONGEST_WAIT_S = 2.0
# How many earlier drafts a page may name as its own: as many as it sends while a receipt is on its way.
_MOST_SENT_BEFORE = 16
_STATUS = {"saved": 200, "changed-elsewhere": 409}
_NO_STORE = {"Cache-Control": "no-store"}
_LEFT = "This browser was left in another tab, so nothing was saved."


@dataclass(frozen=True, slots=True)
class SentDraft:
    """What a page sent, not yet checked against its problem."""

    value: object
    revision: int
    sent_before: tuple[object, ...]


def draft_routes(
    context: AppContext,
    devices: Buckets | None = None,
    *,
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
) -> list[Route]:
    """`/draft/<attempt>/<position>`; `devices` bounds how often each device may ask."""
    drafts = _Drafts(context, devices or Buckets(DEVICE_RATE), sleep)
    path = f"{context.settings.base_route}/draft/{{attempt}}/{{position:int}}"
    return [Route(path, drafts.answer, methods=["GET", "POST"])]


class _Drafts:
    def __init__(
        self, context: AppContext, devices: Buckets, sleep: Callable[[float], Awaitable[object]]
    ) -> None:
        self._context = context
        self._devices = devices
        self._sleep = sleep

    async def answer(self, request: Request) -> Response:
        device = self._context.devices.find(request.cookies)
        if device is None:
            return _response(404, "not-found", _LEFT)
        wait = self._devices.take(device)
        if wait > _LONGEST_WAIT_S:
            return _response(429, "unsaved", "Too much was sent at once. It is sent again in a moment.")
        await self._sleep(wait)
        if request.method != "POST":
            return await self._run(device, request, _look)
        refusal = refuse_foreign(request, self._context.settings.base_url)
        if refusal is not None:
            return refusal
        sent = read_draft(await read_body(request, LARGEST_DRAFT))
        if sent is None:
            return _response(400, "refused", "This is no draft of an answer.")
        return await self._run(device, request, partial(_save, sent))

    async def _run(
        self, device: str, request: Request, act: Callable[[Grader, str, str, int], Response]
    ) -> Response:
        attempt, position = request.path_params["attempt"], request.path_params["position"]
        return await anyio.to_thread.run_sync(_guarded, self._context, device, attempt, position, act)


def _guarded(
    context: AppContext,
    device: str,
    attempt: str,
    position: int,
    act: Callable[[Grader, str, str, int], Response],
) -> Response:
    """The action for the learner of this device; any refusal as a response."""
    try:
        learner = context.grader.learners.of_device(device)
        if learner is None:
            return _response(404, "not-found", _LEFT)
        return act(context.grader, learner.id, attempt, position)
    except NotFound as refused:
        return _response(404, "not-found", str(refused))
    except Refused as refused:
        return _response(400, "refused", str(refused))
    except (NotSaved, Closed) as away:
        return _response(503, "unsaved", str(away))


def _look(grader: Grader, learner: str, attempt: str, position: int) -> Response:
    item = grader.items.look(learner, attempt, position)
    return JSONResponse({"kind": item.state, **_state_of(item)}, headers=_NO_STORE)


def _save(sent: SentDraft, grader: Grader, learner: str, attempt: str, position: int) -> Response:
    from ui.attempt.answer import decode_answer, encode_answer  # noqa: PLC0415 - no welcome waits for the bank

    problem = grader.items.look(learner, attempt, position).problem
    if problem is None:
        return _response(410, "closed", "This problem was changed or taken away. It counts for nothing.")
    earlier = [decode_answer(problem, one) for one in sent.sent_before]
    value = decode_answer(problem, sent.value)
    receipt = grader.items.save(learner, attempt, position, value, sent.revision, sent_before=earlier)
    if receipt.kind == "changed-elsewhere":
        item = grader.items.look(learner, attempt, position)
        state = {"value": encode_answer(problem, item.draft), **_state_of(item)}
    else:
        state = _state_after(receipt)
    content = {"kind": receipt.kind, "message": receipt.message, **state}
    return JSONResponse(content, _STATUS.get(receipt.kind, 410), _NO_STORE)


def _state_of(item: ItemView) -> dict[str, Any]:
    return {
        "revision": item.draft_revision,
        "saved_at": instant_ms(item.draft_saved_at),
        "remaining_ms": _span_ms(item.remaining),
    }


def _state_after(receipt: Receipt) -> dict[str, Any]:
    return {
        "revision": receipt.revision,
        "saved_at": instant_ms(receipt.at),
        "remaining_ms": _span_ms(receipt.remaining),
    }


def read_draft(body: bytes | None) -> SentDraft | None:
    """The draft in a request's body, or None for anything else, which any program may send."""
    try:
        content = json.loads(body or b"")
    except (ValueError, RecursionError):
        return None
    if not isinstance(content, dict):
        return None
    revision, before = content.get("revision"), content.get("sent_before", [])
    if type(revision) is not int or not 0 <= revision < 2**31:
        return None
    if not isinstance(before, list) or len(before) > _MOST_SENT_BEFORE:
        return None
    return SentDraft(content.get("value"), revision, tuple(before))


def refuse_foreign(request: Request, base_url: str | None) -> Response | None:
    """Why a request is refused that no page of ours can have sent."""
    if not is_own_origin(request.headers.get("origin"), request.headers.get("host"), base_url):
        return _response(403, "refused", "This request came from another site.")
    # Another site's form cannot send this type without asking the browser first.
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        return _response(415, "refused", "This is sent as JSON.")
    return None


async def read_body(request: Request, largest: int) -> bytes | None:
    """The body, or None for one that is too large, of which no more is read."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > largest:
            return None
    return bytes(body)


def _response(status: int, kind: str, message: str) -> Response:
    headers = _NO_STORE if status != 429 else {**_NO_STORE, "Retry-After": "2"}
    return JSONResponse({"kind": kind, "message": message}, status, headers)


def instant_ms(instant: datetime | None) -> int | None:
    """Milliseconds since 1970, as browsers count them."""
    return None if instant is None else round(instant.timestamp() * 1000)


def _span_ms(span: timedelta | None) -> int | None:
    return None if span is None else max(0, round(span.total_seconds() * 1000))
