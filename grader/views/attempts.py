"""An attempt and its problems as a page gets them: frozen, complete, and free of anything still secret.

A page renders these and nothing else. Where a field can be secret (rationales, solution, points), it is None
or empty until the service reveals it, so that a page cannot leak what it was never given.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from grader.rules.attempt import CloseReason, ItemState
from grader.rules.modes import Mode
from problems.picture import ServicePicture
from problems.public_views import PublicProblem
from problems.verdict import Verdict

# `answered` hides whether it was right: a test says nothing until its end.
ItemMark = Literal["ahead", "open", "right", "wrong", "unanswered", "answered", "withdrawn"]


@dataclass(frozen=True, slots=True)
class HintOffer:
    """The next hint's price: `share` of this try's credit (0 is free), said before it is shown."""

    number: int
    of: int
    share: float
    counts_as_unknown: bool  # in a test a hinted answer is no evidence of knowing


@dataclass(frozen=True, slots=True)
class Rationale:
    """A piece of the problem, what it shows, and why it is right or wrong."""

    id: str
    text: str
    is_code: bool
    correct: bool
    reason: str


@dataclass(frozen=True, slots=True)
class TryView:
    """A try whose verdict may be seen. `credit` is 0..1; `rationales` explain only what was chosen."""

    number: int
    answer: object
    verdict: Verdict
    credit: float
    at: datetime
    rationales: tuple[Rationale, ...]


@dataclass(frozen=True, slots=True)
class MisconceptionView:
    """What people believe, what is so, and the lab where one sees it; `problems` the learner met it in."""

    id: str
    belief: str
    truth: str
    lab: str | None
    problems: int = 1


@dataclass(frozen=True, slots=True)
class SolutionView:
    """The worked solution of a closed problem; `key` is a right answer in the shape that pages send."""

    key: object
    rationales: tuple[Rationale, ...]
    steps: tuple[str, ...]
    takeaway: str
    mistakes: tuple[str, ...]
    source: str | None
    picture: ServicePicture | None
    misconceptions: tuple[MisconceptionView, ...]  # that the wrong answers come from


@dataclass(frozen=True, slots=True)
class ItemView:
    """One problem of an attempt as its learner may see it now.

    `problem` is None when the bank no longer has it as it was asked: it counts for nothing, or keeps the
    mark that it had, and `title` is all there is to show. `remaining` counts down only while `open` and
    timed; `time_limit` includes extra time and is None when untimed. `draft` has the shape that pages
    send; `draft_revision` goes back with the next save.
    """

    position: int
    title: str
    problem: PublicProblem | None
    skill_title: str
    state: ItemState
    close_reason: CloseReason | None
    mark: ItemMark
    time_limit: timedelta | None
    remaining: timedelta | None
    tries_left: int
    tries_allowed: int
    draft: object
    draft_revision: int
    draft_saved_at: datetime | None
    hints: tuple[str, ...]
    next_hint: HintOffer | None
    tries: tuple[TryView, ...]
    solution: SolutionView | None
    points: float | None  # of 1; None while hidden, and for what was withdrawn


@dataclass(frozen=True, slots=True)
class AttemptView:
    """An attempt and the problem it stands at. `position` and `marks` count from 1.

    `part` is the part of a class to which it belongs. `feedback`: each answer's verdict is told at once.
    `withheld`: what it came to is shown when the class's instructor releases it.
    """

    id: str
    mode: Mode
    finished: bool
    position: int
    marks: tuple[ItemMark, ...]
    item: ItemView
    part: str | None = None
    paused: bool = False
    feedback: bool = True
    withheld: bool = False


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of an action; `message` may be shown as it is. Nothing is recorded unless `recorded`.

    After an action on a problem, `revision` is that of its draft, which goes back with the next save, and
    `remaining` is what is left of its clock; None where none runs.
    """

    kind: Literal[
        "saved",
        "started",
        "right",
        "wrong",
        "recorded",
        "blank",
        "incomplete",
        "repeated",
        "time-up",
        "closed",
        "changed-elsewhere",
        "hint",
        "solution",
        "moved",
        "ended",
        "extended",
        "paused",
    ]
    recorded: bool
    message: str
    at: datetime
    revision: int | None = None
    remaining: timedelta | None = None


@dataclass(frozen=True, slots=True)
class SweepReport:
    """How many overdue problems were closed, and how many attempts could not be read and were left."""

    closed: int
    failed: int
