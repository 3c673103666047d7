"""What the store's page says of backing up is true of the store as it is by default."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from grader.store import Store
from ui.settings import read_settings

PAGE = (Path(__file__).parents[2] / "docs" / "store.md").read_text(encoding="utf-8")


def test_the_backup_holds_what_was_saved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUTOVER_DATA", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    store = Store.open(read_settings().database)
    written = re.search(r"`sqlite3 (\S+) \"(VACUUM INTO '(\S+)')\"`", PAGE)
    assert written is not None
    name, command, backup = written.groups()
    with closing(sqlite3.connect(f"file:{name}?mode=rw", uri=True)) as kept:
        kept.execute(command)
    store.close()
    with closing(sqlite3.connect(backup)) as copied:
        tables = {row[0] for row in copied.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert {"learners", "attempts", "items", "tries", "events"} <= tables


def test_every_file_that_it_names_is_the_store_s() -> None:
    name = Path(read_settings().database.removeprefix("sqlite:///")).name
    assert set(re.findall(r"\b\w+\.(?:db|sqlite3)\b", PAGE)) == {name, "backup.db"}
