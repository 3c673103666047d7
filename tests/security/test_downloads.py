"""A personal file is given to the browser of its learner and to nobody else, and no cache keeps it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from starlette.applications import Starlette

from grader.store import Store
from tests.grader.client import Client
from tests.security.asking import http
from tests.ui.context import COOKIE, PlainCookies, make_context
from tests.ui.pages.test_labs import REPORT
from ui.lab.report_export import end_of
from ui.web.download_routes import download_routes

pytestmark = pytest.mark.timeout(30)

PROGRESS = ("/download/progress.csv", "/download/progress.json")


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Client]:
    """Ada is at device-1; Eve, who learns here too, is at device-2."""
    store = Store.open(f"sqlite:///{tmp_path}/cutover.db")
    client = Client(store)
    Client(store, client.bank, client.clock, seed=2)
    yield client
    store.close()


def get(client: Client, path: str, cookie: str | None = "device-1") -> tuple[int, Mapping[str, str], str]:
    headers = [(b"host", b"localhost")]
    headers += [(b"cookie", f"{COOKIE}={cookie}".encode())] if cookie else []
    return http(
        Starlette(routes=download_routes(make_context(client, PlainCookies()))), path, headers=headers
    )


def report_of(client: Client) -> str:
    lab = client.begin_lab()
    return client.grader.labs.end(client.learner, lab.id, end_of(REPORT)).id


@pytest.mark.parametrize("path", PROGRESS)
def test_progress_is_its_learners_and_is_not_kept(client: Client, path: str) -> None:
    client.begin("practice")
    status, headers, text = get(client, path)
    assert (status, headers["cache-control"]) == (200, "no-store")
    assert headers["content-disposition"].startswith("attachment; ")
    assert client.attempt in text or "practice" in text


def test_whoever_left_gets_nothing_from_the_page_that_is_still_open(client: Client) -> None:
    client.grader.learners.leave("device-1")
    for path in PROGRESS:
        assert get(client, path)[0] == 404


def test_a_report_is_its_learners_as_text_and_as_json(client: Client) -> None:
    attempt = report_of(client)
    status, headers, text = get(client, f"/download/labs/{attempt}.md")
    assert (status, headers["cache-control"]) == (200, "no-store")
    assert "## Who did what" in text
    assert json.loads(get(client, f"/download/labs/{attempt}.json")[2])["slug"] == REPORT.slug


@pytest.mark.parametrize("cookie", [None, "device-2", "device-3", "", "DEVICE-1", "device-1x"])
def test_nobody_else_learns_even_that_it_is_there(client: Client, cookie: str | None) -> None:
    attempt = report_of(client)
    paths = [f"/download/labs/{attempt}.{kind}" for kind in ("md", "json")]
    answers = [get(client, path, cookie) for path in (*paths, "/download/labs/nowhere.md")]
    assert {(status, text) for status, _, text in answers} == {(404, answers[0][2])}


@pytest.mark.parametrize(
    "path",
    [
        "/download/progress.xml", "/download/progress", "/download/progress.json.md", "/download/.json",
        "/download/labs/x.csv", "/download/labs/.md", "/download/labs/../progress.json", "/download/",
        "/download/labs/" + "0" * 32 + ".md", "/download/labs/" + "a" * 9_000 + ".md",
        "/download/labs/\x00.md",
    ],
)  # fmt: skip
def test_a_file_that_is_none_is_not_there(client: Client, path: str) -> None:
    assert get(client, path)[0] == 404


def test_a_lab_that_goes_on_has_no_report_yet(client: Client) -> None:
    assert get(client, f"/download/labs/{client.begin_lab().id}.json")[0] == 404
