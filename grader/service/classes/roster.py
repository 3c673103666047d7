"""Who is in a class, as its staff sees and mends it: roster file, personal codes, wrong names, extra time."""

from __future__ import annotations

from dataclasses import replace

from grader.errors import Refused
from grader.rules import clocks
from grader.rules.attempt import ExtraTime
from grader.rules.classroom import ClassMember, Classroom
from grader.rules.codes import new_code
from grader.rules.roster_file import RosterEntry, RosterFile, read_roster
from grader.service.classes.access import (
    change_attempts,
    class_of,
    lock_class,
    member_of,
    require_instructor,
    save_class,
)
from grader.service.learners import clean_name
from grader.service.unit_of_work import Transactions, UnitOfWork
from grader.store import attempts, class_members
from problems.markup import literal

PERSONAL_CODE_LENGTH = 8


class RosterService:
    """The people of a class. `instructor` is an id; NotFound for a class of others."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def members(self, instructor: str, classroom: str) -> list[ClassMember]:
        """Everybody, by name."""
        return self._transactions.read(_members, instructor, classroom)

    def upload(self, instructor: str, classroom: str, text: str) -> RosterFile:
        """Takes a roster over; while the file has faults, nothing. Whoever is there already is updated."""
        return self._transactions.write(_upload, instructor, classroom, text)

    def rename(self, instructor: str, classroom: str, member: str, name: str) -> ClassMember:
        return self._transactions.write(_rename, instructor, classroom, member, name)

    def reassign(self, instructor: str, classroom: str, member: str, to: str) -> ClassMember:
        """Whoever joined as `member` is really `to`: their work goes with them."""
        return self._transactions.write(_reassign, instructor, classroom, member, to)

    def let_in_again(self, instructor: str, classroom: str, member: str) -> ClassMember:
        """Their personal code works once more, in another browser, for the same learner."""
        return self._transactions.write(_let_in_again, instructor, classroom, member)

    def remove(self, instructor: str, classroom: str, member: str) -> None:
        """Takes somebody out who has not begun anything. Raises Refused once they have."""
        self._transactions.write(_remove, instructor, classroom, member)

    def set_extra_time(self, instructor: str, classroom: str, member: str, extra: ExtraTime) -> ClassMember:
        """Counts for the clock that runs and for those to come."""
        return self._transactions.write(_set_extra_time, instructor, classroom, member, extra)


def _members(unit: UnitOfWork, instructor: str, classroom: str) -> list[ClassMember]:
    return class_members.of_class(unit.tx, class_of(unit, instructor, classroom).id)


def _upload(unit: UnitOfWork, instructor: str, classroom: str, text: str) -> RosterFile:
    require_instructor(unit, instructor)
    found_class = lock_class(unit, instructor, classroom)
    file = read_roster(text)
    if file.faults:
        return file
    there = class_members.of_class(unit.tx, found_class.id)
    new = []
    for entry in file.entries:
        known = next((member for member in there if _is_same(member, entry)), None)
        if known is None:
            new.append(_new_member(unit, found_class, entry))
        else:
            class_members.change(unit.tx, _updated(known, entry))
    class_members.add(unit.tx, new)
    save_class(unit, instructor, found_class, "roster-uploaded", added=len(new), lines=len(file.entries))
    return file


def _is_same(member: ClassMember, entry: RosterEntry) -> bool:
    if member.external_id or entry.external_id:
        return member.external_id == entry.external_id
    return member.on_roster and (member.name, member.email) == (entry.name, entry.email)


def _updated(member: ClassMember, entry: RosterEntry) -> ClassMember:
    return replace(member, name=entry.name, email=entry.email, extra_time=entry.extra_time, on_roster=True)


def _new_member(unit: UnitOfWork, classroom: Classroom, entry: RosterEntry) -> ClassMember:
    return ClassMember(
        id=unit.new_id(),
        classroom=classroom.id,
        name=entry.name,
        code=new_code(unit.random_bits, PERSONAL_CODE_LENGTH),
        external_id=entry.external_id,
        email=entry.email,
        extra_time=entry.extra_time,
        on_roster=True,
    )


def _rename(unit: UnitOfWork, instructor: str, classroom: str, member: str, name: str) -> ClassMember:
    found_class = lock_class(unit, instructor, classroom)
    after = replace(member_of(unit, found_class, member), name=clean_name(name))
    return _save(unit, instructor, found_class, after, "member-renamed")


def _reassign(unit: UnitOfWork, instructor: str, classroom: str, member: str, to: str) -> ClassMember:
    found_class = lock_class(unit, instructor, classroom)
    wrong, right = member_of(unit, found_class, member), member_of(unit, found_class, to)
    if wrong.id == right.id or wrong.learner is None:
        return right
    if right.learner is not None:
        raise Refused(f"Somebody joined as {literal(right.name)} already. Mend that entry first.")
    freed = replace(wrong, learner=None, joined_at=None, seen_at=None, new_learner=False)
    if wrong.on_roster:
        class_members.change(unit.tx, freed)
    else:
        class_members.remove(unit.tx, wrong.id)
    moved = replace(
        right,
        learner=wrong.learner,
        joined_at=wrong.joined_at,
        seen_at=wrong.seen_at,
        new_learner=wrong.new_learner,
    )
    return _save(unit, instructor, found_class, moved, "member-reassigned")


def _let_in_again(unit: UnitOfWork, instructor: str, classroom: str, member: str) -> ClassMember:
    found_class = lock_class(unit, instructor, classroom)
    after = replace(member_of(unit, found_class, member), may_rejoin=True)
    return _save(unit, instructor, found_class, after, "member-let-in-again")


def _remove(unit: UnitOfWork, instructor: str, classroom: str, member: str) -> None:
    require_instructor(unit, instructor)
    found_class = lock_class(unit, instructor, classroom)
    found = member_of(unit, found_class, member)
    begun = [
        part
        for part in found_class.parts
        if found.learner and attempts.of_part(unit.tx, found.learner, part.id)
    ]
    if begun:
        raise Refused("This person has begun a part; their work would be lost. Rename the entry instead.")
    class_members.remove(unit.tx, found.id)
    save_class(unit, instructor, found_class, "member-removed")


def _set_extra_time(
    unit: UnitOfWork, instructor: str, classroom: str, member: str, extra: ExtraTime
) -> ClassMember:
    found_class = lock_class(unit, instructor, classroom)
    found = member_of(unit, found_class, member)
    parts = [part.id for part in found_class.parts]
    own = [one for one in attempts.of_parts(unit.tx, parts, alone=True) if one.learner == found.learner]
    change_attempts(unit, own, instructor, lambda one: clocks.set_extra_time(one, extra))
    after = replace(found, extra_time=extra)
    return _save(unit, instructor, found_class, after, "member-extra-time", extra=extra)


def _save(
    unit: UnitOfWork, instructor: str, classroom: Classroom, member: ClassMember, kind: str, **detail: object
) -> ClassMember:
    class_members.change(unit.tx, member)
    save_class(unit, instructor, classroom, kind, member=member.id, **detail)
    return member
