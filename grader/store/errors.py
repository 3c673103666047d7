"""What a database's refusal means: worth another go, or said to people in one sentence with the cure."""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError, IntegrityError

from grader.errors import NotSaved, StoreUnusable
from grader.store.engine import Engines

# PostgreSQL: serialization failure, deadlock.
_PASSING_STATES = {"40001", "40P01"}


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
    return bool(error.connection_invalidated) or getattr(error.orig, "sqlstate", None) in _PASSING_STATES


def not_saved(error: Exception) -> NotSaved:
    """The sentence for a learner; the database's own words stay in the chained error."""
    return NotSaved(f"Nothing was saved: {_why(_own_words(error).lower())}. Try again in a moment.")


def unusable(error: Exception, engines: Engines) -> StoreUnusable:
    """The sentence for whoever starts the app."""
    text = _own_words(error).lower()
    for sign, sentence in _SQLITE_SIGNS if engines.is_sqlite else _POSTGRES_SIGNS:
        if sign in text:
            return StoreUnusable(sentence.format(location=engines.location))
    return StoreUnusable(f"The store at {engines.location} cannot be opened: {_first_line(error)}")


_REASONS = (
    ("full", "the disk is full"),
    ("no space left", "the disk is full"),
    ("locked", "the store is busy"),
    ("timeout", "the store is busy"),
    ("readonly", "the store may not be written to"),
    ("read-only", "the store may not be written to"),
)

_SQLITE_SIGNS = (
    (
        "not a database",
        "{location} is not a SQLite database, or it is damaged. Move it away, or put a backup in its place.",
    ),
    ("malformed", "{location} is damaged. Move it away, or put a backup in its place."),
    ("readonly", "{location} may not be written to. Give this user the right to write it and its folder."),
    ("unable to open", "{location} cannot be opened. Give this user the right to write it and its folder."),
    ("full", "The disk of {location} is full. Free some space."),
    ("locked", "{location} is held by another program. Close that program."),
)
_POSTGRES_SIGNS = (
    (
        "does not exist",
        "{location} does not exist. Create the database and its user, or mend CUTOVER_DB_URL.",
    ),
    ("authentication failed", "{location} refuses this user or password. Mend CUTOVER_DB_URL."),
    ("permission denied", "{location} does not let this user make tables. Grant it CREATE on its schema."),
    ("connect", "{location} does not answer. Start PostgreSQL, or mend CUTOVER_DB_URL."),
)


def _why(text: str) -> str:
    return next((reason for sign, reason in _REASONS if sign in text), "the store does not answer")


def _own_words(error: Exception) -> str:
    """What the database said, without the statement and the values that it was about."""
    return str(getattr(error, "orig", None) or error)


def _first_line(error: Exception) -> str:
    return _own_words(error).strip().split("\n")[0][:200]
