"""Gaps in a command or a manifest, filled with chips."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from types import MappingProxyType
from typing import Literal

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

_MOUNT = register(
    "blanks", "draft_requests", "draft_events", "draft", "pointer", "drag_image", "syntax", "menu"
)
_NO_MARKS: Mapping[str, PieceMark] = MappingProxyType({})

Parts = Sequence[tuple[Literal["text", "blank"], str]]


def blanks(
    parts: Parts,
    chips: Sequence[PublicPiece],
    *,
    key: str,
    language: str | None = None,
    filled: Mapping[str, str] | None = None,
    marks: Mapping[str, PieceMark] = MappingProxyType({}),
    read_only: bool = False,
    draft: DraftState | None = None,
    on_change: Callable[[], None] | None = None,
) -> dict[str, str]:
    """Shows the template `parts` with its gaps and gives chip by gap, without the gaps that are empty.

    `filled` is the draft as the server has it; `marks` are by chip, shown where the chip is. With `draft`
    the component saves what is filled by itself; without it a change reaches Python after about 150 ms, and
    `on_change` runs then and may ask `blanks_sent`.
    """
    gaps = [text for kind, text in parts if kind == "blank"]
    ids = [chip.id for chip in chips]
    shown = {gap: chip for gap, chip in (filled or {}).items() if gap in gaps and chip in ids}
    data = {
        "parts": [list(part) for part in parts],
        "language": language or "text",
        "chips": wire_pieces(chips),
        "answer": shown,
        "known_edit": component_state(key).edit,
        "marks": wire_marks(marks),
        "read_only": read_only,
        "draft": wire_draft(draft),
    }
    _MOUNT(key=key, data=data, on_answer_change=on_change or noop)
    now = None if read_only else blanks_sent(key, gaps, ids)
    return shown if now is None else now


def blanks_sent(key: str, gaps: Collection[str], chips: Collection[str]) -> dict[str, str] | None:
    """What the browser last sent, chip by gap, or None if it sent nothing or nothing readable."""
    return read_filled(component_state(key).value, gaps, chips)


def read_filled(raw: object, gaps: Collection[str], chips: Collection[str]) -> dict[str, str] | None:
    """Known gaps with known chips, no chip twice; None for anything else."""
    if not isinstance(raw, Mapping) or len(raw) > len(gaps):
        return None
    if read_ids(list(raw), gaps) is None or read_ids(list(raw.values()), chips) is None:
        return None
    return {gap: str(raw[gap]) for gap in gaps if gap in raw}
