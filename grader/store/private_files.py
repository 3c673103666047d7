"""Files that hold what learners wrote are this user's alone, whatever the system's default is."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

_OTHERS = 0o077
# What SQLite writes beside a database; it gives new ones the mode of the database itself.
_BESIDE = ("", "-wal", "-shm", "-journal")


def make_folder(folder: Path) -> None:
    """Make the folder, readable by this user alone, where there is none. Raises OSError."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def make_private(database: Path) -> None:
    """Make an empty file where there is none, and take others' rights away from it and what lies beside it.

    What cannot be made or changed is left as it is: whoever opens the file says better why.
    """
    with suppress(OSError):
        os.close(os.open(database, os.O_CREAT | os.O_RDWR, 0o600))
    for file in (database.with_name(database.name + end) for end in _BESIDE):
        with suppress(OSError):
            mode = file.stat().st_mode
            if mode & _OTHERS:
                file.chmod(mode & 0o700)


def is_open_to_others(path: Path) -> bool:
    """Whether anybody else on this machine may read, write or enter it."""
    return bool(path.stat().st_mode & _OTHERS)
