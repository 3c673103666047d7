"""The route that saves drafts: who may save, what is believed, and what it answers."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette

from tests.grader.client import Client
from tests.ui.context import COOKIE, PlainCookies, Unreachable, make_context
from ui.attempt.answer import encode_answer
from ui.web.draft_routes import LARGEST_DRAFT, draft_routes, read_draft
from ui.web.limits import DEVICE_RATE, Buckets

pytestmark = pytest.mark.timeout(20)

_HOST = "http://127.0.0.1"
_AWAY = "The database does not answer."


class Tab:
    """A page of Ada's at the first problem of a challenge, as far as its requests go."""

    def __init__(self, client: Client, grader: Unreachable | None = None) -> None:
        self.client = client
        self.waits: list[float] = []
        client.begin("challenge")
        context = make_context(client, PlainCookies(), grader=grader)
        buckets = Buckets(DEVICE_RATE, clock=lambda: 0.0)
        self._app = Starlette(routes=draft_routes(context, buckets, sleep=self._sleep))
        self.cookies = {COOKIE: "device-1"}
        self.address = f"/draft/{client.attempt}/1"

    async def _sleep(self, seconds: float) -> None:
        self.waits.append(seconds)

    def sent(self, raw: object) -> object:
        """The answer as a component holds it."""
        problem = self.client.item().problem
        assert problem is not None
        return encode_answer(problem, raw)

    def save(self, value: object, revision: int = 0, **more: Any) -> httpx.Response:
        return self.post(json.dumps({"value": value, "revision": revision, **more}))

    def post(self, body: str, **headers: str) -> httpx.Response:
        own = {"content-type": "application/json", "origin": _HOST, **headers}
        return self._ask("POST", content=body, headers=own)

    def look(self) -> httpx.Response:
        return self._ask("GET")

    def _ask(self, method: str, **more: Any) -> httpx.Response:
        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(self._app)
            async with httpx.AsyncClient(transport=transport, base_url=_HOST, cookies=self.cookies) as http:
                return await http.request(method, self.address, **more)

        return asyncio.run(ask())


@pytest.fixture
def tab(client: Client) -> Tab:
    return Tab(client)


def test_a_draft_is_saved_once_the_answer_names_its_revision(tab: Tab) -> None:
    tab.client.clock.move(seconds=20)
    reply = tab.save(tab.sent(tab.client.wrong()))
    assert reply.status_code == 200
    assert reply.json() == {
        "kind": "saved",
        "message": "Saved.",
        "revision": 1,
        "saved_at": round(tab.client.clock.now.timestamp() * 1000),
        "remaining_ms": 100_000,
    }
    item = tab.client.item()
    assert (item.draft, item.draft_revision, item.tries_left) == (tab.client.wrong(), 1, 2)


def test_the_same_draft_twice_is_once(tab: Tab) -> None:
    value = tab.sent(tab.client.wrong())
    assert [tab.save(value).json()["revision"] for _ in range(3)] == [1, 1, 1]


def test_a_draft_follows_one_whose_receipt_was_lost(tab: Tab) -> None:
    first, second = tab.sent(tab.client.wrong()), tab.sent(tab.client.right())
    tab.save(first)
    reply = tab.save(second, revision=0, sent_before=[[], first])
    assert (reply.status_code, reply.json()["revision"]) == (200, 2)
    assert tab.client.item().draft == tab.client.right()


def test_what_arrives_late_undoes_nothing(tab: Tab) -> None:
    first, second = tab.sent(tab.client.wrong()), tab.sent(tab.client.right())
    tab.save(second, revision=0, sent_before=[[], first])
    assert tab.save(first, revision=0, sent_before=[[]]).status_code == 409
    assert tab.client.item().draft == tab.client.right()


def test_a_draft_that_another_tab_changed_is_shown_and_not_overwritten(tab: Tab) -> None:
    tab.client.save(tab.client.wrong())
    reply = tab.save(tab.sent(tab.client.right()), revision=0, sent_before=[[]])
    assert (reply.status_code, reply.json()["value"]) == (409, tab.sent(tab.client.wrong()))
    assert "changed in another window" in reply.json()["message"]
    assert tab.client.item().draft == tab.client.wrong()


def test_a_draft_at_the_deadline_is_late_and_what_was_saved_counts(tab: Tab) -> None:
    tab.save(tab.sent(tab.client.right()))
    tab.client.clock.move(minutes=2)
    reply = tab.save(tab.sent(tab.client.wrong()), revision=1)
    assert (reply.status_code, reply.json()["kind"]) == (410, "time-up")
    assert tab.client.look().marks[0] == "right"


