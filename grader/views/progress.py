"""What a learner can begin, continue and look back at, as a page gets it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from grader.rules.modes import Mode
from grader.views.attempts import ItemMark, MisconceptionView
from grader.views.learners import LearnerView
from grader.views.results import BadgeView, SkillView


@dataclass(frozen=True, slots=True)
class ContinueView:
    """An attempt that can go on: "challenge 3/5, 1:12 left". `remaining` is None without a running clock."""

    attempt: str
    mode: Mode
    position: int
    of: int
    remaining: timedelta | None
    time_limit: timedelta | None  # of the problem that it stands at


@dataclass(frozen=True, slots=True)
class NextStep:
    """What to do next and about how long it takes: practise `skill`, or begin `mode` with all skills."""

    mode: Mode
    skill: SkillView | None
    problems: int
    minutes: int


@dataclass(frozen=True, slots=True)
class ReviewView:
    """How many problems are due today and about how many minutes they take.

    `next_at` is when the next one is due after today; None where nothing else waits.
    """

    due: int
    minutes: int
    next_at: datetime | None


@dataclass(frozen=True, slots=True)
class HomeView:
    """What the home page offers this learner."""

    learner: LearnerView
    bank_title: str
    problem_count: int
    form_sizes: Mapping[Mode, int]  # how many problems each mode would ask
    going: tuple[ContinueView, ...]
    next_step: NextStep
    review: ReviewView
    skills: tuple[SkillView, ...]  # all of the bank, in its order
    badges: tuple[BadgeView, ...]


@dataclass(frozen=True, slots=True)
class PastAttempt:
    """A line of "My progress"."""

    attempt: str
    mode: Mode
    started_at: datetime
    finished_at: datetime | None
    right: int | None  # None while hidden
    of: int
    imported: bool = False


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
    mark: ItemMark
    readable: bool


@dataclass(frozen=True, slots=True)
class ProgressView:
    """Everything of "My progress", newest first."""

    learner: LearnerView
    attempts: tuple[PastAttempt, ...]
    skills: tuple[SkillView, ...]
    problems: tuple[PastProblem, ...]
    badges: tuple[BadgeView, ...]
    misconceptions: tuple[MisconceptionView, ...]  # that come again
