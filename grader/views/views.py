"""What the service hands to a page: frozen, complete, and free of anything that is still secret.

A page renders these and nothing else. Where a field can be secret (rationale, solution, result), it is
None or empty until the rules reveal it, so a page cannot leak what it was never given.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from grader.rules.attempt import CloseReason, ExtraTime, ItemState
from grader.rules.modes import Mode
from problems.public_views import PublicProblem
from problems.verdict import Verdict

# `answered` hides whether it was right: a test says nothing until its end.
Progress = Literal["ahead", "open", "right", "wrong", "unanswered", "answered", "withdrawn"]


@dataclass(frozen=True, slots=True)
class LearnerView:
    """Who is learning. `id` is 32 hex digits and is never shown."""

    id: str
    name: str
    extra_time: ExtraTime


@dataclass(frozen=True, slots=True)
class ContinueView:
    """An attempt that can go on: "challenge 3/5, 1:12 left". `remaining` is None without a running clock."""

    attempt: str
    mode: Mode
    position: int
    of: int
    remaining: timedelta | None


@dataclass(frozen=True, slots=True)
class BadgeView:
    """A challenge with every problem right, and what that honestly took."""

    attempt: str
    title: str
    learner: str
    earned_at: datetime
    first_try: int
    of: int
    hints: int
    extra_time: ExtraTime
    chance: float  # probability of the same result by guessing alone, 0..1
    claim: str  # the sentence on the badge


@dataclass(frozen=True, slots=True)
class HomeView:
    """What the home page offers this learner."""

    learner: LearnerView
    bank_title: str
    problem_count: int
    form_sizes: Mapping[Mode, int]  # how many problems each mode would ask
    going: tuple[ContinueView, ...]
    badges: tuple[BadgeView, ...]


@dataclass(frozen=True, slots=True)
class HintOffer:
    """The next hint's price: `share` of this try's credit (0 is free), said before it is shown."""

    number: int
    of: int
    share: float
    counts_as_unknown: bool  # in a test a hinted answer is no evidence of knowing


@dataclass(frozen=True, slots=True)
class Why:
    """A piece of the problem, what it shows, and why it is right or wrong."""

    id: str
    text: str
    is_code: bool
    correct: bool
    why: str


@dataclass(frozen=True, slots=True)
class TryView:
    """A try whose verdict may be seen. `credit` is 0..1; `whys` explain what was chosen, nothing else."""

    number: int
    answer: object
    verdict: Verdict
    credit: float
    at: datetime
    whys: tuple[Why, ...]


@dataclass(frozen=True, slots=True)
class SolutionView:
    """The worked solution of a closed problem; `key` is a right answer in the shape that pages send."""

    key: object
    whys: tuple[Why, ...]
    steps: tuple[str, ...]
    takeaway: str
    mistakes: tuple[str, ...]
    source: str | None


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
    mark: Progress
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
    """An attempt and the problem it stands at. `position` and `marks` count from 1."""

    id: str
    mode: Mode
    finished: bool
    position: int
    marks: tuple[Progress, ...]
    item: ItemView


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of an action; `say` may be shown as it is. Nothing is recorded unless `recorded`.

    After an action on a problem, `revision` is that of its draft: it goes back with the next save.
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
    ]
    recorded: bool
    say: str
    at: datetime
    revision: int | None = None


@dataclass(frozen=True, slots=True)
class CarryCode:
    """Eight characters that bring a learner to another device, once, until `expires_at`."""

    code: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Sweep:
    """How many overdue problems were closed, and how many attempts could not be read and were left."""

    closed: int
    failed: int


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean with the bounds of its 90 % interval, all 0..1."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class SkillView:
    """How one skill stands: right of answered, and the interval once there is anything to say."""

    id: str
    title: str
    about: str
    right: int
    answered: int
    share: Interval


@dataclass(frozen=True, slots=True)
class Mastery:
    """A test's result: the share of the pattern that is known, and whether that is enough.

    `inconclusive` means "can't tell yet". `p_strong` is P(share >= threshold), 0..1.
    """

    verdict: Verdict
    share: Interval
    threshold: float
    p_strong: float
    answered: int
    right: int


@dataclass(frozen=True, slots=True)
class ResultView:
    """The end of an attempt: what was right, what it is worth, what to do next."""

    attempt: str
    mode: Mode
    finished_at: datetime
    right: int
    of: int
    points: float
    badge: BadgeView | None
    mastery: Mastery | None
    may_extend: bool  # five more questions are to be had
    skills: tuple[SkillView, ...]
    next_steps: tuple[str, ...]
    items: tuple[ItemView, ...]


@dataclass(frozen=True, slots=True)
class PastAttempt:
    """A line of "My progress"."""

    attempt: str
    mode: Mode
    started_at: datetime
    finished_at: datetime | None
    right: int | None  # None while hidden
    of: int


@dataclass(frozen=True, slots=True)
class PastProblem:
    """A problem met before; it can be read again once it is `readable`."""

    attempt: str
    position: int
    problem: str
    title: str
    skill_title: str
    mode: Mode
    at: datetime
    mark: Progress
    readable: bool


@dataclass(frozen=True, slots=True)
class ProgressView:
    """Everything of "My progress", newest first."""

    learner: LearnerView
    attempts: tuple[PastAttempt, ...]
    skills: tuple[SkillView, ...]
    problems: tuple[PastProblem, ...]
    badges: tuple[BadgeView, ...]


@dataclass(frozen=True, slots=True)
class Regraded:
    """One logged problem under a mended key. Points are 0..1; unreadable answers keep their marks."""

    learner: str
    attempt: str
    closed_at: datetime | None
    points_before: float
    points_now: float
    right_before: bool
    right_now: bool
    readable: bool


@dataclass(frozen=True, slots=True)
class Regrade:
    """What a mended key means for everybody who met the problem before."""

    problem: str
    items: tuple[Regraded, ...]

    @property
    def gain(self) -> tuple[Regraded, ...]:
        return tuple(one for one in self.items if one.points_now > one.points_before)

    @property
    def lose(self) -> tuple[Regraded, ...]:
        return tuple(one for one in self.items if one.points_now < one.points_before)

    @property
    def unreadable(self) -> tuple[Regraded, ...]:
        return tuple(one for one in self.items if not one.readable)