def test_nothing_is_saved_once_the_problem_is_closed(tab: Tab) -> None:
    value, other = tab.sent(tab.client.wrong()), tab.client.right()
    tab.client.answer(other)
    assert tab.save(value, revision=tab.client.item().draft_revision).status_code == 410
    assert tab.client.item().draft == other


@pytest.mark.parametrize("cookies", [{}, {COOKIE: "a-stranger"}, {COOKIE: "device-2"}])
def test_nobody_saves_in_or_looks_at_the_attempt_of_another(tab: Tab, cookies: dict[str, str]) -> None:
    tab.client.grader.learners.join("device-2", "Grace")
    value = tab.sent(tab.client.wrong())
    tab.cookies = cookies
    assert (tab.save(value).status_code, tab.look().status_code) == (404, 404)
    assert tab.client.item().draft is None


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:9999"])
def test_another_site_saves_nothing(tab: Tab, origin: str) -> None:
    body = json.dumps({"value": tab.sent(tab.client.wrong()), "revision": 0})
    assert tab.post(body, origin=origin).status_code == 403
    assert tab.client.item().draft is None


def test_a_form_of_another_site_saves_nothing(tab: Tab) -> None:
    body = json.dumps({"value": tab.sent(tab.client.wrong()), "revision": 0})
    assert tab.post(body, **{"content-type": "text/plain"}).status_code == 415
    assert tab.client.item().draft is None


@pytest.mark.parametrize(
    "value", ["piece-1", ["piece-99"], ["a"], {"gap-1": "piece-1"}, 7, True, ["piece-1", "piece-1"]]
)
def test_what_does_not_fit_the_problem_is_refused_and_changes_nothing(tab: Tab, value: object) -> None:
    tab.save(tab.sent(tab.client.wrong()))
    assert tab.save(value, revision=1).status_code == 400
    assert tab.client.item().draft == tab.client.wrong()


def test_an_empty_draft_takes_the_draft_away(tab: Tab) -> None:
    tab.save(tab.sent(tab.client.wrong()))
    assert tab.save([], revision=1).status_code == 200
    assert tab.client.item().draft is None


@pytest.mark.parametrize("body", ["", "[]", "{", "nonsense", '{"value": []}', "[" * 5_000])
def test_what_is_no_draft_at_all_is_refused(tab: Tab, body: str) -> None:
    assert tab.post(body).status_code == 400


def test_of_a_large_body_no_more_is_read_than_may_be(tab: Tab) -> None:
    assert tab.post(json.dumps({"value": ["x" * LARGEST_DRAFT], "revision": 0})).status_code == 400


def test_who_sends_too_fast_waits_and_then_is_told_to_come_back(tab: Tab) -> None:
    statuses = [tab.look().status_code for _ in range(DEVICE_RATE.burst + 40)]
    assert statuses[: DEVICE_RATE.burst] == [200] * DEVICE_RATE.burst
    assert statuses[-1] == 429
    assert 0 < max(tab.waits) <= 2.0


def test_a_store_that_is_away_is_said_and_nothing_is_saved(client: Client) -> None:
    grader = Unreachable(client.grader, _AWAY)
    tab = Tab(client, grader)
    grader.refusing = {"items.save"}
    reply = tab.save(tab.sent(client.wrong()))
    assert (reply.status_code, reply.json()) == (503, {"kind": "unsaved", "message": _AWAY})
    grader.refusing = set()
    assert tab.save(tab.sent(client.wrong())).status_code == 200


def test_the_time_left_can_be_asked_for(tab: Tab) -> None:
    tab.client.clock.move(seconds=59)
    reply = tab.look()
    assert reply.json() == {"kind": "open", "revision": 0, "saved_at": None, "remaining_ms": 61_000}
    assert reply.headers["cache-control"] == "no-store"


def test_no_answer_of_the_route_holds_an_author_s_id_or_the_key(tab: Tab) -> None:
    tab.client.save(tab.client.right())
    replies = [tab.look(), tab.save(tab.sent(tab.client.wrong())), tab.save(tab.sent(tab.client.right()), 1)]
    for reply in replies:
        words = json.dumps(reply.json())
        assert f'"{tab.client.right()}"' not in words
        assert "correct" not in words


@given(
    st.binary(max_size=200)
    | st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["value", "revision", "sent_before"]), inner, max_size=3)
        ),
        max_leaves=8,
    ).map(lambda content: json.dumps(content).encode())
)
def test_whatever_is_read_has_a_revision_and_few_earlier_drafts(body: bytes) -> None:
    draft = read_draft(body)
    assert draft is None or (type(draft.revision) is int and draft.revision >= 0)
    assert draft is None or len(draft.sent_before) <= 16
