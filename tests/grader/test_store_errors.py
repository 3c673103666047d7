"""What a database's refusal is called: by its code, never by a word that a name may hold."""

from __future__ import annotations

import sqlite3

import psycopg
import pytest
from sqlalchemy.exc import OperationalError

from grader.store.engine import make_engines
from grader.store.errors import not_saved, unusable


def sqlite_error(code: int, message: str) -> OperationalError:
    original = sqlite3.OperationalError(message)
    original.sqlite_errorcode = code
    return OperationalError("INSERT", {}, original)


@pytest.mark.parametrize(
    "message",
    [
        'connection failed: could not translate host name "fullmoon" to address',
        'connection to server at "10.0.0.7", port 5432 failed: database "readonly" is locked away',
    ],
)
def test_a_host_named_fullmoon_is_no_full_disk(message: str) -> None:
    away = OperationalError("SELECT", {}, psycopg.OperationalError(message))
    assert str(not_saved(away)) == "Nothing was saved: the store does not answer. Try again in a moment."


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (psycopg.errors.DiskFull("nothing that helps"), "the disk is full"),
        (psycopg.errors.LockNotAvailable("nothing that helps"), "the store is busy"),
        (psycopg.errors.ReadOnlySqlTransaction("nothing that helps"), "the store may not be written to"),
    ],
)
def test_postgresqls_sqlstate_decides(error: psycopg.Error, reason: str) -> None:
    assert reason in str(not_saved(OperationalError("INSERT", {}, error)))


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (sqlite3.SQLITE_FULL, "the disk is full"),
        (sqlite3.SQLITE_BUSY_SNAPSHOT, "the store is busy"),
        (sqlite3.SQLITE_READONLY_DBMOVED, "the store may not be written to"),
        (sqlite3.SQLITE_ERROR, "the store does not answer"),
    ],
)
def test_sqlites_result_code_decides(code: int, reason: str) -> None:
    assert reason in str(not_saved(sqlite_error(code, "full, locked and readonly")))


def test_a_file_named_full_is_not_called_a_full_disk() -> None:
    engines = make_engines("sqlite:////tmp/full.db")
    refused = unusable(sqlite_error(sqlite3.SQLITE_CANTOPEN, "unable to open /tmp/full.db"), engines)
    engines.dispose()
    assert str(refused).startswith("/tmp/full.db cannot be opened. Give this user the right")
