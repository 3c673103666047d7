"""The board of a class: who needs somebody, what each learner is at, the calls, and when it will end."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from grader.errors import NotFound
from grader.rules import board as rules
from grader.rules.attempt import Attempt, advance_to
from grader.rules.board import STATES, LearnerFacts, LearnerStatus
from grader.rules.classroom import ClassCall, ClassMember, Classroom
from grader.service.classes.access import class_of, instructor_of, lock_class, member_of, save_class
from grader.service.presenters import attempt_view
from grader.service.unit_of_work import Transactions, UnitOfWork
from grader.store import attempts, class_members, classrooms
from grader.views.classroom import (
    BoardCall,
    BoardRow,
    BoardView,
    CrowdedProblem,
    LearnerPart,
    LearnerWork,
    StaffAct,
)


class BoardService:
    """What the staff of a class sees while it runs. `instructor` is an id; NotFound for a class of others."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def look(self, instructor: str, classroom: str) -> BoardView:
        """The class at this instant."""
        return self._transactions.read(_look, instructor, classroom)

    def work_of(self, instructor: str, classroom: str, member: str) -> LearnerWork:
        """What one learner has done and sees at this instant."""
        return self._transactions.read(_work_of, instructor, classroom, member)

    def claim(self, instructor: str, classroom: str, call: str) -> None:
        """The instructor goes to whoever called; the first who claims it has it."""
        self._transactions.write(_claim, instructor, classroom, call)

    def close(self, instructor: str, classroom: str, call: str) -> None:
        """The call is answered."""
        self._transactions.write(_close, instructor, classroom, call)


def _look(unit: UnitOfWork, instructor: str, classroom: str) -> BoardView:
    found = class_of(unit, instructor, classroom)
    members = class_members.of_class(unit.tx, found.id)
    calls = class_members.open_calls(unit.tx, found.id)
    work = _work(unit, found)
    acts = class_members.last_acts(unit.tx, [part.id for part in found.parts])
    facts = {one.id: _facts(found, one, work, acts, calls) for one in members}
    now = found.ended_at or unit.now
    opened_at = found.opened_at or now
    usual = rules.usual_times((one for own in work.values() for one in own), _estimates(unit))
    rows = [
        _row(unit, found, one, facts[one.id], rules.status_of(facts[one.id], now, usual)) for one in members
    ]
    rows.sort(key=lambda row: (STATES.index(row.state), row.name.casefold()))
    inside = [facts[one.id] for one in members if one.joined_at is not None]
    next_part = next((part.title for part in found.parts if part.opened_at is None), None)
    end = max(found.planned_end or now, now)
    act = classrooms.last_act_of_others(unit.tx, found.id, instructor)
    return BoardView(
        id=found.id,
        title=found.title,
        code=found.code,
        state=found.state,
        revision=found.revision,
        now=unit.now,
        opened_at=found.opened_at,
        planned_end=found.planned_end,
        projected_end=rules.projected_end(inside, opened_at, now) if found.state == "running" else None,
        joined=len(inside),
        rows=tuple(rows),
        calls=_calls(unit, found, calls, members),
        crowded=tuple(
            CrowdedProblem(_title(unit, name), people)
            for name, people in rules.crowded(tuple(own) for own in work.values())
        ),
        span=max(end - opened_at, timedelta(minutes=1)),
        next_part=next_part if found.opened_at is not None else None,
        solutions_locked=found.solutions_locked,
        role=instructor_of(unit, instructor).role,
        act_of_others=StaffAct(*act) if act is not None else None,
    )


def _work(unit: UnitOfWork, classroom: Classroom) -> dict[str, list[Attempt]]:
    """By learner, their attempts in the order of the parts, as they stand now."""
    order = {part.id: part.position for part in classroom.parts}
    found: dict[str, list[Attempt]] = {}
    for one in attempts.of_parts(unit.tx, order):
        found.setdefault(one.learner, []).append(advance_to(one, unit.now))
    for own in found.values():
        own.sort(key=lambda one: order.get(one.part or "", 0))
    return found


