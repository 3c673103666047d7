"""What the store's page says of backing up is true of the store as it is by default."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from grader.store import Store
from ui.cli import main
from ui.settings import read_settings

PAGE = (Path(__file__).parents[2] / "docs" / "store.md").read_text(encoding="utf-8")


def test_the_backup_that_it_shows_holds_what_was_saved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CUTOVER_DATA", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    Store.open(read_settings().database).close()
    written = re.search(r"`cutover (store backup (\S+))`", PAGE)
    assert written is not None
    command, backup = written.groups()
    done = CliRunner().invoke(main, command.split())
    assert done.exit_code == 0, done.output
    with closing(sqlite3.connect(backup)) as copied:
        tables = {row[0] for row in copied.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert {"learners", "attempts", "items", "tries", "events"} <= tables


def test_every_file_that_it_names_is_the_store_s() -> None:
    name = Path(read_settings().database.removeprefix("sqlite:///")).name
    assert set(re.findall(r"\b\w+\.(?:db|sqlite3)\b", PAGE)) == {name, "backup.db"}
