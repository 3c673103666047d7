"""What a database's refusal means: worth another run, or a sentence for people with the cure.

SQLite's result codes (sqlite.org/rescode.html) and PostgreSQL's SQLSTATEs (its manual, appendix A) decide,
never words of a message, in which a host or a path may be named. Only where PostgreSQL refuses a connection
is there no SQLSTATE, and the server's own words (after "FATAL:") have to do.
"""

from __future__ import annotations

import sqlite3

from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from grader.errors import NotSaved, StoreUnusable
from grader.store.engine import Engines

# Serialization failure, deadlock.
_TRANSIENT_STATES = {"40001", "40P01"}
_DISK_FULL = "the disk is full"
_BUSY = "the store is busy"
_READ_ONLY = "the store may not be written to"
_REASONS: dict[int | str, str] = {
    sqlite3.SQLITE_FULL: _DISK_FULL,
    sqlite3.SQLITE_BUSY: _BUSY,
    sqlite3.SQLITE_LOCKED: _BUSY,
    sqlite3.SQLITE_READONLY: _READ_ONLY,
    sqlite3.SQLITE_PERM: _READ_ONLY,
    "53100": _DISK_FULL,
    "55P03": _BUSY,  # lock_timeout
    "57014": _BUSY,  # statement_timeout
    "53300": _BUSY,  # too many connections
    "25006": _READ_ONLY,
}
_CURES: dict[int | str, str] = {
    sqlite3.SQLITE_NOTADB: "{location} is not a SQLite database, or it is damaged. "
    "Move it away, or put a backup in its place.",
    sqlite3.SQLITE_CORRUPT: "{location} is damaged. Move it away, or put a backup in its place.",
    sqlite3.SQLITE_READONLY: "{location} may not be written to. "
    "Give this user the right to write it and its folder.",
    sqlite3.SQLITE_CANTOPEN: "{location} cannot be opened. "
    "Give this user the right to write it and its folder.",
    sqlite3.SQLITE_FULL: "The disk of {location} is full. Free some space.",
    sqlite3.SQLITE_BUSY: "{location} is held by another program. Close that program.",
    "42501": "{location} does not let this user make tables. Grant it CREATE on its schema.",
    "53100": "The disk of {location} is full. Free some space.",
}
# What PostgreSQL says of a connection that it refuses.
_REFUSED_CONNECTION = (
    ("authentication failed", "{location} refuses this user or password. Mend CUTOVER_DB_URL."),
    (
        "does not exist",
        "{location} does not exist. Create the database and its user, or mend CUTOVER_DB_URL.",
    ),
    ("permission denied", "{location} does not let this user connect. Grant it CONNECT."),
)
_NO_ANSWER = "{location} does not answer. Start PostgreSQL, or mend CUTOVER_DB_URL."


class Conflict(Exception):
    """A row was no longer what had been read: somebody else was first. The use case starts again."""


def is_transient(error: Exception) -> bool:
    """Whether the same use case may well succeed when it runs again.

    A constraint that was hit counts: of two that began the same thing at once, the second will find it.
    """
    if isinstance(error, Conflict | IntegrityError):
        return True
    if not isinstance(error, DBAPIError):
        return False
    return bool(error.connection_invalidated) or getattr(error.orig, "sqlstate", None) in _TRANSIENT_STATES


def not_saved(error: Exception) -> NotSaved:
    """The sentence for a learner; the database's own words stay in the chained error."""
    default = _BUSY if isinstance(error, PoolTimeout | Conflict) else "the store does not answer"
    return NotSaved(f"Nothing was saved: {_REASONS.get(_code(error), default)}. Try again in a moment.")


def unusable(error: Exception, engines: Engines) -> StoreUnusable:
    """The sentence for whoever starts the app."""
    cure = _CURES.get(_code(error)) or (None if engines.is_sqlite else _refused_connection(error))
    if cure is not None:
        return StoreUnusable(cure.format(location=engines.location))
    return StoreUnusable(f"The store at {engines.location} cannot be opened: {_first_line(error)}")


def _code(error: Exception) -> int | str:
    """SQLite's primary result code or PostgreSQL's SQLSTATE; empty where the database gave none."""
    original = getattr(error, "orig", None)
    if isinstance(original, sqlite3.Error):
        return getattr(original, "sqlite_errorcode", 0) & 0xFF
    return getattr(original, "sqlstate", None) or ""


def _refused_connection(error: Exception) -> str | None:
    if _code(error):
        return None
    _, fatal, words = _own_words(error).partition("FATAL:")
    message = words if fatal else ""
    return next((cure for sign, cure in _REFUSED_CONNECTION if sign in message), _NO_ANSWER)


def _own_words(error: Exception) -> str:
    """What the database said, without the statement and the values that it was about."""
    return str(getattr(error, "orig", None) or error)


def _first_line(error: Exception) -> str:
    return _own_words(error).strip().split("\n")[0][:200]
