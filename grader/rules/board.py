"""What the board says of a learner, and of the class as a whole: pure, from attempts and instants.

Nobody is scored. Each state has its reason, and what is our own trouble comes first. Idle after two minutes
is Lumilo's figure (Holstein, McLaren, Aleven 2019); stuck is twice the median time of a problem, or a third
miss on one skill; before ten people have passed a problem its time limit stands in for the median.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from statistics import median
from typing import Literal

from grader.rules.attempt import Attempt, Item

# In the order of the board: who needs somebody comes first.
LearnerState = Literal["ours", "called", "lost", "stuck", "idle", "working", "ready", "done", "absent"]
STATES: tuple[LearnerState, ...] = (
    "ours",
    "called",
    "lost",
    "stuck",
    "idle",
    "working",
    "ready",
    "done",
    "absent",
)
IDLE_AFTER = timedelta(minutes=2)
LOST_AFTER = timedelta(seconds=20)
# Twice the median time of those who passed a problem, once so many have.
STUCK_FACTOR, PASSED_FROM = 2, 10
MISSES_ON_A_SKILL = 3
# The class is through when nine of ten are.
THROUGH_SHARE = 0.9


@dataclass(frozen=True, slots=True)
class LearnerFacts:
    """What is known of one learner: their attempts in the order of the parts, and when they were last there.

    `acted_at` is the last act, `seen_at` the last sign of the browser; `called_at` is set while a call waits.
    """

    joined: bool
    attempts: tuple[Attempt, ...]
    problems: int
    acted_at: datetime | None = None
    seen_at: datetime | None = None
    called_at: datetime | None = None
    call: str = ""


@dataclass(frozen=True, slots=True)
class BoardSegment:
    """A problem on a learner's bar, in seconds since the class opened."""

    start: float
    end: float
    outcome: Literal["right", "wrong", "open"]


@dataclass(frozen=True, slots=True)
class LearnerStatus:
    """The state, why in words, and how many of the problems are closed."""

    state: LearnerState
    reason: str
    done: int


def status_of(facts: LearnerFacts, now: datetime, usual: Mapping[str, timedelta]) -> LearnerStatus:
    """How this learner stands; `usual` is the time that a problem takes, by its id."""
    items = _items(facts.attempts)
    done = sum(item.state == "closed" for item in items)
    state, reason = _state(facts, items, now, usual)
    return LearnerStatus(state, reason, done)


def _state(
    facts: LearnerFacts, items: Sequence[Item], now: datetime, usual: Mapping[str, timedelta]
) -> tuple[LearnerState, str]:
    """The first that holds, in the order of the board."""
    return (
        _before_work(facts, items, now)
        or _away(facts, now)
        or _while_working(facts, items, now, usual)
        or ("working", "working")
    )


def _before_work(
    facts: LearnerFacts, items: Sequence[Item], now: datetime
) -> tuple[LearnerState, str] | None:
    withdrawn = sum(item.close_reason == "withdrawn" for item in items)
    if not facts.joined:
        return "absent", "not in yet"
    if withdrawn:
        return "ours", f"{withdrawn} of their problems changed in the bank and count for nothing"
    if facts.called_at is not None:
        return "called", f"called {_ago(now - facts.called_at)} ago: {facts.call}"
    return ("done", "everything is handed in") if _is_through(facts, items) else None


def _away(facts: LearnerFacts, now: datetime) -> tuple[LearnerState, str] | None:
    if facts.seen_at is not None and now - facts.seen_at <= LOST_AFTER:
        return None
    since = _ago(now - facts.seen_at) if facts.seen_at else "a while"
    return "lost", f"no sign of the browser for {since}"


def _while_working(
    facts: LearnerFacts, items: Sequence[Item], now: datetime, usual: Mapping[str, timedelta]
) -> tuple[LearnerState, str] | None:
    if any(one.paused_at is not None for one in facts.attempts):
        return "working", "paused"
    stuck = _stuck_reason(items, now, usual)
    if stuck is not None:
        return "stuck", stuck
    if not items:
        return "ready", "has not begun"
    if facts.acted_at is None or now - facts.acted_at > IDLE_AFTER:
        return "idle", f"nothing done for {_ago(now - facts.acted_at) if facts.acted_at else 'a while'}"
    return None


