"""What travels between Python and a component: plain data there, and back what a browser sent.

A browser can send anything at all, so what comes back is read field by field.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import streamlit as st

from problems import markup

if TYPE_CHECKING:
    from problems.model import Code
    from problems.public_views import PublicPiece

WireData = dict[str, Any]

_MOST_EDITS = 1_000_000  # more than anybody makes within one page


@dataclass(frozen=True, slots=True)
class PieceMark:
    """What a verdict says about one piece: whether it is right, and why, which may be empty."""

    correct: bool
    rationale: str = ""


@dataclass(frozen=True, slots=True)
class DraftState:
    """A draft as the server has it: `address` saves it, relative to the page; `saved_at` is ms since 1970."""

    address: str
    revision: int
    saved_at: int | None


def wire_draft(draft: DraftState | None) -> WireData | None:
    if draft is None:
        return None
    return {"address": draft.address, "revision": draft.revision, "saved_at": draft.saved_at}


def wire_pieces(pieces: Iterable[PublicPiece]) -> list[WireData]:
    return [
        {"id": piece.id, "spans": wire_spans(piece.text or ""), "code": piece.code and wire_code(piece.code)}
        for piece in pieces
    ]


def wire_code(code: Code) -> WireData:
    return {"language": code.language, "text": code.text}


def wire_marks(marks: Mapping[str, PieceMark]) -> WireData:
    return {
        piece: {"correct": mark.correct, "why": wire_spans(mark.rationale) if mark.rationale else []}
        for piece, mark in marks.items()
    }


def wire_spans(text: str) -> list[WireData]:
    """One line of prose."""
    return _wire_parsed(markup.parse_line(text))


def wire_blocks(text: str) -> list[WireData]:
    """Prose of several paragraphs, bullets and tables."""
    return [_wire_block(block) for block in markup.parse(text)]


def _wire_block(block: markup.MarkupBlock | markup.MarkupTable) -> WireData:
    if isinstance(block, markup.MarkupTable):
        return {"kind": "table", "rows": [[_wire_parsed(cell) for cell in row] for row in block.rows]}
    return {"kind": block.kind, "spans": _wire_parsed(block.spans)}


def _wire_parsed(spans: Iterable[markup.MarkupSpan]) -> list[WireData]:
    return [{"kind": span.kind, "text": span.text} for span in spans]


@dataclass(frozen=True, slots=True)
class ComponentState:
    """An answer as a browser sent it, not yet validated, after `edit` edits; 0 means that none came."""

    value: object = None
    edit: int = 0


def component_state(key: str) -> ComponentState:
    """What the component with this key sent last in this session, also inside a callback."""
    return read_state(st.session_state.get(key))


def read_state(state: object) -> ComponentState:
    """The component's state as Streamlit stores it, `{"answer": {"value": ..., "edit": n}}`, or nothing."""
    answer = state.get("answer") if isinstance(state, Mapping) else None
    if not isinstance(answer, Mapping):
        return ComponentState()
    edit = answer.get("edit")
    if type(edit) is not int or not 0 < edit <= _MOST_EDITS:
        return ComponentState()
    return ComponentState(answer.get("value"), edit)


def triggered(key: str, name: str) -> object:
    """The value of the trigger `name` of the component with this key in this run, not validated, or None."""
    state = st.session_state.get(key)
    return state.get(name) if isinstance(state, Mapping) else None


def read_ids(raw: object, known: Collection[str]) -> tuple[str, ...] | None:
    """Ids that are all known, none twice; None for anything else."""
    if not isinstance(raw, list) or len(raw) > len(known):
        return None
    if not all(isinstance(each, str) and each in known for each in raw) or len(set(raw)) != len(raw):
        return None
    return tuple(raw)
