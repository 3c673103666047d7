"""A class as its learners use it: join by code, begin a part, read notes, call for help.

Nothing here says anything of anybody else in the class.
"""

from __future__ import annotations

from dataclasses import replace

from grader.errors import NotFound, Refused
from grader.rules import classroom as rules
from grader.rules.attempt import Attempt, start
from grader.rules.classroom import ClassCall, ClassMember, ClassPart, Classroom
from grader.rules.codes import code_as_meant, new_code
from grader.service.classes.roster import PERSONAL_CODE_LENGTH
from grader.service.item_selection import new_item
from grader.service.learners import clean_name, is_throttled, join_browser, rebind, record_guess
from grader.service.unit_of_work import Transactions, UnitOfWork
from grader.store import attempts, class_members, classrooms, learners
from grader.views.classroom import CallForLearner, ClassForLearner, JoinOffer, PartForLearner, PartState
from problems.markup import literal

LONGEST_CALL = 200
_NO_CODE = "There is no class with this code. Check it, or ask your instructor."
_TOO_MANY = "Too many codes were tried here. Wait ten minutes, or ask your instructor."
_TAKEN = "Somebody joined with this code in another browser. Ask your instructor to let you in again."
_OVER = "This class has ended. Nobody can join it any more."


class MembershipService:
    """What a learner does in a class. `device` is a browser's secret id."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def offer(self, device: str, code: str) -> JoinOffer:
        """Whom a personal code is for. Raises NotFound for none, and after too many."""
        found = self._transactions.write(_offer, device, code)
        if isinstance(found, str):
            raise NotFound(found)
        return found

    def join_by_personal_code(self, device: str, code: str, fresh: str | None = None) -> str:
        """The class's id; this browser's learner is the person whose code it is.

        `fresh` is the id of the browser from now on, if it is given. Raises NotFound, Refused.
        """
        found = self._transactions.write(_join_by_personal_code, device, code, fresh)
        if isinstance(found, NotFound):
            raise found
        return found

    def join_by_class_code(self, device: str, code: str, name: str, fresh: str | None = None) -> str:
        """The class's id, where a class is open to all.

        `fresh` is the id of the browser from now on, if it is given. Raises NotFound, Refused.
        """
        found = self._transactions.write(_join_by_class_code, device, code, name, fresh)
        if isinstance(found, NotFound):
            raise found
        return found

    def all(self, learner: str) -> list[ClassForLearner]:
        """The classes of the learner, newest first."""
        return self._transactions.read(_all, learner)

    def look(self, learner: str, classroom: str) -> ClassForLearner:
        """Raises NotFound for a class that the learner is not in."""
        return self._transactions.read(_look, learner, classroom)

    def of_part(self, learner: str, part: str) -> ClassForLearner:
        """The class to which a part belongs. Raises NotFound where it is not the learner's."""
        return self._transactions.read(_of_part, learner, part)

    def begin(self, learner: str, classroom: str, part: str) -> str:
        """The id of the learner's one attempt at the part. Raises Refused with the reason why not yet."""
        return self._transactions.write(_begin, learner, classroom, part)

    def call(self, learner: str, classroom: str, about: str) -> ClassForLearner:
        """Calls for help; a call that is open stays as it is."""
        return self._transactions.write(_call, learner, classroom, about)

    def take_back_call(self, learner: str, classroom: str) -> ClassForLearner:
        return self._transactions.write(_take_back_call, learner, classroom)

    def revisions(self, which: tuple[str, ...]) -> dict[str, int]:
        """How often each class was changed, for whoever waits for a change."""
        return self._transactions.read(lambda unit: classrooms.revisions(unit.tx, which))

    def record_presence(self, devices: tuple[str, ...]) -> int:
        """The learners of these browsers have a page open at this moment."""
        return self._transactions.write(
            lambda unit: class_members.record_presence(unit.tx, devices, unit.now)
        )


def _offer(unit: UnitOfWork, device: str, code: str) -> JoinOffer | str:
    found = _personal(unit, device, code)
    if isinstance(found, NotFound):
        return str(found)
    classroom, member = found
    return JoinOffer(classroom.title, member.name)


def _personal(unit: UnitOfWork, device: str, code: str) -> tuple[Classroom, ClassMember] | NotFound:
    """Whose code it is; a wrong one is counted, so the refusal is returned and not raised."""
    if is_throttled(unit, device):
        return NotFound(_TOO_MANY)
    member = class_members.by_code(unit.tx, code_as_meant(code))
    classroom = classrooms.lock(unit.tx, member.classroom) if member else None
    if member is None or classroom is None:
        record_guess(unit, device)
        return NotFound(_NO_CODE)
    return classroom, member


