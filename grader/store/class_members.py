"""Rows of the people in a class, of their calls for help, and of what instructors wrote to them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict, fields
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, insert, or_, select, update

from grader.rules.classroom import ClassCall, ClassMember, ClassNote
from grader.store.class_tables import class_calls, class_members, class_notes, classrooms
from grader.store.engine import Transaction
from grader.store.tables import attempts, devices, events, learners

_ROW, _CALL, _NOTE = class_members.c, class_calls.c, class_notes.c
_MEMBER = tuple(field.name for field in fields(ClassMember))
_CALL_FIELDS = tuple(field.name for field in fields(ClassCall))
_NOTE_FIELDS = tuple(field.name for field in fields(ClassNote))


def add(tx: Transaction, members: Sequence[ClassMember]) -> None:
    if members:
        tx.execute(insert(class_members), [asdict(member) for member in members])


def change(tx: Transaction, member: ClassMember) -> None:
    tx.execute(update(class_members).where(_ROW.id == member.id).values(asdict(member)))


def remove(tx: Transaction, member: str) -> None:
    tx.execute(delete(class_members).where(_ROW.id == member))


def of_class(tx: Transaction, classroom: str) -> list[ClassMember]:
    """By name."""
    return _members(tx, _ROW.classroom == classroom)


def find(tx: Transaction, classroom: str, member: str) -> ClassMember | None:
    return _one(tx, (_ROW.id == member) & (_ROW.classroom == classroom))


def by_code(tx: Transaction, code: str) -> ClassMember | None:
    return _one(tx, _ROW.code == code)


def of_learner(tx: Transaction, classroom: str, learner: str) -> ClassMember | None:
    """Who this learner is in the class."""
    return _one(tx, (_ROW.classroom == classroom) & (_ROW.learner == learner))


def record_presence(tx: Transaction, open_devices: Collection[str], now: datetime) -> int:
    """The members of running classes whose browsers are these were seen now; how many they were."""
    running = select(classrooms.c.id).where(
        classrooms.c.opened_at.is_not(None), classrooms.c.ended_at.is_(None)
    )
    there = select(devices.c.learner).where(devices.c.id.in_(open_devices))
    there_now = update(class_members).where(_ROW.learner.in_(there), _ROW.classroom.in_(running))
    return tx.execute(there_now.values(seen_at=now)).rowcount


def add_call(tx: Transaction, classroom: str, call: ClassCall) -> None:
    tx.execute(insert(class_calls).values(asdict(call) | {"classroom": classroom}))


def change_call(tx: Transaction, call: ClassCall) -> None:
    tx.execute(update(class_calls).where(_CALL.id == call.id).values(asdict(call)))


def open_calls(tx: Transaction, classroom: str) -> list[ClassCall]:
    """Oldest first."""
    waiting = select(class_calls).where(_CALL.classroom == classroom, _CALL.closed_at.is_(None))
    rows = tx.execute(waiting.order_by(_CALL.called_at, _CALL.id))
    return [ClassCall(**{name: row._mapping[name] for name in _CALL_FIELDS}) for row in rows]


def add_notes(tx: Transaction, classroom: str, notes: Sequence[ClassNote]) -> None:
    if notes:
        tx.execute(insert(class_notes), [asdict(note) | {"classroom": classroom} for note in notes])


def notes_for(tx: Transaction, classroom: str, member: str) -> list[ClassNote]:
    """What was written to this member or to all, newest first."""
    mine = or_(_NOTE.member == member, _NOTE.member.is_(None))
    wanted = select(class_notes).where(_NOTE.classroom == classroom, mine)
    rows = tx.execute(wanted.order_by(_NOTE.sent_at.desc(), _NOTE.id))
    return [ClassNote(**{name: row._mapping[name] for name in _NOTE_FIELDS}) for row in rows]


def remove_note(tx: Transaction, classroom: str, note: str) -> None:
    tx.execute(delete(class_notes).where(_NOTE.classroom == classroom, _NOTE.id == note))


def last_acts(tx: Transaction, parts: Collection[str]) -> dict[str, datetime]:
    """By learner, when they last did something in an attempt at one of these parts."""
    ours = select(attempts.c.id).where(attempts.c.part.in_(parts))
    rows = tx.execute(
        select(events.c.learner, func.max(events.c.at).label("at"))
        .where(events.c.attempt.in_(ours), events.c.actor == events.c.learner)
        .group_by(events.c.learner)
    )
    return {row.learner: row.at for row in rows}


def delete_personal_data(tx: Transaction, classroom: str, parts: Collection[str]) -> None:
    """Members, calls, notes, events and attempts of the class, and learners that only joined it."""
    made_here = select(_ROW.learner).where(_ROW.classroom == classroom, _ROW.new_learner)
    elsewhere = select(_ROW.learner).where(_ROW.classroom != classroom, _ROW.learner.is_not(None))
    learns_alone = select(attempts.c.learner).where(
        or_(attempts.c.part.is_(None), attempts.c.part.not_in(parts))
    )
    gone = learners.c.id.in_(made_here) & learners.c.id.not_in(elsewhere) & learners.c.id.not_in(learns_alone)
    tx.execute(delete(learners).where(gone))
    tx.execute(delete(attempts).where(attempts.c.part.in_(parts)))
    tx.execute(delete(class_notes).where(_NOTE.classroom == classroom))
    tx.execute(delete(events).where(events.c.classroom == classroom, events.c.learner.is_not(None)))
    tx.execute(delete(class_members).where(_ROW.classroom == classroom))


def _one(tx: Transaction, which: ColumnElement[bool]) -> ClassMember | None:
    found = _members(tx, which)
    return found[0] if found else None


def _members(tx: Transaction, which: ColumnElement[bool]) -> list[ClassMember]:
    rows = tx.execute(select(class_members).where(which).order_by(_ROW.name, _ROW.id))
    return [ClassMember(**{name: row._mapping[name] for name in _MEMBER}) for row in rows]
