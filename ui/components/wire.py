"""How values travel to the components: plain data, nothing that was not asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from problems import markup

if TYPE_CHECKING:
    from problems.model import Code
    from problems.public_views import PublicPiece

Wire = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Mark:
    """What a verdict says about one piece: whether it is right, and why, which may be empty."""

    correct: bool
    why: str = ""


def wire_pieces(pieces: Iterable[PublicPiece]) -> list[Wire]:
    return [
        {"id": piece.id, "spans": wire_spans(piece.text or ""), "code": piece.code and wire_code(piece.code)}
        for piece in pieces
    ]


def wire_code(code: Code) -> Wire:
    return {"language": code.language, "text": code.text}


def wire_marks(marks: Mapping[str, Mark]) -> Wire:
    return {
        piece: {"correct": mark.correct, "why": wire_spans(mark.why) if mark.why else []}
        for piece, mark in marks.items()
    }


def wire_spans(text: str) -> list[Wire]:
    """One line of prose."""
    return [{"kind": span.kind, "text": span.text} for span in markup.parse_line(text)]


def wire_blocks(text: str) -> list[Wire]:
    """Prose of several paragraphs and bullets."""
    return [
        {"kind": block.kind, "spans": [{"kind": span.kind, "text": span.text} for span in block.spans]}
        for block in markup.parse(text)
    ]
