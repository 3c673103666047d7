"""Who may act in a class, and the class as an act finds and leaves it."""

from __future__ import annotations

from collections.abc import Callable

from grader.errors import NotFound, Refused
from grader.rules.attempt import Attempt, advance_to
from grader.rules.classroom import ClassMember, Classroom, Instructor
from grader.rules.submission import close_overdue
from grader.service.unit_of_work import UnitOfWork
from grader.store import attempts, class_members, classrooms, instructors


def instructor_of(unit: UnitOfWork, instructor: str) -> Instructor:
    """Raises NotFound."""
    found = instructors.find(unit.tx, instructor)
    if found is None:
        raise NotFound("This instructor is not known here any more.")
    return found


def require_instructor(unit: UnitOfWork, instructor: str) -> None:
    """Raises Refused for an assistant."""
    if instructor_of(unit, instructor).role != "instructor":
        raise Refused("An assistant helps in a class; this is for its instructor.")


def class_of(unit: UnitOfWork, instructor: str, classroom: str) -> Classroom:
    """The class, for its staff. Raises NotFound."""
    return _found(classrooms.find_for(unit.tx, instructor, classroom))


def lock_class(unit: UnitOfWork, instructor: str, classroom: str) -> Classroom:
    """As `class_of`, while whoever else wants to change the class waits."""
    return _found(classrooms.lock_for(unit.tx, instructor, classroom))


def save_class(unit: UnitOfWork, instructor: str, after: Classroom, kind: str, **detail: object) -> Classroom:
    """Writes a locked class with its audit event."""
    classrooms.change(unit.tx, after)
    unit.record_event(None, kind, actor=instructor, classroom=after.id, detail=detail)
    return after


def attempts_of(unit: UnitOfWork, classroom: Classroom) -> list[Attempt]:
    """Every attempt at a part of the class, as it is kept; nobody else writes to one until the end."""
    parts = [part.id for part in classroom.parts]
    return attempts.of_parts(unit.tx, parts, alone=True)


def change_attempts(
    unit: UnitOfWork, stored: list[Attempt], actor: str, step: Callable[[Attempt], Attempt]
) -> None:
    """What is overdue is closed first: a clock that ran out before the act stays run out."""
    for before in stored:
        now = close_overdue(advance_to(before, unit.now), unit.bank)
        unit.save_attempt(before, step(now), actor)


def learners_of(unit: UnitOfWork, classroom: Classroom, members: tuple[str, ...]) -> set[str]:
    """The learners of these members. Raises NotFound for somebody of another class."""
    found = [member_of(unit, classroom, member).learner for member in members]
    return {learner for learner in found if learner is not None}


def member_of(unit: UnitOfWork, classroom: Classroom, member: str) -> ClassMember:
    """Raises NotFound for a member of another class."""
    found = class_members.find(unit.tx, classroom.id, member)
    if found is None:
        raise NotFound("There is nobody like this in the class.")
    return found


def _found(classroom: Classroom | None) -> Classroom:
    if classroom is None:
        raise NotFound("There is no such class of yours.")
    return classroom
