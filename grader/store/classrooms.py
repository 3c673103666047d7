"""Rows of classes with their parts and staff. Whoever changes a class holds its row."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, delete, func, insert, select, update

from grader.rules.classroom import ClassPart, Classroom
from grader.store.class_tables import class_members, class_parts, classroom_staff, classrooms, instructors
from grader.store.engine import Transaction
from grader.store.tables import events

_ROW, _PART, _STAFF = classrooms.c, class_parts.c, classroom_staff.c
_PLAIN = tuple(field.name for field in fields(Classroom) if field.name != "parts")


def add(tx: Transaction, classroom: Classroom, staff: str) -> None:
    tx.execute(insert(classrooms).values(_values(classroom)))
    _add_parts(tx, classroom)
    add_staff(tx, classroom.id, staff)


def add_staff(tx: Transaction, classroom: str, instructor: str) -> None:
    """Twice is once."""
    there = select(_STAFF.instructor).where(_STAFF.classroom == classroom, _STAFF.instructor == instructor)
    if tx.execute(there).first() is None:
        tx.execute(insert(classroom_staff).values(classroom=classroom, instructor=instructor))


def staff_of(tx: Transaction, classroom: str) -> list[tuple[str, str]]:
    """Pairs (id, name) by name."""
    staff = (
        select(instructors.c.id, instructors.c.name)
        .join(classroom_staff, _STAFF.instructor == instructors.c.id)
        .where(_STAFF.classroom == classroom)
        .order_by(instructors.c.name)
    )
    return [(row.id, row.name) for row in tx.execute(staff)]


def last_act_of_others(tx: Transaction, classroom: str, instructor: str) -> tuple[str, str, datetime] | None:
    """The name, the kind of event and the instant of the last act of somebody else of the staff."""
    acts = (
        select(instructors.c.name, events.c.kind, events.c.at)
        .join(instructors, instructors.c.id == events.c.actor)
        .where(events.c.classroom == classroom, events.c.actor != instructor)
        .order_by(events.c.at.desc(), events.c.id)
        .limit(1)
    )
    row = tx.execute(acts).first()
    return (row.name, row.kind, row.at) if row is not None else None


def find(tx: Transaction, classroom: str) -> Classroom | None:
    return _one(tx, select(classrooms).where(_ROW.id == classroom))


def find_for(tx: Transaction, instructor: str, classroom: str) -> Classroom | None:
    """The class if the instructor belongs to its staff."""
    return _one(tx, select(classrooms).where(_ROW.id == classroom, _taught_by(instructor)))


def lock_for(tx: Transaction, instructor: str, classroom: str) -> Classroom | None:
    """As `find_for`, while whoever else wants to change the class waits."""
    which = select(classrooms).where(_ROW.id == classroom, _taught_by(instructor))
    return _one(tx, which.with_for_update())


def lock(tx: Transaction, classroom: str) -> Classroom | None:
    return _one(tx, select(classrooms).where(_ROW.id == classroom).with_for_update())


def by_code(tx: Transaction, code: str) -> Classroom | None:
    return _one(tx, select(classrooms).where(_ROW.code == code))


def taught_by(tx: Transaction, instructor: str) -> list[Classroom]:
    """Newest first."""
    return _all(tx, _taught_by(instructor))


def of_learner(tx: Transaction, learner: str) -> list[Classroom]:
    """The classes that the learner is in, newest first."""
    own = select(class_members.c.classroom).where(class_members.c.learner == learner)
    return _all(tx, _ROW.id.in_(own))


def to_delete(tx: Transaction, now: datetime) -> list[str]:
    """Classes whose personal data is due to be deleted."""
    due = select(_ROW.id).where(_ROW.delete_at <= now, _ROW.deleted_at.is_(None)).order_by(_ROW.id)
    return list(tx.execute(due).scalars())


def revisions(tx: Transaction, which: Sequence[str]) -> dict[str, int]:
    """How often each class was changed: whoever watches one asks for no more than this."""
    rows = tx.execute(select(_ROW.id, _ROW.revision).where(_ROW.id.in_(which)))
    return {row.id: row.revision for row in rows}


def change(tx: Transaction, after: Classroom) -> None:
    """Writes a class that is locked, and counts the change, so that pages hear of it."""
    # `revision` is counted by `touch` alone: calls are written without the class's lock.
    values = {name: value for name, value in _values(after).items() if name != "revision"}
    tx.execute(update(classrooms).where(_ROW.id == after.id).values(values))
    for part in after.parts:
        tx.execute(update(class_parts).where(_PART.id == part.id).values(opened_at=part.opened_at))
    touch(tx, after.id)


def touch(tx: Transaction, classroom: str) -> None:
    """Something that pages of this class show has changed."""
    tx.execute(update(classrooms).where(_ROW.id == classroom).values(revision=_ROW.revision + 1))


def replace_parts(tx: Transaction, classroom: Classroom) -> None:
    """Only before the class is open: no attempt may hang on a part."""
    tx.execute(delete(class_parts).where(_PART.classroom == classroom.id))
    _add_parts(tx, classroom)


def counts(tx: Transaction, which: Sequence[str]) -> dict[str, tuple[int, int]]:
    """By class, how many members it has and how many of them have joined."""
    joined = func.count(class_members.c.joined_at)
    rows = tx.execute(
        select(class_members.c.classroom, func.count().label("all"), joined.label("joined"))
        .where(class_members.c.classroom.in_(which))
        .group_by(class_members.c.classroom)
    )
    return {row.classroom: (row.all, row.joined) for row in rows}


def _taught_by(instructor: str) -> ColumnElement[bool]:
    return _ROW.id.in_(select(_STAFF.classroom).where(_STAFF.instructor == instructor))


def _one(tx: Transaction, query: Select[Any]) -> Classroom | None:
    row = tx.execute(query).one_or_none()
    return _with_parts(tx, [row])[0] if row else None


def _all(tx: Transaction, which: ColumnElement[bool]) -> list[Classroom]:
    newest_first = select(classrooms).where(which).order_by(_ROW.created_at.desc(), _ROW.id)
    return _with_parts(tx, tx.execute(newest_first).all())


def _with_parts(tx: Transaction, rows: Sequence[Row[Any]]) -> list[Classroom]:
    parts: dict[str, list[ClassPart]] = {row.id: [] for row in rows}
    wanted = select(class_parts).where(_PART.classroom.in_(parts)).order_by(_PART.position)
    for row in tx.execute(wanted):
        parts[row.classroom].append(
            ClassPart(
                row.id, row.position, row.title, row.mode, tuple(json.loads(row.problems)), row.opened_at
            )
        )
    return [
        Classroom(**{name: row._mapping[name] for name in _PLAIN}, parts=tuple(parts[row.id])) for row in rows
    ]


def _values(classroom: Classroom) -> dict[str, Any]:
    return {name: getattr(classroom, name) for name in _PLAIN}


def _add_parts(tx: Transaction, classroom: Classroom) -> None:
    rows = [
        {
            "id": part.id,
            "classroom": classroom.id,
            "position": part.position,
            "title": part.title,
            "mode": part.mode,
            "problems": json.dumps(part.problems),
            "opened_at": part.opened_at,
        }
        for part in classroom.parts
    ]
    if rows:
        tx.execute(insert(class_parts), rows)
