"""A class as the pages of its learners and of its staff get it.

What a learner gets holds nothing of anybody else: no name, no result, no number of people.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from grader.rules.attempt import ExtraTime
from grader.rules.board import BoardSegment, LearnerState
from grader.rules.classroom import ClassNote, ClassState, Role
from grader.rules.intervals import IntervalBounds
from grader.rules.item_analysis import Flag
from grader.rules.modes import Mode
from grader.views.attempts import AttemptView

PartState = Literal["later", "ready", "open", "done"]


@dataclass(frozen=True, slots=True)
class JoinOffer:
    """Whom a personal code is for, to be confirmed."""

    class_title: str
    name: str


@dataclass(frozen=True, slots=True)
class PartForLearner:
    """A part as its learner may do it; `reason` says why not yet."""

    id: str
    title: str
    mode: Mode
    problems: int
    state: PartState
    reason: str | None
    attempt: str | None


@dataclass(frozen=True, slots=True)
class CallForLearner:
    """The learner's call for help, until it is done or taken back."""

    about: str
    called_at: datetime
    claimed: bool


@dataclass(frozen=True, slots=True)
class ClassForLearner:
    """A class as one of its learners sees it."""

    id: str
    title: str
    name: str
    state: ClassState
    starts_at: datetime | None
    planned_end: datetime | None
    solutions_shown: bool
    parts: tuple[PartForLearner, ...]
    notes: tuple[ClassNote, ...]
    call: CallForLearner | None
    revision: int


@dataclass(frozen=True, slots=True)
class BoardRow:
    """A learner on the board; `reason` says in words why they are in this state."""

    member: str
    name: str
    state: LearnerState
    reason: str
    where: str
    extra_time: ExtraTime
    segments: tuple[BoardSegment, ...]
    misses: tuple[float, ...]
    done: int
    of: int


@dataclass(frozen=True, slots=True)
class BoardCall:
    """A call that nobody has answered for good; `claimed_by` is a name."""

    id: str
    member: str
    name: str
    about: str
    called_at: datetime
    claimed_by: str | None


@dataclass(frozen=True, slots=True)
class CrowdedProblem:
    """A problem on which many are at this moment."""

    title: str
    people: int


@dataclass(frozen=True, slots=True)
class StaffAct:
    """What somebody of the staff did; `kind` is that of its audit event."""

    name: str
    kind: str
    at: datetime


@dataclass(frozen=True, slots=True)
class BoardView:
    """The class at one instant. `projected_end` is None while nothing can be said.

    `act_of_others` is the last act of somebody else of the staff.
    """

    id: str
    title: str
    code: str
    state: ClassState
    revision: int
    now: datetime
    opened_at: datetime | None
    planned_end: datetime | None
    projected_end: datetime | None
    joined: int
    rows: tuple[BoardRow, ...]
    calls: tuple[BoardCall, ...]
    crowded: tuple[CrowdedProblem, ...]
    span: timedelta
    next_part: str | None
    solutions_locked: bool
    role: Role
    act_of_others: StaffAct | None


@dataclass(frozen=True, slots=True)
class LearnerPart:
    """A learner's attempt at a part, as they see it; `answers` are (position, title, right, reason, when)."""

    title: str
    attempt: AttemptView
    tries: int
    hints: int
    answers: tuple[tuple[int, str, bool, str, datetime], ...]


@dataclass(frozen=True, slots=True)
class LearnerWork:
    """Everything of one learner that the staff of their class may see."""

    member: str
    name: str
    code: str
    extra_time: ExtraTime
    on_roster: bool
    joined: bool
    parts: tuple[LearnerPart, ...]


@dataclass(frozen=True, slots=True)
class PartResult:
    """What a person's work at a part came to; `points` of `of`, `took` over the problems that are closed."""

    title: str
    begun: bool
    finished: bool
    right: int
    points: float
    of: int
    tries: int
    hints: int
    took: timedelta


@dataclass(frozen=True, slots=True)
class ClassResult:
    """A person's results over all parts of a class."""

    name: str
    external_id: str
    email: str
    extra_time: ExtraTime
    joined: bool
    parts: tuple[PartResult, ...]

    @property
    def points(self) -> float:
        return sum(part.points for part in self.parts)

    @property
    def of(self) -> int:
        return sum(part.of for part in self.parts)

    @property
    def share(self) -> float | None:
        """Of all points, 0 to 1; None for whoever began nothing."""
        begun = any(part.begun for part in self.parts)
        return self.points / self.of if begun and self.of else None


ReportOutcome = Literal["right", "not right", "not answered", "counts for nothing"]


@dataclass(frozen=True, slots=True)
class ReportItem:
    """A problem in a learner's report; `took` is zero where it was not begun."""

    position: int
    title: str
    skill: str
    outcome: ReportOutcome
    tries: int
    hints: int
    took: timedelta


@dataclass(frozen=True, slots=True)
class LearnerReport:
    """What one learner did in a class, to be given to them; `parts` and `items` come in the same order."""

    class_title: str
    result: ClassResult
    items: tuple[tuple[ReportItem, ...], ...]


@dataclass(frozen=True, slots=True)
class OptionFigures:
    """An option and the share, 0 to 1, of first answers that it drew."""

    text: str
    share: float | None
    is_key: bool


@dataclass(frozen=True, slots=True)
class LikelyMisKey:
    """A distractor that draws the stronger people, and how many first answers another key would change."""

    text: str
    gain: int
    lose: int


@dataclass(frozen=True, slots=True)
class ItemFigures:
    """How a problem did in a class; figures are None where they are not defined. Bounds are at 95 %.

    `mis_key` is there where enough people answered for a flag.
    """

    problem: str
    title: str
    answers: int
    facility: float | None
    facility_bounds: IntervalBounds | None
    item_rest: float | None
    item_rest_bounds: IntervalBounds | None
    efficiency: float | None
    flags: tuple[Flag, ...]
    mis_key: LikelyMisKey | None
    median_time: timedelta | None
    options: tuple[OptionFigures, ...]


@dataclass(frozen=True, slots=True)
class ClassItemAnalysis:
    """The problems of a part, over `n` persons."""

    part: str
    n: int
    alpha: float | None
    items: tuple[ItemFigures, ...]
