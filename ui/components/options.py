"""One option or several, as cards around real radio buttons or checkboxes."""

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

_MOUNT = register("options", "draft_requests", "draft_events", "draft", "syntax")
_NO_MARKS: Mapping[str, PieceMark] = MappingProxyType({})


def options(
    pieces: Sequence[PublicPiece],
    *,
    key: str,
    picked: Collection[str] = (),
    many: bool = False,
    marks: Mapping[str, PieceMark] = _NO_MARKS,
    read_only: bool = False,
    legend: str | None = None,
    draft: DraftState | None = None,
    on_change: Callable[[], None] | None = None,
) -> tuple[str, ...]:
    """Shows the options and gives the ids now picked, in the order shown; one at most unless `many`.

    `picked` is the draft as the server has it. With `draft` the component saves what is picked by itself.
    Without it a pick reaches Python about 150 ms after it was made, and before the click on any button that
    follows it; `on_change` runs then and may ask `options_sent`.
    """
    shown = tuple(piece.id for piece in pieces if piece.id in picked)
    data = {
        "pieces": wire_pieces(pieces),
        "many": many,
        "answer": shown,
        "known_edit": component_state(key).edit,
        "marks": wire_marks(marks),
        "read_only": read_only,
        "draft": wire_draft(draft),
        "legend": legend or ("Choose every option that is right" if many else "Choose one"),
    }
    _MOUNT(key=key, data=data, on_answer_change=on_change or noop)
    now = options_sent(key, [piece.id for piece in pieces], many=many)
    return shown if now is None or read_only else now


def options_sent(key: str, ids: Collection[str], *, many: bool) -> tuple[str, ...] | None:
    """The ids that the browser last sent, or None if it sent nothing or nothing readable."""
    return read_picked(component_state(key).value, ids, many=many)


def read_picked(raw: object, ids: Collection[str], *, many: bool) -> tuple[str, ...] | None:
    """A list of known ids, one at most unless `many`; None for anything else."""
    picked = read_ids(raw, ids)
    return None if picked is None or (len(picked) > 1 and not many) else picked
