"""A private PostgreSQL from Debian's binaries, one for all worker processes of a run.

Its password holds everything that an address must escape.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import URL

from tests.support.ports import free_port

PASSWORD = "p@ss/w:rd?#%&=é+ \"'"
_SECONDS = 60
_ACCESS = ("--username=cutover", "--auth=scram-sha-256", "--encoding=UTF8")
# Tests kill processes, never the machine: what the kernel was given is as good as on the disk.
_SETTINGS = "-c fsync=off -c full_page_writes=off -c max_connections=200"


def postgres_binaries() -> Path | None:
    """The folder with initdb, of the newest PostgreSQL that Debian installed."""
    return max((found.parent for found in Path("/usr/lib/postgresql").glob("*/bin/initdb")), default=None)


def start_postgres(home: Path) -> URL:
    """Make a server in the empty folder `home`; the address of its database `postgres`.

    PostgreSQL refuses root, so then it runs as Debian's user. The server outlives this process.
    """
    port = free_port()
    (home / "password").write_text(PASSWORD)
    if user := _user():
        for path in (home, home / "password"):
            shutil.chown(path, user, user)
    _call(home, "initdb", "--no-locale", "--no-sync", *_ACCESS, f"--pwfile={home}/password")
    _call(
        home, "pg_ctl", "start", "--wait", f"--log={home}/log", f"--options=-p {port} -k {home} {_SETTINGS}"
    )
    return address(port)


def address(port: int) -> URL:
    return URL.create("postgresql", "cutover", PASSWORD, "127.0.0.1", port, "postgres")


def stop_postgres(home: Path) -> None:
    """End the server in `home` at once, without waiting for its clients."""
    _call(home, "pg_ctl", "stop", "--mode=fast")


def connect(url: URL) -> psycopg.Connection[Any]:
    """A plain connection, without the product's code between."""
    return psycopg.connect(
        host=url.host,
        port=url.port,
        user=url.username,
        password=url.password,
        dbname=url.database,
        autocommit=True,
    )


def _call(home: Path, program: str, *arguments: str) -> None:
    binaries = postgres_binaries()
    assert binaries is not None
    command = [str(binaries / program), "-D", str(home / "data"), *arguments]
    subprocess.run(command, user=_user(), cwd=home, check=True, stdout=subprocess.DEVNULL, timeout=_SECONDS)


def _user() -> str | None:
    return "postgres" if os.geteuid() == 0 else None
