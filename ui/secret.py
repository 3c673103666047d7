"""The key that signs the device cookie: given by a setting, or made once and kept in the data folder."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from ui.errors import SettingsError
from ui.settings import Settings

_FILE = "cookie-secret"


def cookie_secret(settings: Settings) -> str:
    """The key, made when there is none yet. Raises SettingsError where it cannot be read or written."""
    if settings.cookie_secret is not None:
        return settings.cookie_secret.get_secret_value()
    try:
        return _kept(settings.data / _FILE)
    except OSError as refused:
        raise SettingsError(
            f"The data folder {settings.data} cannot be written ({refused.strerror}). "
            "Make it writable, or name another folder in CUTOVER_DATA."
        ) from refused


def _kept(file: Path) -> str:
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        _write_once(file, secrets.token_hex(32))
    return file.read_text(encoding="ascii").strip()


def _write_once(file: Path, text: str) -> None:
    """Write `text` for this user's eyes only; a file that another process made meanwhile stays."""
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as out:
            out.write(text)
        # A link appears whole or not at all, and never replaces one that is there.
        os.link(draft, file)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
