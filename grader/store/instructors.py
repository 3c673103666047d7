"""Rows of instructors and of their sessions: who may sign in, and which browsers are signed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, delete, insert, select, update

from grader.rules.classroom import Instructor
from grader.store.class_tables import instructor_sessions, instructors
from grader.store.engine import Transaction

_ROW, _SESSION = instructors.c, instructor_sessions.c


@dataclass(frozen=True, slots=True)
class Credentials:
    """An instructor and the hash of their password; None before they chose one."""

    instructor: Instructor
    password: str | None


def add(tx: Transaction, instructor: Instructor, at: datetime) -> None:
    tx.execute(
        insert(instructors).values(
            id=instructor.id, name=instructor.name, role=instructor.role, created_at=at
        )
    )


def find(tx: Transaction, instructor: str) -> Instructor | None:
    row = tx.execute(select(instructors).where(_ROW.id == instructor)).one_or_none()
    return _instructor(row) if row else None


def set_link(tx: Transaction, instructor: str, digest: str, expires_at: datetime) -> None:
    """A link with which a password is chosen, once; an earlier one stops working."""
    tx.execute(
        update(instructors)
        .where(_ROW.id == instructor)
        .values(link_digest=digest, link_expires_at=expires_at)
    )


def by_name(tx: Transaction, name: str) -> Credentials | None:
    """Names are the same whatever their case."""
    row = tx.execute(select(instructors).where(_ROW.name == name.casefold())).one_or_none()
    return Credentials(_instructor(row), row.password) if row else None


def of_link(tx: Transaction, digest: str, now: datetime) -> Instructor | None:
    """Whose link it is, while it is good."""
    good = select(instructors).where(_ROW.link_digest == digest, _ROW.link_expires_at > now)
    row = tx.execute(good).one_or_none()
    return _instructor(row) if row else None


def use_link(tx: Transaction, digest: str, password: str, now: datetime) -> str | None:
    """The instructor whose password this is from now on; the link is spent in the same statement."""
    spend = (
        update(instructors)
        .where(_ROW.link_digest == digest, _ROW.link_expires_at > now)
        .values(password=password, link_digest=None, link_expires_at=None)
        .returning(_ROW.id)
    )
    return tx.execute(spend).scalar_one_or_none()


def all_of_them(tx: Transaction) -> list[Instructor]:
    """By name."""
    return [_instructor(row) for row in tx.execute(select(instructors).order_by(_ROW.name))]


def add_session(
    tx: Transaction, digest: str, instructor: str, device: str, expires_at: datetime, *, ticket: bool
) -> None:
    tx.execute(
        insert(instructor_sessions).values(
            digest=digest, instructor=instructor, device=device, ticket=ticket, expires_at=expires_at
        )
    )


def use_ticket(tx: Transaction, digest: str, device: str, now: datetime) -> str | None:
    """The instructor whose ticket it is, for the browser that it was made for; it is spent."""
    good = (
        (_SESSION.digest == digest)
        & _SESSION.ticket
        & (_SESSION.device == device)
        & (_SESSION.expires_at > now)
    )
    spend = delete(instructor_sessions).where(good).returning(_SESSION.instructor)
    return tx.execute(spend).scalar_one_or_none()


def of_session(tx: Transaction, digest: str, now: datetime) -> Instructor | None:
    """Who is signed in by this session."""
    good = (_SESSION.digest == digest) & ~_SESSION.ticket & (_SESSION.expires_at > now)
    joined = select(instructors).join(instructor_sessions, _SESSION.instructor == _ROW.id).where(good)
    row = tx.execute(joined).one_or_none()
    return _instructor(row) if row else None


def delete_session(tx: Transaction, digest: str) -> None:
    tx.execute(delete(instructor_sessions).where(_SESSION.digest == digest))


def delete_sessions_of(tx: Transaction, instructor: str) -> None:
    """Every browser of theirs is signed out."""
    tx.execute(delete(instructor_sessions).where(_SESSION.instructor == instructor))


def delete_expired_sessions(tx: Transaction, now: datetime) -> None:
    tx.execute(delete(instructor_sessions).where(_SESSION.expires_at <= now))


def _instructor(row: Row[tuple[object, ...]]) -> Instructor:
    return Instructor(row.id, row.name, row.role)
