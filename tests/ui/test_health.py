"""`/healthz` answers while the process lives, `/readyz` with 200 only while learners can be served."""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from streamlit.runtime import Runtime, RuntimeConfig
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.web.cache_storage_manager_config import create_default_cache_storage_manager

from grader.store import Store
from tests.grader.client import Client
from tests.ui.context import SETTINGS, KnownDevice, Unreachable, make_context
from ui.app_context import AppContext
from ui.backend import Backend
from ui.errors import Closed
from ui.lab.services import LabServices
from ui.settings import Settings
from ui.web.health import health_routes

pytestmark = pytest.mark.timeout(20)


def _ask(context: AppContext, path: str, runtime: Runtime | None = None) -> tuple[int, str]:
    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(Starlette(routes=health_routes(context, lambda: runtime)))
        async with httpx.AsyncClient(transport=transport, base_url="http://here") as http:
            return await http.get(path)

    answer = asyncio.run(ask())
    return answer.status_code, answer.text


@pytest.fixture
def client(tmp_path: Path) -> Client:
    return Client(Store.open(f"sqlite:///{tmp_path}/cutover.db"))


def test_a_server_that_can_serve_is_ready(client: Client) -> None:
    assert _ask(make_context(client), "/readyz") == (200, "ready")
    assert _ask(make_context(client), "/healthz") == (200, "ok")


def test_a_database_that_does_not_answer_is_not_ready_but_the_process_is_well(client: Client) -> None:
    grader = Unreachable(client.grader, "The database does not answer.")
    grader.refusing = {"learners.of_device"}
    context = make_context(client, grader=grader)
    assert _ask(context, "/readyz") == (503, "The database does not answer.")
    assert _ask(context, "/healthz") == (200, "ok")


def test_a_backend_that_cannot_be_opened_is_not_ready() -> None:
    def refuse(_: Settings) -> Backend:
        raise Closed("There is no bank at /nowhere.")

    context = AppContext(SETTINGS, LabServices(), opener=refuse, devices=KnownDevice(None))
    assert _ask(context, "/readyz") == (503, "There is no bank at /nowhere.")
    assert _ask(context, "/healthz") == (200, "ok")


def test_behind_a_proxy_both_lie_below_its_path(client: Client, tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, base_url="https://example.org/cutover")
    backend = Backend(client.grader, "a test's folder")
    context = AppContext(settings, LabServices(), opener=lambda _: backend)
    assert _ask(context, "/cutover/readyz") == (200, "ready")
    assert _ask(context, "/readyz")[0] == 404


def test_a_runtime_that_does_not_run_is_not_ready_though_the_database_answers(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Runtime, "_instance", None)
    config = RuntimeConfig(
        script_path="",
        media_file_storage=MemoryMediaFileStorage("/media"),
        uploaded_file_manager=MemoryUploadedFileManager("/upload"),
        cache_storage_manager=create_default_cache_storage_manager(),
        is_hello=False,
    )
    # It was made and never started, as it is after it stopped by itself.
    status, text = _ask(make_context(client), "/readyz", Runtime(config))
    assert (status, text) == (503, "Streamlit's runtime does not run. Start Cutover again.")
