"""Backups: what was saved is in them, they come back whole, and nothing is mixed or half written."""

from __future__ import annotations

import shutil
import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import URL

from grader.errors import StoreCopyError, StoreUnusable
from grader.store import Store
from grader.store.backup import backup, copy, digest, restore
from grader.store.migrate import upgrade
from tests.grader.client import Client, learn
from tests.grader.old_databases import make_old_database
from tests.grader.sample_bank import make_bank
from tests.support.databases import content, fresh_database

pytestmark = pytest.mark.slow
DUMP, RESTORE = shutil.which("pg_dump"), shutil.which("pg_restore")


@pytest.fixture
def populated(database: str) -> str:
    store = Store.open(database)
    learn(store)
    store.close()
    return database


@pytest.fixture
def other(database: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """An empty database of the same kind."""
    if database.startswith("sqlite"):
        yield f"sqlite:///{tmp_path}/other/cutover.db"
        return
    with fresh_database(request.getfixturevalue("postgres")) as address:
        yield address


@pytest.mark.parametrize("dump", [DUMP, None], ids=["pg_dump", "own-copy"])
def test_what_was_saved_comes_back(populated: str, other: str, tmp_path: Path, dump: str | None) -> None:
    before = content(populated)
    backup(populated, tmp_path / "backup", dump)
    assert stat.S_IMODE((tmp_path / "backup").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir() if "backup" in path.name] == ["backup"]
    restore(other, tmp_path / "backup", RESTORE)
    assert content(other) == content(populated) == before
    assert digest(other) == digest(populated)
    Store.open(other).close()


def test_a_backup_made_while_learners_work_has_all_that_was_acknowledged_before(
    database: str, other: str, tmp_path: Path
) -> None:
    store = Store.open(database)
    learners: list[str] = []
    end, some = threading.Event(), threading.Event()

    def join() -> None:
        while not end.is_set():
            learners.append(Client(store, seed=len(learners) + 2).learner)
            if len(learners) == 5:
                some.set()

    thread = threading.Thread(target=join)
    thread.start()
    assert some.wait(timeout=20)
    acknowledged = list(learners)
    backup(database, tmp_path / "backup", DUMP)
    going_on = len(learners)
    end.set()
    thread.join()
    store.close()
    restore(other, tmp_path / "backup", RESTORE)
    restored = "".join(content(other)["learners"])
    assert [learner for learner in acknowledged if learner not in restored] == []
    assert going_on >= len(acknowledged)


@pytest.mark.postgres
def test_rows_move_to_postgresql_and_back_unchanged(tmp_path: Path, postgres: URL) -> None:
    first, last = f"sqlite:///{tmp_path}/first.db", f"sqlite:///{tmp_path}/last.db"
    store = Store.open(first)
    learn(store)
    store.close()
    with fresh_database(postgres) as between:
        there = copy(first, between)
        back = copy(between, last)
    assert there == back == digest(first) == digest(last)
    assert {table.table for table in there if table.rows} >= {"learners", "attempts", "items", "tries"}
    assert content(first) == content(last)


def test_a_change_of_one_value_changes_the_digest_of_its_table_alone(populated: str) -> None:
    before = digest(populated)
    store = Store.open(populated)
    Client(store, seed=7)
    store.close()
    changed = {a.table for a, b in zip(before, digest(populated), strict=True) if a != b}
    assert changed == {"learners", "devices", "events"}


def test_a_database_that_holds_something_takes_no_backup(populated: str, tmp_path: Path) -> None:
    backup(populated, tmp_path / "backup", DUMP)
    before = content(populated)
    with pytest.raises(StoreCopyError, match=r"already holds .* Name an empty database"):
        restore(populated, tmp_path / "backup", RESTORE)
    with pytest.raises(StoreCopyError, match="already holds"):
        copy(populated, populated)
    assert content(populated) == before


def test_a_database_whose_tables_are_empty_takes_one(populated: str, other: str, tmp_path: Path) -> None:
    backup(populated, tmp_path / "backup", DUMP)
    Store.open(other).close()
    restore(other, tmp_path / "backup", RESTORE)
    assert content(other) == content(populated)


def test_a_file_that_is_no_backup_is_refused(database: str, tmp_path: Path) -> None:
    (tmp_path / "letter").write_text("Dear reader")
    with pytest.raises(StoreCopyError, match="is no backup"):
        restore(database, tmp_path / "letter", RESTORE)


def test_a_backup_that_was_cut_off_restores_nothing(populated: str, other: str, tmp_path: Path) -> None:
    backup(populated, tmp_path / "backup", DUMP)
    whole = (tmp_path / "backup").read_bytes()
    (tmp_path / "backup").write_bytes(whole[: len(whole) * 2 // 3])
    with pytest.raises(StoreCopyError, match=r"cannot be copied|pg_restore failed"):
        restore(other, tmp_path / "backup", RESTORE)
    store = Store.open(other)  # it is as good as new
    store.close()


def test_a_backup_never_takes_the_name_of_another_file(populated: str, tmp_path: Path) -> None:
    (tmp_path / "backup").write_text("precious")
    with pytest.raises(StoreCopyError, match="exists"):
        backup(populated, tmp_path / "backup", DUMP)
    assert (tmp_path / "backup").read_text() == "precious"


def test_an_archive_of_postgresql_is_refused_by_sqlite_with_the_way_round(tmp_path: Path) -> None:
    (tmp_path / "archive").write_bytes(b"PGDMP and more")
    with pytest.raises(StoreCopyError, match="cutover store copy"):
        restore(f"sqlite:///{tmp_path}/new.db", tmp_path / "archive", RESTORE)


def test_a_program_that_fails_is_quoted_and_leaves_no_file(populated: str, tmp_path: Path) -> None:
    if populated.startswith("sqlite"):
        pytest.skip("SQLite needs no program")
    with pytest.raises(StoreCopyError, match=r"^false failed: "):
        backup(populated, tmp_path / "backup", shutil.which("false"))
    assert list(tmp_path.iterdir()) == []


def test_an_older_backup_comes_back_and_can_be_upgraded(other: str, tmp_path: Path) -> None:
    old = f"sqlite:///{tmp_path}/old.db"
    make_old_database(old, "0001", tmp_path, make_bank())
    restore(other, tmp_path / "old.db", RESTORE)
    if other.startswith("sqlite"):
        with pytest.raises(StoreUnusable, match="cutover store upgrade"):
            Store.open(other)
    upgrade(other)
    upgrade(old)
    assert content(other) == content(old)
