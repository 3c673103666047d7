"""The rows of a class's board: bars over one time axis, each with its state in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from ui.components.registration import noop, register
from ui.components.wire import WireData, triggered

if TYPE_CHECKING:
    from grader.views.classroom import BoardRow

_MOUNT = register("board")


def board(
    rows: Sequence[BoardRow],
    span: timedelta,
    now: timedelta,
    *,
    ends: tuple[str, ...],
    key: str,
    on_open: Callable[[], None],
) -> None:
    """Draws the rows over an axis of `span`, with a line at `now`; both count from when the class opened.

    `ends` are the times of day at which the axis begins and ends.
    """
    data = {
        "rows": [_wire_row(row) for row in rows],
        "span": span.total_seconds(),
        "now": now.total_seconds(),
        "ends": list(ends),
    }
    _MOUNT(key=key, data=data, on_opened_change=on_open, on_selected_change=noop)


def opened_row(key: str, rows: Sequence[str]) -> str | None:
    """Inside `on_open`: the member whose row was opened, if it is one of these."""
    sent = triggered(key, "opened")
    return sent if isinstance(sent, str) and sent in rows else None


def selected_rows(key: str, rows: Sequence[str]) -> tuple[str, ...]:
    """The members that are ticked, as far as they are there."""
    sent = triggered(key, "selected")
    return tuple(row for row in rows if isinstance(sent, list | tuple) and row in sent)


def _wire_row(row: BoardRow) -> WireData:
    return {
        "id": row.member,
        "name": row.name,
        "state": row.state,
        "reason": row.reason,
        "where": row.where,
        "done": row.done,
        "of": row.of,
        "segments": [
            {"start": round(one.start, 1), "end": round(one.end, 1), "outcome": one.outcome}
            for one in row.segments
        ],
        "misses": [round(at, 1) for at in row.misses],
    }
