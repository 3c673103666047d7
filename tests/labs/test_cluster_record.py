"""Whose a cluster is."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from labs.cluster.record import ClusterDir, ClusterRecord, cluster_dirs, new_id
from labs.errors import ClusterBusy
from labs.process import run

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


def _owner(**changes: object) -> ClusterRecord:
    made = ClusterRecord(
        cluster="c",
        id=new_id(),
        state="ready",
        created_at=NOON,
        expires_at=NOON + timedelta(hours=1),
        node_image="n",
    )
    return made.model_copy(update=changes)


def test_a_record_survives_and_is_private(tmp_path: Path) -> None:
    directory, owner = ClusterDir(tmp_path / "labs", "c"), _owner()
    directory.write(owner)
    assert directory.read() == owner
    assert directory.folder.stat().st_mode & 0o777 == 0o700
    assert directory.mark(owner.id).is_dir()


def test_a_torn_or_foreign_record_is_none(tmp_path: Path) -> None:
    directory = ClusterDir(tmp_path, "c")
    assert directory.read() is None
    directory.folder.mkdir()
    (directory.folder / "owner.json").write_text('{"cluster": "c"')
    assert directory.read() is None


def test_forgetting_leaves_nothing_and_twice_is_once(tmp_path: Path) -> None:
    directory = ClusterDir(tmp_path, "c")
    directory.write(_owner())
    directory.kubeconfig.write_text("x")
    directory.remove()
    directory.remove()
    assert cluster_dirs(tmp_path) == ()


@pytest.mark.parametrize(
    ("owner", "over"),
    [
        (_owner(), False),
        (_owner(expires_at=NOON), True),
        (_owner(state="creating"), True),
        (_owner(state="removing"), True),
    ],
)
def test_what_was_cut_short_or_is_past_its_time_may_be_swept(owner: ClusterRecord, over: bool) -> None:
    assert owner.is_expired(NOON) is over


def test_the_lock_goes_with_the_last_that_is_kept(tmp_path: Path) -> None:
    directory = ClusterDir(tmp_path, "c")
    with directory.locked():
        directory.write(_owner())
    assert (tmp_path / "c.lock").exists()
    with directory.locked():
        directory.remove()
    assert list(tmp_path.iterdir()) == []


def test_a_lock_whose_file_was_removed_keeps_nobody_out_of_the_new_one(tmp_path: Path) -> None:
    directory, waits = ClusterDir(tmp_path, "c"), threading.Event()

    def wait_for_lock() -> bool:
        waits.set()
        with directory.locked(), pytest.raises(ClusterBusy), ClusterDir(tmp_path, "c").locked(0):
            pass
        return True

    with ThreadPoolExecutor(1) as pool:
        with directory.locked():
            waiting = pool.submit(wait_for_lock)
            waits.wait(5)
            time.sleep(0.2)  # it has opened the file that is removed now
        assert waiting.result(20)


def test_runs_are_kept_in_the_folder_of_their_cluster_and_go_with_it(tmp_path: Path) -> None:
    directory = ClusterDir(tmp_path, "c")
    directory.write(_owner())
    directory.runs.mkdir()
    (directory.runs / "lab.jsonl").write_text("{}")
    assert cluster_dirs(tmp_path) == (directory,)
    directory.remove()
    assert list(tmp_path.iterdir()) == []


def test_two_at_once_are_kept_apart_and_the_first_is_left_at_work(tmp_path: Path) -> None:
    directory, at_work = ClusterDir(tmp_path, "c"), threading.Event()
    directory.write(_owner())

    def started(pid: int) -> None:
        directory.record_worker(pid)
        at_work.set()

    with directory.locked() as lock, ThreadPoolExecutor(1) as pool:
        done = pool.submit(run, ["sleep", "0.5"], timeout=9, keep_open=lock, on_start=started)
        at_work.wait()
        with pytest.raises(ClusterBusy, match="Another Cutover is at work"), directory.locked():
            pass
        assert done.result().ok


@pytest.mark.faults
def test_a_program_that_outlives_a_killed_cutover_is_ended(tmp_path: Path) -> None:
    directory = ClusterDir(tmp_path, "c")
    directory.write(_owner())
    script = (
        "import pathlib, sys; from labs.cluster.record import ClusterDir; from labs.process import run\n"
        "directory = ClusterDir(pathlib.Path(sys.argv[1]), 'c')\n"
        "with directory.locked() as lock:\n"
        "    run(['sh', '-c', 'echo; sleep 60'], timeout=90, keep_open=lock,"
        " on_start=directory.record_worker, on_line=print)"
    )
    killed = subprocess.Popen([sys.executable, "-c", script, str(tmp_path)], stdout=subprocess.PIPE)
    assert killed.stdout is not None
    with killed.stdout:
        killed.stdout.read(1)
    killed.kill()
    killed.wait()
    with directory.locked(patience=0.2):
        pass
