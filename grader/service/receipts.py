"""The sentences of receipts, in one place: plain, short, and never a reproach."""

from __future__ import annotations

from datetime import datetime

from grader.rules.attempt import Attempt, Item
from grader.views.attempts import Receipt

_NUMBERS = ("no", "one", "two", "three", "four", "five")


def saved(at: datetime) -> Receipt:
    return Receipt("saved", True, "Saved.", at)


def changed_elsewhere(at: datetime) -> Receipt:
    message = "This answer was changed in another window. What stands there now is shown here."
    return Receipt("changed-elsewhere", False, message, at)


def started(at: datetime, *, recorded: bool) -> Receipt:
    return Receipt("started", recorded, "The clock is running.", at)


def blank(at: datetime) -> Receipt:
    return Receipt("blank", False, "There is no answer yet. Nothing was counted.", at)


def incomplete(at: datetime) -> Receipt:
    return Receipt("incomplete", False, "Something is still empty. Nothing was counted.", at)


def repeated(at: datetime) -> Receipt:
    return Receipt("repeated", False, "You gave this answer before. It costs no try.", at)


def answered(attempt: Attempt, item: Item) -> Receipt:
    """What the last try came to; `item` is as it stands after it."""
    last = item.tries[-1]
    if not attempt.policy.feedback:
        message = "Your answer is recorded. How it went is shown at the end."
        return Receipt("recorded", True, message, last.at)
    if last.passed:
        return Receipt("right", True, "Right.", last.at)
    return Receipt("wrong", True, f"{last.reason} {tries_left(item)}".strip(), last.at)


def tries_left(item: Item) -> str:
    left = item.tries_allowed - item.tries_used
    if left == 0:
        return "That was the last try."
    return f"{_NUMBERS[left].capitalize()} {'try is' if left == 1 else 'tries are'} left."


def not_open(item: Item, at: datetime) -> Receipt:
    """Why nothing can be done with an item that is not open."""
    if item.close_reason == "time-up":
        return Receipt("time-up", False, "Time is up for this problem. What you had saved counts.", at)
    if item.close_reason == "withdrawn":
        return withdrawn(at)
    if item.state == "ready":
        return Receipt("closed", False, "The clock of this problem has not been started.", at)
    return Receipt("closed", False, "This problem is closed already.", at)


def paused(at: datetime) -> Receipt:
    message = "The class is paused. Your clock stands still, and what you have saved is safe."
    return Receipt("paused", False, message, at)


def withdrawn(at: datetime) -> Receipt:
    message = "This problem was changed or taken away while you were at it. It counts for nothing."
    return Receipt("closed", False, message, at)


def hint(at: datetime, *, recorded: bool) -> Receipt:
    return Receipt("hint", recorded, "The hint is shown.", at)


def solution(at: datetime, *, recorded: bool) -> Receipt:
    return Receipt("solution", recorded, "The solution is shown; this problem is closed.", at)


def solution_later(at: datetime) -> Receipt:
    return Receipt("closed", False, "Here the solution is shown when the problem is closed.", at)


def moved(at: datetime, *, recorded: bool) -> Receipt:
    return Receipt("moved", recorded, "", at)


def may_not_move(at: datetime) -> Receipt:
    return Receipt("moved", False, "First comes the problem at which you are.", at)


def ended(at: datetime, *, recorded: bool) -> Receipt:
    return Receipt("ended", recorded, "This attempt is finished.", at)


def extended(at: datetime, *, recorded: bool) -> Receipt:
    return Receipt("extended", recorded, "The test goes on with five more questions.", at)


def not_extended(at: datetime) -> Receipt:
    return Receipt("closed", False, "There are no more questions to be had for this test.", at)
