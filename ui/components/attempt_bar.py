"""The progress of an attempt: a mark for each problem, and the facts of the present one."""

from __future__ import annotations

from collections.abc import Sequence

from grader.views.attempts import ItemMark
from ui.components.registration import register

_MOUNT = register("attempt_bar")


def attempt_bar(marks: Sequence[ItemMark], position: int, facts: Sequence[str], *, key: str) -> None:
    """Shows the marks in order, the one at `position` (from 1) as the present one, then the facts.

    The first fact stands out. Screen readers get the marks in words.
    """
    _MOUNT(
        key=key,
        data={"marks": list(marks), "position": position, "facts": list(facts)},
    )
