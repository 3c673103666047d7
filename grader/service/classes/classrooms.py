"""Classes as their staff runs them: make, copy, open, pause, more time, notes, release, end, delete.

Every use case names the instructor who acts, and is refused unless they belong to the staff of the class.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from grader.errors import Refused
from grader.rules import classroom as rules
from grader.rules import clocks
from grader.rules.attempt import Attempt
from grader.rules.classroom import ClassNote, ClassPart, Classroom, NoteKind
from grader.rules.codes import new_code
from grader.rules.modes import MODES, Mode
from grader.rules.submission import end_attempt
from grader.service.classes.access import (
    attempts_of,
    change_attempts,
    class_of,
    instructor_of,
    learners_of,
    lock_class,
    require_instructor,
    save_class,
)
from grader.service.item_selection import draw
from grader.service.unit_of_work import Transactions, UnitOfWork
from grader.store import class_members, classrooms, instructors
from grader.store.events import CLOCK
from problems.markup import literal

# What a person reads in a moment; the column holds 500.
LONGEST_NOTE = 300
_CODE_LENGTH = 6


@dataclass(frozen=True, slots=True)
class PartPlan:
    """A part to be made: problems drawn as the mode draws them, or those that are named."""

    mode: Mode
    problems: tuple[str, ...] = ()
    title: str = ""


@dataclass(frozen=True, slots=True)
class ClassPlan:
    """What an instructor says of a class before it opens."""

    title: str
    parts: tuple[PartPlan, ...]
    minutes: int = 60
    starts_at: datetime | None = None
    in_order: bool = True
    feedback_at_end: bool = False
    open_to_all: bool = True


@dataclass(frozen=True, slots=True)
class ClassSummary:
    """A line in the list of classes."""

    classroom: Classroom
    members: int
    joined: int


class ClassroomService:
    """What the staff of a class does with it. `instructor` is an id; NotFound for a class of others."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def make(self, instructor: str, plan: ClassPlan) -> str:
        """The id of a new class. Raises Refused for a plan that cannot be carried out, and for assistants."""
        return self._transactions.write(_make, instructor, plan)

    def copy(self, instructor: str, classroom: str) -> str:
        """A new class with the same parts and rules, and nobody in it."""
        return self._transactions.write(_copy, instructor, classroom)

    def all(self, instructor: str) -> list[ClassSummary]:
        """The classes of the instructor, newest first."""
        return self._transactions.read(_all, instructor)

    def look(self, instructor: str, classroom: str) -> Classroom:
        return self._transactions.read(class_of, instructor, classroom)

    def add_staff(self, instructor: str, classroom: str, name: str) -> None:
        """Whoever has this name helps in the class from now on."""
        self._transactions.write(_add_staff, instructor, classroom, name)

    def staff(self, instructor: str, classroom: str) -> list[tuple[str, str]]:
        """Pairs (id, name)."""
        return self._transactions.read(_staff, instructor, classroom)

    def open(self, instructor: str, classroom: str) -> Classroom:
        return self._change(instructor, classroom, "class-opened", rules.open_class)

    def open_next_part(self, instructor: str, classroom: str) -> Classroom:
        return self._change(instructor, classroom, "part-opened", rules.open_next_part)

    def pause(self, instructor: str, classroom: str) -> Classroom:
        """Every clock of the class stands still."""
        return self._transactions.write(_pause, instructor, classroom)

    def resume(self, instructor: str, classroom: str) -> Classroom:
        """Every clock goes on with what it had left."""
        return self._transactions.write(_resume, instructor, classroom)

    def add_time(
        self, instructor: str, classroom: str, by: timedelta, members: tuple[str, ...] = ()
    ) -> Classroom:
        """More time for these members, or for all and the end of the class; a negative one takes it back."""
        return self._transactions.write(_add_time, instructor, classroom, by, members)

    def lock_solutions(self, instructor: str, classroom: str) -> Classroom:
        return self._transactions.write(_lock_solutions, instructor, classroom)

    def release_solutions(self, instructor: str, classroom: str) -> Classroom:
        """What is closed may be read by whoever did it. It cannot be taken back."""
        return self._transactions.write(_release_solutions, instructor, classroom)

    def send(
        self, instructor: str, classroom: str, text: str, members: tuple[str, ...] = (), *, kind: NoteKind
    ) -> tuple[str, ...]:
        """A note or a hint to these members, or to all; the ids, by which it can be taken back."""
        return self._transactions.write(_send, instructor, classroom, text, members=members, kind=kind)

    def take_back_note(self, instructor: str, classroom: str, note: str) -> None:
        self._transactions.write(_take_back_note, instructor, classroom, note)

    def end(self, instructor: str, classroom: str) -> Classroom:
        """Hands in everybody's work: saved drafts are marked, nothing is discarded. There is no way back."""
        return self._transactions.write(_end, instructor, classroom)

    def delete_personal_data(self, instructor: str, classroom: str, at: datetime | None = None) -> Classroom:
        """Names, calls, notes and answers of the class are deleted, now or at an instant to come."""
        return self._transactions.write(_delete, instructor, classroom, at)

    def _change(
        self, instructor: str, classroom: str, kind: str, step: Callable[[Classroom, datetime], Classroom]
    ) -> Classroom:
        return self._transactions.write(_step, instructor, classroom, kind, step)