def _is_through(facts: LearnerFacts, items: Sequence[Item]) -> bool:
    return len(items) >= facts.problems > 0 and all(item.state == "closed" for item in items)


def _stuck_reason(items: Sequence[Item], now: datetime, usual: Mapping[str, timedelta]) -> str | None:
    misses = Counter(item.skill for item in items for one in item.tries if not one.passed)
    here = current_item(items)
    if here is not None and misses[here.skill] >= MISSES_ON_A_SKILL:
        return f"{misses[here.skill]} wrong answers on one skill"
    expected = usual.get(here.problem) if here is not None else None
    if here is None or here.started_at is None or expected is None:
        return None
    took = now - here.started_at
    if took <= STUCK_FACTOR * expected:
        return None
    return f"on this problem for {_ago(took)}, usual {_ago(expected)}"


def current_item(items: Iterable[Item]) -> Item | None:
    """The problem that is open, if one is."""
    return next((item for item in items if item.state == "open"), None)


def usual_times(everybody: Iterable[Attempt], estimates: Mapping[str, timedelta]) -> dict[str, timedelta]:
    """By problem, the median of those who passed it, once ten have; its author's time limit before."""
    took: dict[str, list[float]] = {}
    for item in _items(everybody):
        if item.right and item.started_at is not None and item.closed_at is not None:
            took.setdefault(item.problem, []).append((item.closed_at - item.started_at).total_seconds())
    known = {
        name: timedelta(seconds=median(times)) for name, times in took.items() if len(times) >= PASSED_FROM
    }
    return {**estimates, **known}


def projected_end(everybody: Sequence[LearnerFacts], opened_at: datetime, now: datetime) -> datetime | None:
    """When nine of ten of those who are in will be through at their pace; None while nobody closed one."""
    closed = [sum(item.state == "closed" for item in _items(one.attempts)) for one in everybody]
    if not any(closed):
        return None
    slowest = min(done for done in closed if done)
    ends = []
    for one, done in zip(everybody, closed, strict=True):
        left = max(0, one.problems - done)
        pace = (now - opened_at) / (done or slowest)
        ends.append(now + left * pace)
    ends.sort()
    return ends[ceil(THROUGH_SHARE * len(ends)) - 1]


def segments_of(attempts: Iterable[Attempt], opened_at: datetime, now: datetime) -> tuple[BoardSegment, ...]:
    """The problems that were met, each from when it was opened to when it was closed, or to now."""
    return tuple(
        BoardSegment(
            start=max(0.0, (item.started_at - opened_at).total_seconds()),
            end=max(0.0, ((item.closed_at or now) - opened_at).total_seconds()),
            outcome="open" if item.state != "closed" else "right" if item.right else "wrong",
        )
        for item in _items(attempts)
        if item.started_at is not None
    )


def misses_of(attempts: Iterable[Attempt], opened_at: datetime) -> tuple[float, ...]:
    """When each wrong answer came, in seconds since the class opened."""
    wrong = (one.at for item in _items(attempts) for one in item.tries if not one.passed)
    return tuple(sorted(max(0.0, (at - opened_at).total_seconds()) for at in wrong))


def crowded(everybody: Iterable[Sequence[Attempt]], least: int = 2) -> list[tuple[str, int]]:
    """Pairs (problem, people) of the problems on which at least so many are, most crowded first."""
    here = Counter(
        item.problem for attempts in everybody if (item := current_item(_items(attempts))) is not None
    )
    return [(problem, people) for problem, people in here.most_common() if people >= least]


def _items(attempts: Iterable[Attempt]) -> list[Item]:
    return [item for one in attempts for item in one.items]


def _ago(span: timedelta) -> str:
    seconds = max(0, round(span.total_seconds()))
    return f"{seconds} s" if seconds < 60 else f"{seconds // 60} min"