def _facts(
    classroom: Classroom,
    member: ClassMember,
    work: dict[str, list[Attempt]],
    acts: dict[str, datetime],
    calls: list[ClassCall],
) -> LearnerFacts:
    own = work.get(member.learner or "", [])
    drafts = [item.draft_saved_at for one in own for item in one.items if item.draft_saved_at]
    act = acts.get(member.learner or "")
    call = next((one for one in calls if one.member == member.id), None)
    return LearnerFacts(
        joined=member.joined_at is not None,
        attempts=tuple(own),
        problems=sum(len(part.problems) for part in classroom.parts if part.opened_at is not None),
        acted_at=max([*drafts, *([act] if act else [])], default=None),
        seen_at=member.seen_at,
        called_at=call.called_at if call else None,
        call=call.about if call else "",
    )


def _row(
    unit: UnitOfWork,
    classroom: Classroom,
    member: ClassMember,
    facts: LearnerFacts,
    status: LearnerStatus,
) -> BoardRow:
    now = classroom.ended_at or unit.now
    opened_at = classroom.opened_at or now
    here = rules.current_item(item for one in facts.attempts for item in one.items)
    return BoardRow(
        member=member.id,
        name=member.name,
        state=status.state,
        reason=status.reason,
        where=_title(unit, here.problem) if here else "",
        extra_time=member.extra_time,
        segments=rules.segments_of(facts.attempts, opened_at, now),
        misses=rules.misses_of(facts.attempts, opened_at),
        done=status.done,
        of=facts.problems,
    )


def _calls(
    unit: UnitOfWork, classroom: Classroom, calls: list[ClassCall], members: list[ClassMember]
) -> tuple[BoardCall, ...]:
    names = {member.id: member.name for member in members}
    staff = dict(classrooms.staff_of(unit.tx, classroom.id))
    return tuple(
        BoardCall(
            id=call.id,
            member=call.member,
            name=names[call.member],
            about=call.about,
            called_at=call.called_at,
            claimed_by=staff.get(call.claimed_by, "somebody") if call.claimed_by else None,
        )
        for call in calls
    )


def _work_of(unit: UnitOfWork, instructor: str, classroom: str, member: str) -> LearnerWork:
    found = class_of(unit, instructor, classroom)
    person = member_of(unit, found, member)
    own = _work(unit, found).get(person.learner or "", [])
    titles = {part.id: part.title for part in found.parts}
    return LearnerWork(
        member=person.id,
        name=person.name,
        code=person.code,
        extra_time=person.extra_time,
        on_roster=person.on_roster,
        joined=person.joined_at is not None,
        parts=tuple(
            LearnerPart(
                title=titles.get(one.part or "", ""),
                attempt=attempt_view(unit.bank, one, one.extra_time),
                tries=sum(item.tries_used for item in one.items),
                hints=sum(item.hints for item in one.items),
                answers=tuple(
                    (item.position, _title(unit, item.problem), one_try.passed, one_try.reason, one_try.at)
                    for item in one.items
                    for one_try in item.tries
                ),
            )
            for one in own
        ),
    )


def _claim(unit: UnitOfWork, instructor: str, classroom: str, call: str) -> None:
    found = lock_class(unit, instructor, classroom)
    open_call = _open_call(unit, found, call)
    if open_call.claimed_by is None:
        claimed = replace(open_call, claimed_by=instructor, claimed_at=unit.now)
        class_members.change_call(unit.tx, claimed)
        save_class(unit, instructor, found, "call-claimed", call=call)


def _close(unit: UnitOfWork, instructor: str, classroom: str, call: str) -> None:
    found = lock_class(unit, instructor, classroom)
    class_members.change_call(unit.tx, replace(_open_call(unit, found, call), closed_at=unit.now))
    save_class(unit, instructor, found, "call-closed", call=call)


def _open_call(unit: UnitOfWork, classroom: Classroom, call: str) -> ClassCall:
    found = next((one for one in class_members.open_calls(unit.tx, classroom.id) if one.id == call), None)
    if found is None:
        raise NotFound("This call was answered or taken back.")
    return found


def _estimates(unit: UnitOfWork) -> dict[str, timedelta]:
    return {name: problem.time_limit for name, problem in unit.bank.problems.items()}


def _title(unit: UnitOfWork, problem: str) -> str:
    found = unit.bank.problems.get(problem)
    return found.title if found else problem