def _join_by_personal_code(unit: UnitOfWork, device: str, code: str, fresh: str | None) -> str | NotFound:
    found = _personal(unit, device, code)
    if isinstance(found, NotFound):
        return found
    classroom, member = found
    here = learners.of_device(unit.tx, device)
    if member.learner is not None:
        if (here is None or here.id != member.learner) and not member.may_rejoin:
            raise Refused(_TAKEN)
        rebind(unit, device, member.learner, fresh)
        class_members.change(unit.tx, replace(member, may_rejoin=False))
        classrooms.touch(unit.tx, classroom.id)
        return classroom.id
    if classroom.ended_at is not None:
        raise Refused(_OVER)
    other = class_members.of_learner(unit.tx, classroom.id, here.id) if here else None
    if other is not None:
        raise Refused(f"This browser joined the class as {literal(other.name)} already. Ask your instructor.")
    _enter(unit, device, classroom, member, fresh)
    return classroom.id


def _join_by_class_code(
    unit: UnitOfWork, device: str, code: str, name: str, fresh: str | None
) -> str | NotFound:
    if is_throttled(unit, device):
        return NotFound(_TOO_MANY)
    classroom = classrooms.by_code(unit.tx, code_as_meant(code))
    if classroom is None:
        record_guess(unit, device)
        return NotFound(_NO_CODE)
    here = learners.of_device(unit.tx, device)
    if here is not None and class_members.of_learner(unit.tx, classroom.id, here.id) is not None:
        rebind(unit, device, here.id, fresh)
        return classroom.id
    if classroom.ended_at is not None:
        raise Refused(_OVER)
    if not classroom.open_to_all:
        raise Refused("This class has a roster. Join with your personal code.")
    member = ClassMember(
        id=unit.new_id(),
        classroom=classroom.id,
        name=clean_name(name),
        code=new_code(unit.random_bits, PERSONAL_CODE_LENGTH),
    )
    class_members.add(unit.tx, [member])
    _enter(unit, device, classroom, member, fresh)
    return classroom.id


def _enter(
    unit: UnitOfWork, device: str, classroom: Classroom, member: ClassMember, fresh: str | None
) -> None:
    """The learner of this browser, or a new one, is this member from now on."""
    is_new = learners.of_device(unit.tx, device) is None
    learner = join_browser(unit, device, member.name[:40], fresh)
    joined = replace(member, learner=learner.id, joined_at=unit.now, seen_at=unit.now, new_learner=is_new)
    class_members.change(unit.tx, joined)
    classrooms.touch(unit.tx, classroom.id)
    unit.record_event(learner.id, "class-joined", classroom=classroom.id)


def _all(unit: UnitOfWork, learner: str) -> list[ClassForLearner]:
    unit.learner(learner)
    return [_own_class(unit, learner, one) for one in classrooms.of_learner(unit.tx, learner)]


def _look(unit: UnitOfWork, learner: str, classroom: str) -> ClassForLearner:
    return _own_class(unit, learner, _class_of(unit, learner, classroom))


def _of_part(unit: UnitOfWork, learner: str, part: str) -> ClassForLearner:
    for one in classrooms.of_learner(unit.tx, learner):
        if any(own.id == part for own in one.parts):
            return _own_class(unit, learner, one)
    raise NotFound("There is no such class of yours.")


def _class_of(unit: UnitOfWork, learner: str, classroom: str) -> Classroom:
    found = classrooms.find(unit.tx, classroom)
    if found is None or class_members.of_learner(unit.tx, classroom, learner) is None:
        raise NotFound("There is no such class of yours.")
    return found


def _member_of(unit: UnitOfWork, learner: str, classroom: str) -> ClassMember:
    found = class_members.of_learner(unit.tx, classroom, learner)
    if found is None:
        raise NotFound("There is no such class of yours.")
    return found


def _own_class(unit: UnitOfWork, learner: str, classroom: Classroom) -> ClassForLearner:
    member = _member_of(unit, learner, classroom.id)
    own = {part.id: attempts.of_part(unit.tx, learner, part.id) for part in classroom.parts}
    done = frozenset(name for name, one in own.items() if one is not None and one.finished_at is not None)
    call = _open_call(unit, member)
    return ClassForLearner(
        id=classroom.id,
        title=classroom.title,
        name=member.name,
        state=classroom.state,
        starts_at=classroom.starts_at,
        planned_end=classroom.planned_end,
        solutions_shown=not classroom.solutions_locked,
        parts=tuple(_own_part(classroom, part, own[part.id], done) for part in classroom.parts),
        notes=tuple(class_members.notes_for(unit.tx, classroom.id, member.id)),
        call=CallForLearner(call.about, call.called_at, call.claimed_by is not None) if call else None,
        revision=classroom.revision,
    )


