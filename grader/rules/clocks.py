"""What an instructor does to the clocks of an attempt: pause, resume, more time; and to what it reveals.

Pure, like the rest of an attempt: an instant or a duration comes in, the attempt as it then stands comes out.
Each function may be applied twice with the same end, except `add_time`, which adds each time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from grader.rules.attempt import EXTRA_TIMES, TIME_FACTORS, Attempt, ExtraTime, Item


def pause(attempt: Attempt) -> Attempt:
    """Every clock stands still from now on."""
    if attempt.finished_at is not None or attempt.paused_at is not None:
        return attempt
    return replace(attempt, paused_at=attempt.now)


def resume(attempt: Attempt, at: datetime) -> Attempt:
    """Every clock goes on with what it had left: its deadline moves by as much as the pause lasted."""
    if attempt.paused_at is None:
        return attempt
    lasted = max(timedelta(0), at - attempt.paused_at)
    running = replace(attempt, paused_at=None, seen_at=attempt.paused_at + lasted)
    return _change_clocks(running, lambda item: _move_deadline(item, lasted))


def add_time(attempt: Attempt, by: timedelta) -> Attempt:
    """The running clock gets `by`; where none runs, the next one will."""
    if attempt.finished_at is not None:
        return attempt
    if not any(_runs(item) for item in attempt.items):
        return replace(attempt, time_owed=max(timedelta(0), attempt.time_owed + by))
    return _change_clocks(attempt, lambda item: _lengthen(item, attempt.now, by))


def set_extra_time(attempt: Attempt, extra: ExtraTime) -> Attempt:
    """Clocks that are started from now on get it, and the one that runs is lengthened; none is shortened."""
    factor, before = TIME_FACTORS[extra], TIME_FACTORS[attempt.extra_time]
    changed = replace(attempt, extra_time=extra)
    if attempt.finished_at is not None or EXTRA_TIMES.index(extra) <= EXTRA_TIMES.index(attempt.extra_time):
        return changed
    if factor is None or before is None:
        return _change_clocks(changed, lambda item: replace(item, time_limit=None, deadline=None))
    share = factor / before - 1
    return _change_clocks(
        changed, lambda item: _lengthen(item, attempt.now, (item.time_limit or timedelta(0)) * share)
    )


def release(attempt: Attempt, at: datetime) -> Attempt:
    """Solutions of what is closed are revealed; later ones as the mode says."""
    open_now = replace(attempt, withholds_solutions=False)
    if not attempt.policy.feedback and attempt.finished_at is None:
        return open_now
    items = tuple(
        replace(item, revealed_at=at)
        if item.state == "closed" and item.started_at is not None and item.revealed_at is None
        else item
        for item in attempt.items
    )
    return replace(open_now, items=items)


def withhold(attempt: Attempt) -> Attempt:
    """What is not revealed yet stays so until it is released; what was seen cannot be unseen."""
    return replace(attempt, withholds_solutions=True)


def _runs(item: Item) -> bool:
    return item.state == "open" and item.deadline is not None


def _move_deadline(item: Item, by: timedelta) -> Item:
    return replace(item, deadline=item.deadline + by) if item.deadline is not None else item


def _lengthen(item: Item, now: datetime, by: timedelta) -> Item:
    """Never into the past: taking time back leaves a clock at zero at worst."""
    if item.deadline is None or item.time_limit is None:
        return item
    deadline = max(now, item.deadline + by)
    return replace(item, deadline=deadline, time_limit=item.time_limit + (deadline - item.deadline))


def _change_clocks(attempt: Attempt, change: Callable[[Item], Item]) -> Attempt:
    return replace(attempt, items=tuple(change(item) if _runs(item) else item for item in attempt.items))
