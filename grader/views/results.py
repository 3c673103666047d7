"""The end of an attempt as a page gets it: points, badge, mastery and skills."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from grader.rules.attempt import ExtraTime
from grader.rules.modes import Mode
from grader.views.attempts import ItemView
from problems.verdict import Verdict


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
class Advice:
    """What to do next: a sentence, and the attempt to begin for it, of one skill or of all."""

    text: str
    mode: Mode
    skill: str | None = None
    skill_title: str = ""


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
    next_steps: tuple[Advice, ...]
    items: tuple[ItemView, ...]
