"""A class as values: who teaches, what is in it, who is in it, and when it opens, pauses and ends.

Everything here is pure: instants come in as arguments. What becomes of each learner's clocks is in
`grader.rules.clocks`; what the board makes of it is in `grader.rules.board`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from grader.rules.attempt import ExtraTime
from grader.rules.modes import Mode

# An assistant helps in a class; only an instructor makes, exports, ends and deletes one.
Role = Literal["instructor", "assistant"]
NoteKind = Literal["note", "hint"]
ClassState = Literal["planned", "running", "paused", "ended"]
LONGEST_TITLE = 80
LEAST_MINUTES, MOST_MINUTES = 1, 600


@dataclass(frozen=True, slots=True)
class Instructor:
    """Somebody who signs in; `name` is what they type, unique among all."""

    id: str
    name: str
    role: Role


@dataclass(frozen=True, slots=True)
class ClassPart:
    """What is done in one go: fixed problems in a mode. `opened_at` is None before it may be begun."""

    id: str
    position: int
    title: str
    mode: Mode
    problems: tuple[str, ...]
    opened_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Classroom:
    """A class with its parts by position, counted from 1.

    `in_order`: a part can be begun once the one before it is finished. `feedback_at_end`: no verdict before
    solutions are released. `solutions_locked`: nothing is revealed. `open_to_all`: the class code is enough
    to join. `planned_end` moves with pauses and more time. `delete_at`: when personal data is deleted.
    """

    id: str
    title: str
    code: str
    bank: str
    in_order: bool
    feedback_at_end: bool
    solutions_locked: bool
    open_to_all: bool
    starts_at: datetime | None
    minutes: int
    created_at: datetime
    parts: tuple[ClassPart, ...] = ()
    opened_at: datetime | None = None
    planned_end: datetime | None = None
    paused_at: datetime | None = None
    ended_at: datetime | None = None
    delete_at: datetime | None = None
    deleted_at: datetime | None = None
    revision: int = 0

    @property
    def state(self) -> ClassState:
        if self.ended_at is not None:
            return "ended"
        if self.opened_at is None:
            return "planned"
        return "paused" if self.paused_at is not None else "running"


@dataclass(frozen=True, slots=True)
class ClassMember:
    """A person in a class, by the roster or by joining; `learner` is None until they joined.

    `code` is theirs alone. `may_rejoin`: the instructor lets this person in again from another browser.
    `new_learner`: the learner was made by joining, so it goes when the class's personal data goes. `seen_at`
    is the last instant at which a page of theirs was open.
    """

    id: str
    classroom: str
    name: str
    code: str
    external_id: str = ""
    email: str = ""
    extra_time: ExtraTime = "1"
    on_roster: bool = False
    learner: str | None = None
    may_rejoin: bool = False
    new_learner: bool = False
    joined_at: datetime | None = None
    seen_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ClassCall:
    """A call for help; `claimed_by` names the instructor who goes."""

    id: str
    member: str
    about: str
    called_at: datetime
    claimed_by: str | None = None
    claimed_at: datetime | None = None
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ClassNote:
    """What an instructor wrote to one member, or to all where `member` is None."""

    id: str
    member: str | None
    kind: NoteKind
    text: str
    sent_at: datetime


def open_class(classroom: Classroom, at: datetime) -> Classroom:
    """Open from now on, with its first part, or with all of them where the order is free."""
    if classroom.opened_at is not None:
        return classroom
    parts = tuple(
        replace(part, opened_at=at) if part.position == 1 or not classroom.in_order else part
        for part in classroom.parts
    )
    return replace(
        classroom, opened_at=at, planned_end=at + timedelta(minutes=classroom.minutes), parts=parts
    )


def open_next_part(classroom: Classroom, at: datetime) -> Classroom:
    """The first part that is not open yet may be begun from now on."""
    first = next((part for part in classroom.parts if part.opened_at is None), None)
    parts = tuple(replace(part, opened_at=at) if part is first else part for part in classroom.parts)
    return replace(classroom, parts=parts)


def pause_class(classroom: Classroom, at: datetime) -> Classroom:
    """Paused from now on, unless it is not running."""
    return replace(classroom, paused_at=at) if classroom.state == "running" else classroom


def resume_class(classroom: Classroom, at: datetime) -> Classroom:
    """Running again; its end moves by as much as the pause lasted."""
    if classroom.paused_at is None or classroom.ended_at is not None:
        return classroom
    lasted = max(timedelta(0), at - classroom.paused_at)
    end = classroom.planned_end + lasted if classroom.planned_end else None
    return replace(classroom, paused_at=None, planned_end=end)


def extend_class(classroom: Classroom, by: timedelta) -> Classroom:
    """The planned end moves."""
    return replace(classroom, planned_end=classroom.planned_end + by) if classroom.planned_end else classroom


def end_class(classroom: Classroom, at: datetime) -> Classroom:
    """Over; what is handed in stays."""
    return classroom if classroom.ended_at is not None else replace(classroom, paused_at=None, ended_at=at)


def may_begin(classroom: Classroom, part: ClassPart, finished: frozenset[str]) -> str | None:
    """None when the part may be begun, else the sentence why not. `finished` are the ids of parts done."""
    if classroom.state == "ended":
        return "This class has ended."
    if classroom.state == "planned":
        return "This class has not begun. This page changes by itself when it does."
    if part.opened_at is None:
        return "Your instructor opens this part later."
    if classroom.state == "paused":
        return "The class is paused. This page changes by itself when it goes on."
    before = next((one for one in classroom.parts if one.position == part.position - 1), None)
    if classroom.in_order and before is not None and before.id not in finished:
        return f"First comes “{before.title}”."
    return None
