"""The route that takes a learner's own download back: who may send it, how much, and what it answers."""

from __future__ import annotations

import asyncio
import json

import httpx
import pytest
from starlette.applications import Starlette

from grader.rules.progress_file import LARGEST_FILE
from grader.service.progress_import import ImportReport
from tests.grader.client import Client
from tests.ui.context import COOKIE, PlainCookies, make_context
from ui.web.import_routes import describe, import_routes

pytestmark = pytest.mark.timeout(20)

_HOST = "http://127.0.0.1"


class Browser:
    """Grace's browser, which has Ada's download."""

    def __init__(self, client: Client) -> None:
        client.begin("challenge")
        client.finish()
        self.download = client.grader.exports.as_json(client.learner)
        self.learner = client.grader.learners.join("device-2", "Grace").id
        self._app = Starlette(routes=import_routes(make_context(client, PlainCookies())))
        self.cookies = {COOKIE: "device-2"}

    def send(self, content: str | None = None, **headers: str) -> httpx.Response:
        own = {"content-type": "application/json", "origin": _HOST, **headers}

        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(app=self._app)
            async with httpx.AsyncClient(transport=transport, base_url=_HOST, cookies=self.cookies) as client:
                text = self.download if content is None else content
                return await client.post("/import/progress.json", content=text, headers=own)

        return asyncio.run(ask())


@pytest.fixture
def browser(client: Client) -> Browser:
    return Browser(client)


def test_a_download_is_brought_in_and_again_changes_nothing(browser: Browser) -> None:
    first, second = browser.send(), browser.send()
    assert (first.status_code, first.json()["message"]) == (200, "Brought in: 1 attempt.")
    assert (second.status_code, second.json()["message"]) == (200, "Brought in: 0 attempts. Here already: 1.")


@pytest.mark.parametrize(
    ("content", "headers", "status"),
    [
        ("[]", {}, 400),
        ("", {}, 400),
        (" " * (LARGEST_FILE + 1), {}, 400),
        (None, {"origin": "https://elsewhere.example"}, 403),
        (None, {"content-type": "text/plain"}, 415),
    ],
)
def test_anything_else_is_refused_and_stores_nothing(
    browser: Browser, client: Client, content: str | None, headers: dict[str, str], status: int
) -> None:
    answer = browser.send(content, **headers)
    assert answer.status_code == status
    assert json.loads(answer.text)["kind"] == "refused"
    assert client.grader.progress.history(browser.learner).attempts == ()


def test_a_browser_without_a_learner_brings_nothing_in(browser: Browser) -> None:
    browser.cookies = {}
    assert browser.send().status_code == 404
    browser.cookies = {COOKIE: "nobody"}
    assert browser.send().status_code == 404


def test_many_files_at_once_are_told_to_wait(browser: Browser) -> None:
    answers = [browser.send("[]").status_code for _ in range(4)]
    assert answers == [400, 400, 400, 429]


def test_what_was_left_out_is_said_with_its_reason() -> None:
    assert describe(ImportReport(2, 1, 3)) == (
        "Brought in: 2 attempts. Here already: 1. "
        "Left out: 3, not finished or of problems that this server does not have."
    )
