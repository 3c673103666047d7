"""Waiting for what nobody announces: the one loop that asks again until it is so, or the time is over."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def wait_until(
    ask: Callable[[], T],
    is_done: Callable[[T], object] = bool,
    *,
    seconds: float,
    pause: float = 0.2,
) -> T:
    """Ask at once and then every `pause` seconds, until an answer is done or `seconds` are over.

    Returns the last answer; whoever asked says what it means that it is not done. What `ask` raises ends it.
    """
    until = time.monotonic() + seconds
    while not is_done(answer := ask()) and time.monotonic() < until:
        time.sleep(pause)
    return answer
