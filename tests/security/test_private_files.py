"""What learners wrote is on the disk for this user alone, and is gone from there once it is deleted."""

from __future__ import annotations

import hashlib
import hmac
import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from grader.service import Grader
from grader.store import Store
from grader.store.backup import backup, restore
from labs.session.log import RunHeader, SessionLog
from tests.grader.client import Client
from ui.cli.doctor import examine
from ui.device import DeviceCookies
from ui.settings import Settings

pytestmark = pytest.mark.timeout(30)

CANARY = "Canarina-9f27"


@pytest.fixture(autouse=True)
def _careless_system() -> Iterator[None]:
    """A system that lets everybody read and write new files."""
    before = os.umask(0)
    yield
    os.umask(before)


def open_paths(folder: Path) -> list[str]:
    """Files and folders below that anybody else may use."""
    return [
        str(path.relative_to(folder))
        for path in sorted(folder.rglob("*"))
        if stat.S_IMODE(path.stat().st_mode) & 0o077
    ]


def test_no_file_of_the_data_folder_is_open_to_others(tmp_path: Path) -> None:
    data = tmp_path / "data"
    DeviceCookies(Settings(data=data)).sign("d" * 32)
    store = Store.open(f"sqlite:///{data}/cutover.sqlite3")
    Client(store).begin("challenge")
    assert {path.name for path in data.iterdir()} >= {
        "cutover.sqlite3",
        "cutover.sqlite3-wal",
        "cookie-secret",
    }
    assert open_paths(tmp_path) == []
    backup(f"sqlite:///{data}/cutover.sqlite3", tmp_path / "backup.sqlite3")
    restore(f"sqlite:///{tmp_path}/new/cutover.sqlite3", tmp_path / "backup.sqlite3")
    Store.open(f"sqlite:///{tmp_path}/new/cutover.sqlite3").close()
    SessionLog(tmp_path / "labs" / "a.jsonl").begin(RunHeader("slug", "prober", 1, solution_shown=False))
    assert open_paths(tmp_path) == []
    store.close()


def test_a_file_that_was_open_to_others_is_closed_to_them(tmp_path: Path) -> None:
    file = tmp_path / "cutover.sqlite3"
    Store.open(f"sqlite:///{file}").close()
    file.chmod(0o666)
    with closing(sqlite3.connect(file)) as other:
        other.execute("BEGIN IMMEDIATE")
        other.rollback()
        Store.open(f"sqlite:///{file}").close()
    assert open_paths(tmp_path) == []


def test_doctor_names_a_folder_that_others_can_enter(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    found = next(check for check in examine(Settings(data=tmp_path)) if check.name == "Data folder")
    assert "open to other users" in found.found
    assert found.cure.startswith(f"chmod 700 {tmp_path}")


def raw(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())


def test_what_was_deleted_is_in_no_file(tmp_path: Path) -> None:
    store = Store.open(f"sqlite:///{tmp_path}/cutover.sqlite3")
    client = Client(store)
    client.grader.learners.rename(client.learner, CANARY)
    client.begin("challenge")
    client.save(client.wrong())
    client.answer(client.right())
    attempt = client.attempt.encode()
    assert CANARY.encode() in raw(tmp_path)
    assert attempt in raw(tmp_path)
    client.grader.learners.forget(client.learner)
    assert CANARY.encode() not in raw(tmp_path)
    assert attempt not in raw(tmp_path)
    store.close()
    assert CANARY.encode() not in raw(tmp_path)


def test_a_reader_only_delays_it_until_the_next_sweep(tmp_path: Path) -> None:
    store = Store.open(f"sqlite:///{tmp_path}/cutover.sqlite3")
    client = Client(store)
    client.grader.learners.rename(client.learner, CANARY)
    with closing(sqlite3.connect(tmp_path / "cutover.sqlite3", isolation_level=None)) as reader:
        reader.execute("BEGIN")
        assert reader.execute("SELECT name FROM learners").fetchone() == (CANARY,)
        reader.execute("PRAGMA busy_timeout = 0")
        client.grader.learners.forget(client.learner)
        assert CANARY.encode() in raw(tmp_path)
    client.grader.sweep()
    assert CANARY.encode() not in raw(tmp_path)
    store.close()


def test_a_code_is_stored_under_a_key_that_the_database_does_not_hold(tmp_path: Path) -> None:
    key = b"k" * 32
    store = Store.open(f"sqlite:///{tmp_path}/cutover.sqlite3")
    client = Client(store)
    grader = Grader(store, client.bank, client.clock, code_key=key)
    code = grader.learners.link_code(client.learner).code
    with closing(sqlite3.connect(tmp_path / "cutover.sqlite3")) as database:
        stored = database.execute("SELECT digest FROM link_codes").fetchall()
    assert stored == [(hmac.new(key, code.encode(), hashlib.sha256).hexdigest(),)]
    assert hashlib.sha256(code.encode()).hexdigest().encode() not in raw(tmp_path)
    assert code.encode() not in raw(tmp_path)
    assert grader.learners.redeem("phone", code.lower()).id == client.learner
    client.clock.now += timedelta(minutes=11)
    store.close()
