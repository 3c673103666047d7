"""An attempt as a pure state machine: what may happen next, and what is then so.

Nothing here reads a clock, a bank or a database. `Attempt.seen_at` is the latest instant at which the attempt
was acted on or swept; a use case moves it forward first (`advance_to`), and every rule below takes it for
"now". So a clock that jumps back can give no time back.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from typing import Literal

from grader.rules.modes import MODES, Mode, Policy
from problems.model import Difficulty

ExtraTime = Literal["1", "1.5", "2", "untimed"]
ItemState = Literal["ready", "open", "closed"]
# `withdrawn`: the bank changed under the learner; the problem counts for nothing, neither way.
CloseReason = Literal["right", "out-of-tries", "time-up", "solution-shown", "answered", "ended", "withdrawn"]

TIME_FACTORS: dict[ExtraTime, float | None] = {"1": 1.0, "1.5": 1.5, "2": 2.0, "untimed": None}
EXTRA_TIMES: tuple[ExtraTime, ...] = ("1", "1.5", "2", "untimed")


@dataclass(frozen=True, slots=True)
class Try:
    """One answer that counted, as it was marked: `credit` is 0..1, `reason` says in a sentence why it failed.

    `hints` were shown before it; the clock gives what was left as a draft.
    """

    number: int
    answer: str
    credit: float
    passed: bool
    reason: str
    fingerprint: str
    hints: int
    at: datetime
    given_by: Literal["learner", "clock"]
    request: str | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One problem of an attempt. What was asked is kept with it, so that a later bank cannot change it.

    `time_limit` and `deadline` are None before the clock starts and where there is none. Key and rationale
    may be seen from `revealed_at` on. `draft` is a canonical answer (`problems.answer.canonical_json`).
    """

    position: int
    problem: str
    fingerprint: str
    seed: int
    skill: str
    difficulty: Difficulty
    guess: float
    tries_allowed: int
    state: ItemState = "ready"
    time_limit: timedelta | None = None
    started_at: datetime | None = None
    deadline: datetime | None = None
    tries_used: int = 0
    hints: int = 0
    draft: str | None = None
    draft_revision: int = 0
    draft_saved_at: datetime | None = None
    close_reason: CloseReason | None = None
    closed_at: datetime | None = None
    revealed_at: datetime | None = None
    tries: tuple[Try, ...] = ()

    @property
    def right(self) -> bool:
        return any(one.passed for one in self.tries)

    @property
    def mastery_evidence(self) -> bool:
        """Right on the first try, unhinted, in time: what mastery counts."""
        return bool(self.tries) and self.tries[0].passed and self.tries[0].hints == 0

    @property
    def scorable(self) -> bool:
        """Whether this says anything of the learner: it was met and closed, and not withdrawn."""
        return self.state == "closed" and self.started_at is not None and self.close_reason != "withdrawn"


@dataclass(frozen=True, slots=True)
class Attempt:
    """`items` by position, counted from 1. `extra_time` is the most generous that any clock of it had.

    `part` is the part of a class to which it belongs, if any. `paused_at`: every clock of it stands still
    since then. `time_owed` was given while no clock ran, and goes to the next one. `withholds_feedback`: no
    verdict before the end, whatever the mode says. `withholds_solutions`: nothing is revealed until it is
    released. `imported_at`: it came from its learner's own download.
    """

    id: str
    learner: str
    mode: Mode
    bank: str
    seed: int
    extra_time: ExtraTime
    position: int
    started_at: datetime
    seen_at: datetime
    items: tuple[Item, ...]
    finished_at: datetime | None = None
    part: str | None = None
    paused_at: datetime | None = None
    time_owed: timedelta = timedelta(0)
    withholds_feedback: bool = False
    withholds_solutions: bool = False
    imported_at: datetime | None = None

    @property
    def policy(self) -> Policy:
        return policy_of(self.mode, withholds_feedback=self.withholds_feedback)

    @property
    def now(self) -> datetime:
        return self.seen_at

    def item(self, position: int) -> Item | None:
        return self.items[position - 1] if 1 <= position <= len(self.items) else None


@cache
def policy_of(mode: Mode, *, withholds_feedback: bool) -> Policy:
    """The mode's rules; without feedback before the end where it is withheld."""
    policy = MODES[mode]
    return replace(policy, feedback=False) if withholds_feedback else policy


def advance_to(attempt: Attempt, now: datetime) -> Attempt:
    """The attempt as it stands at this instant, or at the latest one that it knows; in a pause, its start."""
    if attempt.paused_at is not None:
        return replace(attempt, seen_at=attempt.paused_at)
    return replace(attempt, seen_at=max(attempt.seen_at, now))


