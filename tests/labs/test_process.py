"""Starting programs: the environment they get, their time limit, and their children."""

from __future__ import annotations

import fcntl
import os
import time
from pathlib import Path

import pytest

from labs.errors import NotReady, ToolMissing
from labs.process import KEEP, run


def test_a_program_gets_nothing_of_ours_in_its_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUTOVER_COOKIE_SECRET", "canary")
    monkeypatch.setenv("KUBECONFIG", "/canary")
    assert "canary" not in run(["env"], timeout=5).text


def test_a_program_that_is_not_installed_is_named_with_the_cure() -> None:
    with pytest.raises(ToolMissing, match="no-such-tool is not installed"):
        run(["no-such-tool", "x"], timeout=5)


def test_an_argument_is_never_read_by_a_shell(tmp_path: Path) -> None:
    assert run(["echo", f"$(touch {tmp_path}/x); `id`"], timeout=5).text.startswith("$(touch")
    assert not (tmp_path / "x").exists()


def test_a_program_past_its_time_is_ended_with_its_children(tmp_path: Path) -> None:
    began = time.monotonic()
    with pytest.raises(NotReady, match="was not done after 0 s"):
        run(["sh", "-c", f"(sleep 30; touch {tmp_path}/late) & sleep 30"], timeout=0.3)
    assert time.monotonic() - began < 1.5


def test_a_lock_that_is_held_stays_with_the_program(tmp_path: Path) -> None:
    ours, theirs = (os.open(tmp_path / "lock", os.O_CREAT | os.O_RDWR) for _ in range(2))
    fcntl.flock(ours, fcntl.LOCK_EX)

    def still_held(_line: str) -> None:
        os.close(ours)
        with pytest.raises(BlockingIOError):
            fcntl.flock(theirs, fcntl.LOCK_EX | fcntl.LOCK_NB)

    run(["sh", "-c", "echo up; sleep 0.3"], timeout=5, on_line=still_held, keep_open=ours)
    fcntl.flock(theirs, fcntl.LOCK_EX | fcntl.LOCK_NB)
    os.close(theirs)


def test_endless_output_is_cut_to_its_end() -> None:
    done = run(["sh", "-c", "yes | head -c 1000000; echo the end"], timeout=5)
    assert len(done.text) <= KEEP
    assert done.text.endswith("the end\n")
