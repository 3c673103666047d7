"""A folder that all worker processes of one run share, with what is started once for all of them."""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import tempfile
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from sqlalchemy import URL

from tests.support.postgres import address, start_postgres, stop_postgres

# The environment variable that names the folder to every worker.
FOLDER = "TEST_RUN_FOLDER"


def open_shared_folder() -> bool:
    """Make the folder, unless the process that began the run has; whether this one has to close it.

    A run that is asked to end (SIGTERM) ends as one that is interrupted, so that its folder goes too.
    """
    if FOLDER in os.environ:
        return False
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, signal.default_int_handler)
    folder = tempfile.mkdtemp(prefix="cutover-tests-")
    Path(folder).chmod(0o711)  # PostgreSQL's user passes through
    os.environ[FOLDER] = folder
    return True


def close_shared_folder() -> None:
    """End what was started in the folder, and delete it. All workers must have ended."""
    folder = Path(os.environ.pop(FOLDER))
    if (folder / "port").is_file():
        stop_postgres(folder / "postgres")
    shutil.rmtree(folder)


def shared_postgres() -> URL:
    """The address of the run's PostgreSQL, started by whoever asks first."""
    folder = Path(os.environ[FOLDER])
    port, home = folder / "port", folder / "postgres"
    with locked("postgres"):
        if not port.is_file():
            home.mkdir()
            port.write_text(str(start_postgres(home).port))
        return address(int(port.read_text()))


@contextmanager
def locked(name: str, *, shared: bool = False) -> Iterator[None]:
    """Hold the lock `name` of this run: exclusively, or `shared` with other processes that share it."""
    with (Path(os.environ[FOLDER]) / f"{name}.lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_SH if shared else fcntl.LOCK_EX)
        yield


class MachineLock:
    """Lets tests of other workers run beside this worker's, except beside a quiet one.

    Quiet tests that follow each other keep the machine between them: what one left running is watched too.
    """

    def __init__(self) -> None:
        self._held = ExitStack()
        self._alone = False

    def acquire(self, *, alone: bool) -> None:
        """Wait for the machine. Whoever wants it alone is next: no other test begins in the meantime."""
        if self._alone and alone:
            return
        self.release()
        with locked("turn"):
            self._held.enter_context(locked("machine", shared=not alone))
        self._alone = alone

    def release(self) -> None:
        """Let others go on. Twice is once."""
        self._held.close()
        self._alone = False
