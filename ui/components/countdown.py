"""The time left, ticking in the browser without a rerun."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from ui.components.registration import noop, register

_MOUNT = register("countdown")


def countdown(
    remaining: timedelta,
    total: timedelta,
    *,
    key: str,
    label: str = "Time left",
    address: str | None = None,
    on_ran_out: Callable[[], None] | None = None,
) -> bool:
    """Shows m:ss and speaks at 60, 30, 10 and 5 seconds; True in the run that the browser's clock ran out.

    That is a hint: the server's clock decides. After a sleep the browser asks `address`, relative to the
    page, which answers `{"kind": "open", "remaining_ms": 61000}`. A rerun that brings a `remaining` within a
    second of what is shown changes nothing on the page. Raises ValueError unless `total` is positive.
    """
    if total <= timedelta(0):
        raise ValueError("a countdown needs a total above zero")
    result = _MOUNT(
        key=key,
        data={
            "remaining_ms": milliseconds(remaining),
            "total_ms": milliseconds(total),
            "label": label,
            "address": address,
        },
        on_ran_out_change=on_ran_out or noop,
    )
    return result.get("ran_out") is True


def milliseconds(span: timedelta) -> int:
    """Whole milliseconds, never below zero."""
    return max(0, round(span.total_seconds() * 1000))
