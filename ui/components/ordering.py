"""Steps to be put in order, by pointer, by keyboard or by buttons; some may be left out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from types import MappingProxyType

from problems.public_views import PublicPiece
from ui.components.registration import noop, register
from ui.components.wire import (
    DraftState,
    PieceMark,
    component_state,
    read_ids,
    wire_draft,
    wire_marks,
    wire_pieces,
)

_MOUNT = register("ordering", "draft_requests", "draft_events", "draft", "pointer")
_NO_MARKS: Mapping[str, PieceMark] = MappingProxyType({})


def ordering(
    steps: Sequence[PublicPiece],
    *,
    key: str,
    order: Sequence[str] | None = None,
    may_leave: bool = False,
    marks: Mapping[str, PieceMark] = _NO_MARKS,
    read_only: bool = False,
    draft: DraftState | None = None,
    on_change: Callable[[], None] | None = None,
) -> tuple[str, ...] | None:
    """Shows the steps and gives their ids in the learner's order, or None while nothing was moved.

    `order` is the draft as the server has it, None for the order shown. Steps that it does not name are
    left out, which only `may_leave` allows; without it they are put at the end. With `draft` the component
    saves what is moved by itself; without it `on_change` runs about 150 ms after a move and may ask
    `ordering_sent`.
    """
    ids = [step.id for step in steps]
    data = {
        "pieces": wire_pieces(steps),
        "answer": _shown(ids, order, may_leave=may_leave),
        "known_edit": component_state(key).edit,
        "may_leave": may_leave,
        "marks": wire_marks(marks),
        "read_only": read_only,
        "draft": wire_draft(draft),
    }
    _MOUNT(key=key, data=data, on_answer_change=on_change or noop)
    now = None if read_only else ordering_sent(key, ids, may_leave=may_leave)
    return now if now is not None or order is None else tuple(order)


def ordering_sent(key: str, ids: Collection[str], *, may_leave: bool) -> tuple[str, ...] | None:
    """The order that the browser last sent, or None if it sent nothing or nothing readable."""
    return read_order(component_state(key).value, ids, may_leave=may_leave)


def read_order(raw: object, ids: Collection[str], *, may_leave: bool) -> tuple[str, ...] | None:
    """Known ids, none twice, all of them unless `may_leave`; None for anything else."""
    order = read_ids(raw, ids)
    return None if order is None or (len(order) < len(ids) and not may_leave) else order


def _shown(ids: Sequence[str], order: Sequence[str] | None, *, may_leave: bool) -> list[str]:
    if order is None:
        return list(ids)
    known = [step for step in order if step in ids]
    return known if may_leave else known + [step for step in ids if step not in known]
