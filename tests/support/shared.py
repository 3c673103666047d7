"""A folder that all worker processes of one run share, with what is started once for all of them."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL

from tests.support.postgres import address, start_postgres, stop_postgres

_NAME = "TEST_RUN_FOLDER"


def open_shared_folder() -> bool:
    """Make the folder, unless the process that began the run has; whether this one has to close it."""
    if _NAME in os.environ:
        return False
    folder = tempfile.mkdtemp(prefix="cutover-tests-")
    Path(folder).chmod(0o711)  # PostgreSQL's user passes through
    os.environ[_NAME] = folder
    return True


def close_shared_folder() -> None:
    """End what was started in the folder, and delete it. All workers must have ended."""
    folder = Path(os.environ.pop(_NAME))
    if (folder / "port").is_file():
        stop_postgres(folder / "postgres")
    shutil.rmtree(folder)


def shared_postgres() -> URL:
    """The address of the run's PostgreSQL, started by whoever asks first."""
    folder = Path(os.environ[_NAME])
    port, home = folder / "port", folder / "postgres"
    with locked("postgres"):
        if not port.is_file():
            home.mkdir()
            port.write_text(str(start_postgres(home).port))
        return address(int(port.read_text()))


@contextmanager
def locked(name: str, *, shared: bool = False) -> Iterator[None]:
    """Hold the lock `name` of this run: exclusively, or `shared` with other processes that share it."""
    with (Path(os.environ[_NAME]) / f"{name}.lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_SH if shared else fcntl.LOCK_EX)
        yield
