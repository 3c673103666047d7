"""The tables of classes: instructors, classes with their parts and members, calls for help, and notes.

They belong to the same metadata as `grader.store.tables`. Instructors are kept apart from learners: somebody
may be both, in one browser.
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from grader.rules.attempt import ExtraTime
from grader.rules.classroom import NoteKind, Role
from grader.store.column_types import InstantColumn
from grader.store.tables import ID, METADATA, NAME, one_of

# As long as `grader.service.learners` lets a name be, in characters of any script.
_PERSON = String(80)

instructors = Table(
    "instructors",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("name", NAME, nullable=False, unique=True),
    Column("role", String(12), nullable=False),
    Column("password", Text),
    Column("link_digest", String(64), unique=True),
    Column("link_expires_at", InstantColumn),
    Column("created_at", InstantColumn, nullable=False),
    one_of("role", Role),
)

# `ticket`: the password was right, and the browser has yet to fetch its cookie.
instructor_sessions = Table(
    "instructor_sessions",
    METADATA,
    Column("digest", String(64), primary_key=True),
    Column("instructor", ForeignKey("instructors.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("device", String(64), nullable=False),
    Column("ticket", Boolean, nullable=False),
    Column("expires_at", InstantColumn, nullable=False),
)

classrooms = Table(
    "classrooms",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("title", String(80), nullable=False),
    Column("code", String(8), nullable=False, unique=True),
    Column("bank", NAME, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("in_order", Boolean, nullable=False),
    Column("feedback_at_end", Boolean, nullable=False),
    Column("solutions_locked", Boolean, nullable=False),
    Column("open_to_all", Boolean, nullable=False),
    Column("starts_at", InstantColumn),
    Column("minutes", Integer, nullable=False),
    Column("opened_at", InstantColumn),
    Column("planned_end", InstantColumn),
    Column("paused_at", InstantColumn),
    Column("ended_at", InstantColumn),
    Column("delete_at", InstantColumn),
    Column("deleted_at", InstantColumn),
    Column("created_at", InstantColumn, nullable=False),
)

classroom_staff = Table(
    "classroom_staff",
    METADATA,
    Column("classroom", ForeignKey("classrooms.id", ondelete="CASCADE"), primary_key=True),
    Column("instructor", ForeignKey("instructors.id", ondelete="CASCADE"), primary_key=True, index=True),
)

# `problems` is a JSON list of ids: it is read whole, and no condition ever looks into it.
class_parts = Table(
    "class_parts",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("classroom", ForeignKey("classrooms.id", ondelete="CASCADE"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("title", String(80), nullable=False),
    Column("mode", String(20), nullable=False),
    Column("problems", Text, nullable=False),
    Column("opened_at", InstantColumn),
    UniqueConstraint("classroom", "position"),
)

class_members = Table(
    "class_members",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("classroom", ForeignKey("classrooms.id", ondelete="CASCADE"), nullable=False),
    Column("learner", ForeignKey("learners.id", ondelete="SET NULL"), index=True),
    Column("name", _PERSON, nullable=False),
    Column("external_id", _PERSON, nullable=False),
    Column("email", String(120), nullable=False),
    Column("extra_time", String(10), nullable=False),
    Column("code", String(8), nullable=False, unique=True),
    Column("on_roster", Boolean, nullable=False),
    Column("may_rejoin", Boolean, nullable=False),
    Column("new_learner", Boolean, nullable=False),
    Column("joined_at", InstantColumn),
    Column("seen_at", InstantColumn),
    UniqueConstraint("classroom", "learner"),
    one_of("extra_time", ExtraTime),
)

class_calls = Table(
    "class_calls",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("classroom", ForeignKey("classrooms.id", ondelete="CASCADE"), nullable=False),
    Column("member", ForeignKey("class_members.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("about", String(200), nullable=False),
    Column("called_at", InstantColumn, nullable=False),
    Column("claimed_by", ForeignKey("instructors.id", ondelete="SET NULL")),
    Column("claimed_at", InstantColumn),
    Column("closed_at", InstantColumn),
    Index(None, "classroom", "closed_at"),
)

class_notes = Table(
    "class_notes",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("classroom", ForeignKey("classrooms.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("member", ForeignKey("class_members.id", ondelete="CASCADE"), index=True),
    Column("kind", String(8), nullable=False),
    Column("text", String(500), nullable=False),
    Column("sent_at", InstantColumn, nullable=False),
    one_of("kind", NoteKind),
)
