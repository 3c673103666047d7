"""Background work survives anything; a process that cannot serve any more ends and says so."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

import anyio
import pytest

from ui.web.lifespan import CANNOT_SERVE, end_with_runtime, running
from ui.web.sweepers import keep_sweeping

FAILURES = [
    OSError(24, "Too many open files"),
    RuntimeError("can't start new thread"),
    MemoryError(),
    ImportError(),
]


def for_a_moment(task: Callable[[], object], seconds: float = 0.1) -> None:
    async def main() -> None:
        with anyio.move_on_after(seconds):
            await task()  # type: ignore[misc]

    anyio.run(main)


@pytest.mark.parametrize("failure", FAILURES, ids=str)
def test_a_sweep_that_fails_is_tried_again(failure: Exception, caplog: pytest.LogCaptureFixture) -> None:
    tried: list[int] = []

    def sweep() -> None:
        tried.append(1)
        raise failure

    for_a_moment(lambda: keep_sweeping(sweep, 0.01), 1.0)
    assert len(tried) > 1
    assert "the sweep failed; it is tried again" in caplog.text


def test_a_system_without_threads_ends_no_sweeping(monkeypatch: pytest.MonkeyPatch) -> None:
    swept: list[int] = []
    refusals = iter([RuntimeError("can't start new thread")] * 2)
    original = anyio.to_thread.run_sync

    async def run_sync(*args: object, **kwargs: object) -> object:
        for refusal in refusals:
            raise refusal
        return await original(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(anyio.to_thread, "run_sync", run_sync)
    for_a_moment(lambda: keep_sweeping(lambda: swept.append(1), 0.01), 0.5)
    assert swept


@pytest.mark.parametrize("failure", FAILURES, ids=str)
def test_a_task_that_fails_ends_nothing_else(failure: Exception, caplog: pytest.LogCaptureFixture) -> None:
    ticks: list[int] = []

    async def fail() -> None:
        raise failure

    async def tick() -> None:
        while True:
            ticks.append(1)
            await anyio.sleep(0.01)

    async def main() -> None:
        async with running(fail, tick):
            await anyio.sleep(0.1)

    anyio.run(main)
    assert len(ticks) > 2
    assert "a background task ended" in caplog.text


@pytest.mark.parametrize("failure", [None, OSError(24, "Too many open files")])
def test_a_runtime_that_stopped_ends_the_process(
    failure: Exception | None, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended: list[int] = []
    monkeypatch.setattr(logging, "shutdown", lambda: None)

    async def main() -> None:
        stopped = asyncio.get_running_loop().create_future()
        if failure is None:
            stopped.set_result(None)
        else:
            stopped.set_exception(failure)
        await end_with_runtime(stopped, ended.append)

    asyncio.run(main())
    assert ended == [CANNOT_SERVE]
    assert "Cutover cannot serve any more" in caplog.text


def test_a_normal_end_leaves_the_runtime_to_its_own_end() -> None:
    ended: list[int] = []

    async def main() -> bool:
        stopped: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        async with running(lambda: end_with_runtime(stopped, ended.append)):
            await anyio.sleep(0.01)
        return stopped.cancelled()

    assert not asyncio.run(main())
    assert ended == []