def _own_part(
    classroom: Classroom, part: ClassPart, own: Attempt | None, done: frozenset[str]
) -> PartForLearner:
    reason = rules.may_begin(classroom, part, done)
    state: PartState = "later" if reason else "ready"
    if own is not None:
        state, reason = ("open", None) if own.finished_at is None else ("done", None)
    attempt = own.id if own else None
    return PartForLearner(part.id, part.title, part.mode, len(part.problems), state, reason, attempt)


def _begin(unit: UnitOfWork, learner: str, classroom: str, part: str) -> str:
    learners.lock(unit.tx, learner)
    member = _member_of(unit, learner, classroom)
    # Held, so that a pause that comes at once finds this attempt, or is found by it.
    found = classrooms.lock(unit.tx, classroom)
    wanted = next((one for one in found.parts if one.id == part), None) if found else None
    if found is None or wanted is None:
        raise NotFound("There is no such part in this class.")
    there = attempts.of_part(unit.tx, learner, part)
    if there is not None:
        return there.id
    done = frozenset(
        one.id
        for one in found.parts
        if (own := attempts.of_part(unit.tx, learner, one.id)) is not None and own.finished_at is not None
    )
    reason = rules.may_begin(found, wanted, done)
    if reason is not None:
        raise Refused(reason)
    attempt = _new_attempt(unit, learner, found, wanted, member)
    attempts.add(unit.tx, attempt)
    unit.record_event(
        learner, "began", attempt=attempt.id, classroom=classroom, detail={"mode": attempt.mode}
    )
    if not attempt.policy.timed:
        unit.save_attempt(attempt, start(attempt, attempt.items[0], None, attempt.extra_time))
    return attempt.id


def _new_attempt(
    unit: UnitOfWork, learner: str, classroom: Classroom, part: ClassPart, member: ClassMember
) -> Attempt:
    """Everybody gets the same problems in the same order, with the pieces of each shuffled anew."""
    seed = unit.random_bits(32)
    problems = [unit.bank.problems[name] for name in part.problems if name in unit.bank.problems]
    if not problems:
        raise Refused("The bank has none of this part's problems any more. Tell your instructor.")
    return Attempt(
        id=unit.new_id(),
        learner=learner,
        mode=part.mode,
        bank=unit.bank.id,
        seed=seed,
        extra_time=member.extra_time,
        position=1,
        started_at=unit.now,
        seen_at=unit.now,
        items=tuple(new_item(part.mode, seed, at, problem) for at, problem in enumerate(problems, 1)),
        part=part.id,
        withholds_feedback=classroom.feedback_at_end,
        withholds_solutions=classroom.solutions_locked,
    )


def _call(unit: UnitOfWork, learner: str, classroom: str, about: str) -> ClassForLearner:
    found, member = _class_of(unit, learner, classroom), _member_of(unit, learner, classroom)
    classrooms.lock(unit.tx, classroom)
    clean = " ".join(about.split())
    if not 1 <= len(clean) <= LONGEST_CALL:
        raise Refused(f"Say in 1 to {LONGEST_CALL} characters what it is about.")
    if found.state not in ("running", "paused"):
        raise Refused("A call reaches somebody while the class runs.")
    if _open_call(unit, member) is None:
        class_members.add_call(unit.tx, classroom, ClassCall(unit.new_id(), member.id, clean, unit.now))
        classrooms.touch(unit.tx, classroom)
        unit.record_event(learner, "called", classroom=classroom)
    return _look(unit, learner, classroom)


def _take_back_call(unit: UnitOfWork, learner: str, classroom: str) -> ClassForLearner:
    member = _member_of(unit, learner, classroom)
    classrooms.lock(unit.tx, classroom)
    call = _open_call(unit, member)
    if call is not None:
        class_members.change_call(unit.tx, replace(call, closed_at=unit.now))
        classrooms.touch(unit.tx, classroom)
        unit.record_event(learner, "call-taken-back", classroom=classroom)
    return _look(unit, learner, classroom)


def _open_call(unit: UnitOfWork, member: ClassMember) -> ClassCall | None:
    calls = class_members.open_calls(unit.tx, member.classroom)
    return next((call for call in calls if call.member == member.id), None)