def _make(unit: UnitOfWork, instructor: str, plan: ClassPlan) -> str:
    require_instructor(unit, instructor)
    if not plan.parts:
        raise Refused("A class has at least one part.")
    if not rules.LEAST_MINUTES <= plan.minutes <= rules.MOST_MINUTES:
        raise Refused(f"A class lasts {rules.LEAST_MINUTES} to {rules.MOST_MINUTES} minutes.")
    new = Classroom(
        id=unit.new_id(),
        title=_title(plan.title),
        code=new_code(unit.random_bits, _CODE_LENGTH),
        bank=unit.bank.id,
        in_order=plan.in_order,
        feedback_at_end=plan.feedback_at_end,
        solutions_locked=plan.feedback_at_end,
        open_to_all=plan.open_to_all,
        starts_at=plan.starts_at,
        minutes=plan.minutes,
        created_at=unit.now,
        parts=tuple(_part(unit, at, part) for at, part in enumerate(plan.parts, 1)),
    )
    classrooms.add(unit.tx, new, instructor)
    unit.record_event(None, "class-made", actor=instructor, classroom=new.id)
    return new.id


def _part(unit: UnitOfWork, position: int, plan: PartPlan) -> ClassPart:
    """Its problems are drawn here, once, so that everybody in the class gets the same."""
    unknown = [problem for problem in plan.problems if problem not in unit.bank.problems]
    if unknown:
        raise Refused(f"The bank has no problem `{unknown[0]}`.")
    drawn = plan.problems or draw(unit.bank, plan.mode, unit.random_bits(32), (), skill=None, now=unit.now)
    title = plan.title.strip() or MODES[plan.mode].text.heading
    return ClassPart(unit.new_id(), position, _title(title), plan.mode, tuple(dict.fromkeys(drawn)))


def _copy(unit: UnitOfWork, instructor: str, classroom: str) -> str:
    old = class_of(unit, instructor, classroom)
    plan = ClassPlan(
        title=old.title,
        parts=tuple(PartPlan(part.mode, part.problems, part.title) for part in old.parts),
        minutes=old.minutes,
        in_order=old.in_order,
        feedback_at_end=old.feedback_at_end,
        open_to_all=old.open_to_all,
    )
    return _make(unit, instructor, plan)


def _all(unit: UnitOfWork, instructor: str) -> list[ClassSummary]:
    instructor_of(unit, instructor)
    own = classrooms.taught_by(unit.tx, instructor)
    counts = classrooms.counts(unit.tx, [one.id for one in own])
    return [ClassSummary(one, *counts.get(one.id, (0, 0))) for one in own]


def _add_staff(unit: UnitOfWork, instructor: str, classroom: str, name: str) -> None:
    require_instructor(unit, instructor)
    found_class = lock_class(unit, instructor, classroom)
    found = instructors.by_name(unit.tx, name.strip())
    if found is None:
        raise Refused(f"There is no instructor or assistant “{literal(name.strip())}”.")
    classrooms.add_staff(unit.tx, found_class.id, found.instructor.id)
    save_class(unit, instructor, found_class, "staff-added", added=found.instructor.id)


def _staff(unit: UnitOfWork, instructor: str, classroom: str) -> list[tuple[str, str]]:
    return classrooms.staff_of(unit.tx, class_of(unit, instructor, classroom).id)


def _step(
    unit: UnitOfWork,
    instructor: str,
    classroom: str,
    kind: str,
    step: Callable[[Classroom, datetime], Classroom],
) -> Classroom:
    before = lock_class(unit, instructor, classroom)
    after = step(before, unit.now)
    return after if after == before else save_class(unit, instructor, after, kind)


def _pause(unit: UnitOfWork, instructor: str, classroom: str) -> Classroom:
    before = lock_class(unit, instructor, classroom)
    after = rules.pause_class(before, unit.now)
    if after == before:
        return before
    change_attempts(unit, attempts_of(unit, before), instructor, clocks.pause)
    return save_class(unit, instructor, after, "class-paused")


def _resume(unit: UnitOfWork, instructor: str, classroom: str) -> Classroom:
    before = lock_class(unit, instructor, classroom)
    after = rules.resume_class(before, unit.now)
    if after == before:
        return before
    at = max(unit.now, before.paused_at or unit.now)
    change_attempts(unit, attempts_of(unit, before), instructor, lambda one: clocks.resume(one, at))
    return save_class(unit, instructor, after, "class-resumed")


