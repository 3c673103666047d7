"""The sweeps go on for ever, whatever one of them meets, and what failed is in the log."""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import anyio
import pytest

from grader.store import Store
from labs.errors import LabError
from tests.grader.client import Client
from tests.ui.context import SETTINGS, KnownDevice, make_context
from ui.app_context import AppContext
from ui.backend import Backend
from ui.errors import Closed
from ui.lab.services import LabServices
from ui.settings import Settings
from ui.web.sweepers import keep_sweeping, sweep_labs, sweep_overdue

pytestmark = pytest.mark.timeout(30)


def _sweep_until(enough: Callable[[], bool], sweep: Callable[[], None], **when: float) -> None:
    async def run() -> None:
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(lambda: keep_sweeping(sweep, **when))
            with anyio.fail_after(20):
                while not enough():
                    await anyio.sleep(0.01)
            tasks.cancel_scope.cancel()

    anyio.run(run)


def test_a_sweep_comes_again_and_again_off_the_event_loop() -> None:
    threads: list[int] = []
    _sweep_until(lambda: len(threads) >= 3, lambda: threads.append(threading.get_ident()), every_s=0.01)
    assert threading.get_ident() not in threads


def test_a_sweep_that_fails_is_logged_and_tried_again(caplog: pytest.LogCaptureFixture) -> None:
    calls: list[str] = []

    def sweep() -> None:
        calls.append("swept")
        if len(calls) == 1:
            raise ValueError("the store is away")

    _sweep_until(lambda: len(calls) >= 2, sweep, every_s=0.01)
    (record,) = caplog.records
    assert record.getMessage() == "the sweep failed; it is tried again"
    assert record.exc_info is not None
    assert "the store is away" in str(record.exc_info[1])


def test_the_first_sweep_waits_as_long_as_it_is_told() -> None:
    begun, calls = time.monotonic(), list[float]()
    _sweep_until(lambda: bool(calls), lambda: calls.append(time.monotonic()), every_s=0.01, first_s=0.3)
    assert calls[0] - begun >= 0.3


@pytest.fixture
def client(tmp_path: Path) -> Client:
    return Client(Store.open(f"sqlite:///{tmp_path}/cutover.db"))


def test_what_is_overdue_is_closed_though_nobody_looks(client: Client) -> None:
    client.begin("challenge")
    client.save(client.right())
    client.clock.move(minutes=3)
    sweep_overdue(make_context(client))
    client.clock.move(minutes=-3)
    assert client.item().state == "closed"


def test_a_backend_that_cannot_be_opened_is_logged_once_and_breaks_no_sweep(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def refuse(_: Settings) -> Backend:
        raise Closed("There is no bank at /nowhere. Name a folder that holds a bank.yaml.")

    context = AppContext(SETTINGS, LabServices(), opener=refuse, devices=KnownDevice(None))
    sweep_overdue(context)
    sweep_overdue(context)
    assert [record.getMessage() for record in caplog.records] == [
        "There is no bank at /nowhere. Name a folder that holds a bank.yaml."
    ]


def test_where_there_was_never_a_cluster_the_labs_sweep_imports_nothing(tmp_path: Path) -> None:
    script = (
        "import sys; from ui.web.sweepers import sweep_labs; sweep_labs(); print('kubernetes' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={"CUTOVER_LABS_FOLDER": str(tmp_path / "none"), "HOME": str(tmp_path)},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "False"


def test_a_labs_sweep_without_an_answer_leaves_its_sentence_in_the_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("CUTOVER_LABS_FOLDER", str(tmp_path))

    def refuse() -> list[str]:
        raise LabError("Docker does not answer.", "Start it.")

    sweep_labs(refuse)
    assert [(record.levelno, record.getMessage()) for record in caplog.records] == [
        (logging.WARNING, str(LabError("Docker does not answer.", "Start it.")))
    ]


def test_what_the_labs_sweep_removed_is_in_the_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("CUTOVER_LABS_FOLDER", str(tmp_path))
    with caplog.at_level(logging.INFO):
        sweep_labs(lambda: ["lab-0123456789abcdef"])
    assert "removed what labs left over: lab-0123456789abcdef" in caplog.messages
