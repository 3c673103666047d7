"""The cookie's key: made once, for this user's eyes, and the same for every process."""

from __future__ import annotations

import stat
import threading
from pathlib import Path

import pytest

from ui import secret
from ui.errors import SettingsError
from ui.secret import cookie_secret
from ui.settings import Settings


def test_a_key_is_made_once_and_kept_from_other_users(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "new")
    first = cookie_secret(settings)
    assert len(first) == 64
    assert cookie_secret(settings) == first
    assert stat.S_IMODE((tmp_path / "new" / "cookie-secret").stat().st_mode) == 0o600
    assert [file.name for file in (tmp_path / "new").iterdir()] == ["cookie-secret"]


def test_a_key_that_was_given_is_taken_and_none_is_written(tmp_path: Path) -> None:
    assert cookie_secret(Settings(data=tmp_path, cookie_secret="given")) == "given"
    assert not list(tmp_path.iterdir())


def test_two_processes_that_start_at_once_agree_on_one_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Threads have one process id, which names the draft.
    monkeypatch.setattr(secret.os, "getpid", threading.get_ident)
    keys: list[str] = []
    settings = Settings(data=tmp_path)
    threads = [threading.Thread(target=lambda: keys.append(cookie_secret(settings))) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(keys) == 16
    assert len(set(keys)) == 1


def test_a_folder_that_cannot_be_made_is_named_with_the_cure(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(SettingsError, match=r"file/data cannot be written .+ CUTOVER_DATA"):
        cookie_secret(Settings(data=tmp_path / "file" / "data"))