def _add_time(
    unit: UnitOfWork, instructor: str, classroom: str, by: timedelta, members: tuple[str, ...]
) -> Classroom:
    before = lock_class(unit, instructor, classroom)
    if before.state not in ("running", "paused"):
        raise Refused("Time can be given while a class runs.")
    chosen = learners_of(unit, before, members)
    stored = [one for one in attempts_of(unit, before) if not members or one.learner in chosen]
    change_attempts(unit, stored, instructor, lambda one: clocks.add_time(one, by))
    after = before if members else rules.extend_class(before, by)
    return save_class(
        unit, instructor, after, "time-added", seconds=by.total_seconds(), members=list(members)
    )


def _lock_solutions(unit: UnitOfWork, instructor: str, classroom: str) -> Classroom:
    before = lock_class(unit, instructor, classroom)
    change_attempts(unit, attempts_of(unit, before), instructor, clocks.withhold)
    return save_class(unit, instructor, replace(before, solutions_locked=True), "solutions-locked")


def _release_solutions(unit: UnitOfWork, instructor: str, classroom: str) -> Classroom:
    before = lock_class(unit, instructor, classroom)
    change_attempts(unit, attempts_of(unit, before), instructor, lambda one: clocks.release(one, unit.now))
    return save_class(unit, instructor, replace(before, solutions_locked=False), "solutions-released")


def _send(
    unit: UnitOfWork,
    instructor: str,
    classroom: str,
    text: str,
    *,
    members: tuple[str, ...],
    kind: NoteKind,
) -> tuple[str, ...]:
    found_class = lock_class(unit, instructor, classroom)
    clean = " ".join(text.split())
    if not 1 <= len(clean) <= LONGEST_NOTE:
        raise Refused(f"A {kind} has 1 to {LONGEST_NOTE} characters.")
    learners_of(unit, found_class, members)
    receivers: tuple[str | None, ...] = members or (None,)
    notes = [ClassNote(unit.new_id(), member, kind, clean, unit.now) for member in receivers]
    class_members.add_notes(unit.tx, found_class.id, notes)
    save_class(unit, instructor, found_class, f"{kind}-sent", members=list(members))
    return tuple(note.id for note in notes)


def _take_back_note(unit: UnitOfWork, instructor: str, classroom: str, note: str) -> None:
    found_class = lock_class(unit, instructor, classroom)
    class_members.remove_note(unit.tx, found_class.id, note)
    save_class(unit, instructor, found_class, "note-taken-back")


def _end(unit: UnitOfWork, instructor: str, classroom: str) -> Classroom:
    require_instructor(unit, instructor)
    before = lock_class(unit, instructor, classroom)
    after = rules.end_class(before, unit.now)
    if after == before:
        return before

    def hand_in(one: Attempt) -> Attempt:
        return end_attempt(clocks.resume(one, unit.now), unit.bank)

    change_attempts(unit, attempts_of(unit, before), instructor, hand_in)
    return save_class(unit, instructor, after, "class-ended")


def _delete(unit: UnitOfWork, instructor: str, classroom: str, at: datetime | None) -> Classroom:
    require_instructor(unit, instructor)
    before = lock_class(unit, instructor, classroom)
    if at is not None and at > unit.now:
        return save_class(unit, instructor, replace(before, delete_at=at), "deletion-planned")
    if before.state in ("running", "paused"):
        raise Refused("End the class first: what people are working on would be lost.")
    return delete_data(unit, instructor, before)


def deletions_due(unit: UnitOfWork) -> list[str]:
    """The classes whose personal data is to be deleted by now."""
    return classrooms.to_delete(unit.tx, unit.now)


def delete_when_due(unit: UnitOfWork, classroom: str) -> None:
    """Deletes the data of a class, unless somebody was quicker."""
    found = classrooms.lock(unit.tx, classroom)
    if found is not None and found.deleted_at is None:
        delete_data(unit, CLOCK, found)


def delete_data(unit: UnitOfWork, actor: str, classroom: Classroom) -> Classroom:
    """The class stays as a shell, so that the list of classes says when its data was deleted."""
    parts = [part.id for part in classroom.parts]
    class_members.delete_personal_data(unit.tx, classroom.id, parts)
    ended = rules.end_class(classroom, unit.now)
    return save_class(unit, actor, replace(ended, deleted_at=unit.now), "data-deleted")


def _title(text: str) -> str:
    clean = " ".join(text.split())
    if not 1 <= len(clean) <= rules.LONGEST_TITLE:
        raise Refused(f"A title has 1 to {rules.LONGEST_TITLE} characters.")
    return clean
