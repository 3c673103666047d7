"""`cutover store`: backup, restore, copy and digest as an operator types them."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from grader.store import Store
from tests.grader.client import Client
from tests.support.databases import content
from ui.cli import main


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation with one learner, whose database is found by its data folder."""
    monkeypatch.setenv("CUTOVER_DATA", str(tmp_path / "data"))
    store = Store.open(address(tmp_path / "data"))
    Client(store)
    store.close()
    return tmp_path


def address(data: Path) -> str:
    return f"sqlite:///{data}/cutover.sqlite3"


def run(*command: str, code: int = 0) -> str:
    result = CliRunner().invoke(main, ["store", *command])
    assert result.exit_code == code, result.output
    assert "Traceback" not in result.output
    return result.output


def test_a_backup_is_restored_into_a_new_data_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "for this user alone to read" in run("backup", str(folder / "backup.db"))
    monkeypatch.setenv("CUTOVER_DATA", str(folder / "new"))
    assert "is restored" in run("restore", str(folder / "backup.db"))
    assert "up to date" in run("upgrade")
    assert content(address(folder / "new")) == content(address(folder / "data"))


def test_a_copy_says_how_much_it_is_and_prints_the_same_digest(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = run("digest")
    monkeypatch.setenv("CUTOVER_COPY_TO", address(folder / "new").replace("/new/", "/"))
    assert "3 rows of" in run("copy")
    monkeypatch.setenv("CUTOVER_DB_URL", address(folder))
    assert run("digest") == before


@pytest.mark.parametrize(
    ("command", "cure"),
    [
        (("restore", "letter"), "is no backup"),
        (("backup", "letter"), "exists. Name a new file."),
        (("backup", "no/such/folder/file"), "Name a place that this user can read and write"),
        (("copy", "mysql://host/database"), "sqlite:///path/to/cutover.db"),
    ],
)
def test_a_mistake_is_one_sentence_with_its_cure(
    folder: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...], cure: str
) -> None:
    monkeypatch.chdir(folder)
    Path("letter").write_text("Dear reader")
    line = run(*command, code=1).strip()
    assert cure in line
    assert "\n" not in line


def test_a_database_that_is_not_there_has_nothing_to_back_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CUTOVER_DATA", str(tmp_path / "nothing"))
    assert "nothing" in run("backup", str(tmp_path / "backup"), code=1)
    assert list(tmp_path.iterdir()) == []
