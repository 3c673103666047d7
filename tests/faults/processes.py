"""Processes that do the same thing at the same time, and processes that die."""

from __future__ import annotations

import multiprocessing
import os
import signal
import traceback
from collections.abc import Callable
from multiprocessing.connection import Connection

# Forked, so that a child has everything imported: it must open its own store, and its parent none before.
_FORK = multiprocessing.get_context("fork")


def run_together(
    count: int, work: Callable[[int, Callable[[], object]], list[str]], seconds: float
) -> list[str]:
    """What `count` processes say, each running `work(number, wait)`; `wait()` lets all go on at once.

    An exception in one of them is what it says, as text.
    """
    barrier, said = _FORK.Barrier(count), _FORK.Queue()

    def run(number: int) -> None:
        try:
            said.put(work(number, lambda: barrier.wait(seconds)))
        except Exception:
            barrier.abort()
            said.put([traceback.format_exc()])

    crowd = [_FORK.Process(target=run, args=(number,), daemon=True) for number in range(count)]
    for one in crowd:
        one.start()
    everything = [line for _ in crowd for line in said.get(timeout=seconds)]
    for one in crowd:
        one.join(seconds)
    return everything


class KillableProcess:
    """A process that will be killed; what it sent before is read until the pipe ends."""

    def __init__(self, work: Callable[[Callable[[object], None]], None]) -> None:
        self._heard, tell = _FORK.Pipe(duplex=False)
        self._process = _FORK.Process(target=_run, args=(work, tell, self._heard), daemon=True)
        self._process.start()
        tell.close()

    def hear(self) -> object:
        """The next thing that it said, waiting for it. Raises EOFError when it is dead."""
        return self._heard.recv()

    def kill(self) -> list[object]:
        """Everything that it said and nobody heard yet."""
        assert self._process.pid is not None
        os.kill(self._process.pid, signal.SIGKILL)
        return self.rest()

    def rest(self) -> list[object]:
        """Waits for its end."""
        said = []
        while True:
            try:
                said.append(self._heard.recv())
            except EOFError:
                break
        self._process.join()
        self._heard.close()
        return said


def _run(work: Callable[[Callable[[object], None]], None], tell: Connection, heard: Connection) -> None:
    heard.close()
    work(tell.send)


def die() -> None:
    """As kill -9 would have it."""
    os.kill(os.getpid(), signal.SIGKILL)