def replace_item(attempt: Attempt, item: Item) -> Attempt:
    """The attempt with this item in its place; it finishes when its last item closes."""
    items = tuple(item if item.position == one.position else one for one in attempt.items)
    changed = replace(attempt, items=items)
    if changed.finished_at is None and all(one.state == "closed" for one in items):
        return finish(changed, max(one.closed_at for one in items if one.closed_at))
    return changed


def finish(attempt: Attempt, at: datetime) -> Attempt:
    """The end: whatever was met is revealed, unless that waits. What was never met stays unspoilt."""
    if attempt.withholds_solutions:
        return replace(attempt, finished_at=at)
    items = tuple(
        replace(item, revealed_at=at) if item.started_at and item.revealed_at is None else item
        for item in attempt.items
    )
    return replace(attempt, items=items, finished_at=at)


def time_limit_for(policy: Policy, limit: timedelta, extra: ExtraTime) -> timedelta | None:
    """How long a problem's clock runs for this learner; None without a clock."""
    factor = TIME_FACTORS[extra]
    return limit * factor if policy.timed and factor is not None else None


def start(attempt: Attempt, item: Item, limit: timedelta | None, extra: ExtraTime) -> Attempt:
    """The item is open from now on; of two extra times the attempt keeps the more generous.

    A clock also gets the time that is owed.
    """
    owed = attempt.time_owed
    if limit is not None:
        limit, owed = limit + owed, timedelta(0)
    opened = replace(
        item,
        state="open",
        time_limit=limit,
        started_at=attempt.now,
        deadline=attempt.now + limit if limit is not None else None,
    )
    most = max(attempt.extra_time, extra, key=EXTRA_TIMES.index)
    return replace_item(replace(attempt, extra_time=most, time_owed=owed), opened)


def is_overdue(item: Item, now: datetime) -> bool:
    """An answer at the very instant of the deadline is late."""
    return item.state == "open" and item.deadline is not None and item.deadline <= now


def remaining(item: Item, now: datetime) -> timedelta | None:
    """What the clock shows, never below zero; None where none is running."""
    if item.state != "open" or item.deadline is None:
        return None
    return max(timedelta(0), item.deadline - now)


def save_draft(attempt: Attempt, item: Item, draft: str | None) -> Attempt:
    """The item with this draft, under a new revision."""
    drafted = replace(item, draft=draft, draft_revision=item.draft_revision + 1, draft_saved_at=attempt.now)
    return replace_item(attempt, drafted)


def record_try(attempt: Attempt, item: Item, one: Try, ending: CloseReason | None = None) -> Attempt:
    """The item after a try: closed when it was right, the last one, or the only one there is.

    `ending` closes it for that reason whatever the try was worth.
    """
    tried = replace(
        item,
        tries=(*item.tries, one),
        tries_used=item.tries_used + 1,
        draft=one.answer,
        draft_revision=item.draft_revision + 1,
        draft_saved_at=attempt.now,
    )
    reason = ending or _reason_after(attempt.policy, tried)
    return close(attempt, tried, reason, one.at) if reason else replace_item(attempt, tried)


def close(attempt: Attempt, item: Item, reason: CloseReason, at: datetime) -> Attempt:
    """The item is over; where the mode gives feedback, what was met is revealed at once."""
    reveals = attempt.policy.feedback and item.started_at is not None and not attempt.withholds_solutions
    return replace_item(
        attempt,
        replace(
            item,
            state="closed",
            close_reason=reason,
            closed_at=at,
            revealed_at=at if reveals else item.revealed_at,
        ),
    )


def show_hint(attempt: Attempt, item: Item) -> Attempt:
    """The item with one more hint shown."""
    return replace_item(attempt, replace(item, hints=item.hints + 1))


def move_to(attempt: Attempt, position: int) -> Attempt:
    """The learner stands at this problem."""
    return replace(attempt, position=position)


def extend(attempt: Attempt, items: tuple[Item, ...]) -> Attempt:
    """The attempt goes on with these behind its last; what was revealed stays so."""
    return replace(attempt, items=(*attempt.items, *items), position=items[0].position, finished_at=None)


def may_move_to(attempt: Attempt, position: int) -> bool:
    """Whether the learner may go there: anywhere when nothing is at stake, else one past a closed one."""
    if attempt.item(position) is None:
        return False
    if attempt.policy.free_navigation or attempt.finished_at is not None or position == attempt.position:
        return True
    here = attempt.items[attempt.position - 1]
    return position == attempt.position + 1 and here.state == "closed"


def tries_allowed(policy: Policy, tries: int) -> int:
    """How many tries a problem that names so many has in this mode."""
    return 1 if policy.one_try else tries


def _reason_after(policy: Policy, item: Item) -> CloseReason | None:
    if not policy.feedback:
        return "answered"
    if item.right:
        return "right"
    return "out-of-tries" if item.tries_used >= item.tries_allowed else None
