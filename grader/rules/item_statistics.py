"""How a problem went with those who met it for the first time: what its difficulty label is held against.

Answers under extra time are counted apart. One that came too fast to have been thought about says nothing of
the problem: faster than a tenth of the median, or than 3 s, whichever is longer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from statistics import median

LEAST_TIME = timedelta(seconds=3)
SHARE_OF_MEDIAN = 0.1


@dataclass(frozen=True, slots=True)
class FirstAnswer:
    """A learner's first answer at the first meeting; `took` is from when the problem was shown."""

    right: bool
    took: timedelta
    extended: bool = False


@dataclass(frozen=True, slots=True)
class FirstAnswerStatistics:
    """`facility` is the share, 0 to 1, of `attempts` that were right, and None without any.

    `too_fast` answers are in neither, nor are those with `extended` time.
    """

    facility: float | None
    attempts: int
    too_fast: int
    extended: int


def first_answer_statistics(answers: Sequence[FirstAnswer]) -> FirstAnswerStatistics:
    """What the first answers to one problem say of it."""
    standard = [one for one in answers if not one.extended]
    least = _least_time(standard)
    thought = [one for one in standard if one.took >= least]
    return FirstAnswerStatistics(
        facility=sum(one.right for one in thought) / len(thought) if thought else None,
        attempts=len(thought),
        too_fast=len(standard) - len(thought),
        extended=len(answers) - len(standard),
    )


def _least_time(answers: Sequence[FirstAnswer]) -> timedelta:
    times = [one.took.total_seconds() for one in answers]
    share = timedelta(seconds=SHARE_OF_MEDIAN * median(times)) if times else LEAST_TIME
    return max(LEAST_TIME, share)
