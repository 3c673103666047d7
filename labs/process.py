"""The only place of the labs that starts a program: Docker and kind, never a learner's command.

A program gets an argument list, a time limit and an environment with nothing of ours in it.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from labs.errors import NotReady, ToolMissing

# Told what is being done, a line at a time.
Progress = Callable[[str], None]

# What Docker and kind need to find themselves, their daemon and a proxy. No KUBECONFIG: the user's
# own clusters are none of our business.
_PASSED_ON = (
    "PATH",
    "HOME",
    "LANG",
    "XDG_RUNTIME_DIR",
    "DOCKER_HOST",
    "DOCKER_CONTEXT",
    "DOCKER_CONFIG",
    "DOCKER_TLS_VERIFY",
    "DOCKER_CERT_PATH",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "NO_PROXY",
    "http_proxy",
    "https_proxy",
    "no_proxy",
)
# Characters of a program's output that are kept, from its end.
KEEP = 20_000


@dataclass(frozen=True, slots=True)
class ProcessResult:
    """A program that has ended: its exit code and the end of what it wrote, both streams in one."""

    code: int
    text: str

    @property
    def ok(self) -> bool:
        return self.code == 0


def environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment that a program gets: what is named above, and `extra`."""
    environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    return {**environment, **(extra or {})}


def find_program(tool: str) -> Path | None:
    """Where a program is, or None."""
    found = shutil.which(tool)
    return Path(found) if found else None


def run(
    argv: Sequence[str],
    *,
    timeout: float,
    on_line: Callable[[str], None] | None = None,
    extra: Mapping[str, str] | None = None,
    keep_open: int | None = None,
    on_start: Callable[[int], None] | None = None,
) -> ProcessResult:
    """Run a program to its end. `timeout` in seconds; `hear` is told each line as it is written.

    `started` is told the program's number, which is its process group's too. `hold` is a descriptor that
    the program and its children keep open, so that a lock on it outlives us.
    Raises ToolMissing, or NotReady when the time is up; then the program and its children are killed.
    """
    child = _start(argv, extra, keep_open)
    if on_start is not None:
        on_start(child.pid)
    late = threading.Event()
    timer = threading.Timer(timeout, _on_timeout, (child, late))
    timer.daemon = True
    timer.start()
    assert child.stdout is not None
    text = ""
    try:
        for line in child.stdout:
            text = (text + line)[-KEEP:]
            if on_line is not None:
                on_line(line.rstrip())
        code = child.wait()
    finally:
        timer.cancel()
        _kill(child)
        child.stdout.close()
    if late.is_set():
        raise NotReady(
            f"`{argv[0]} {argv[1]}` was not done after {timeout:.0f} s.",
            "The machine may be busy or short of memory: try again, or ask `cutover labs doctor`.",
        )
    return ProcessResult(code, text)


def is_orphaned(group: int, parent: int) -> bool:
    """Whether programs of a process group still run, and the process that started the group does not."""
    parents = set(_parents(group))
    return bool(parents) and parent not in parents and group != os.getpgid(0)


def _parents(group: int) -> Iterator[int]:
    """The parent of each program of a process group; one that ends meanwhile is no program any more."""
    for program in psutil.process_iter():
        with suppress(psutil.Error, OSError):
            if os.getpgid(program.pid) == group:
                yield program.ppid()


def kill_group(pid: int) -> None:
    """Kill a process group that we started."""
    with suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)


def _start(
    argv: Sequence[str], extra: Mapping[str, str] | None, keep_open: int | None
) -> subprocess.Popen[str]:
    tool = find_program(argv[0])
    if tool is None:
        raise ToolMissing(f"{argv[0]} is not installed.", "`cutover labs doctor` says how to install it.")
    return subprocess.Popen(  # noqa: S603  an argument list of our own, never a shell
        [str(tool), *argv[1:]],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=environment(extra),
        pass_fds=() if keep_open is None else (keep_open,),
        start_new_session=True,  # so that its children can be ended with it
        text=True,
        encoding="utf-8",
        errors="replace",
    )


def _on_timeout(child: subprocess.Popen[str], late: threading.Event) -> None:
    late.set()
    _kill(child)


def _kill(child: subprocess.Popen[str]) -> None:
    """End the program and its children, if it still runs."""
    if child.poll() is None:
        kill_group(child.pid)
        child.wait()
