"""Opaque ids: an author's id may give the answer away, so a page gets ids that say nothing.

A piece is numbered as it is shown, which the attempt's seed shuffled, a gap as it stands in the template.
Answers have the shape that the grader takes and gives: an id, a list of ids, or chips by gap.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from problems.public_views import PublicProblem
from ui.components.wire import PieceMark


@dataclass(frozen=True, slots=True)
class OpaqueIds:
    """The opaque ids of one problem by the author's: of its pieces, and of its gaps."""

    pieces: Mapping[str, str]
    gaps: Mapping[str, str]

    @staticmethod
    def of(problem: PublicProblem) -> OpaqueIds:
        blanks = [name for kind, name in problem.template if kind == "blank"]
        return OpaqueIds(
            {piece.id: f"piece-{at}" for at, piece in enumerate(problem.pieces, 1)},
            {gap: f"gap-{at}" for at, gap in enumerate(dict.fromkeys(blanks), 1)},
        )

    def problem(self, problem: PublicProblem) -> PublicProblem:
        """The problem with opaque ids only."""
        return replace(
            problem,
            pieces=tuple(replace(piece, id=self.pieces[piece.id]) for piece in problem.pieces),
            template=tuple(
                (kind, self.gaps[text] if kind == "blank" else text) for kind, text in problem.template
            ),
        )

    def encode(self, answer: object) -> object:
        """An answer in opaque ids, without what the problem does not have."""
        return _translate(answer, self.pieces, self.gaps)

    def decode(self, answer: object) -> object:
        """An answer in the author's ids, from one in opaque ids."""
        return _translate(answer, _invert(self.pieces), _invert(self.gaps))

    def marks(self, marks: Mapping[str, PieceMark]) -> dict[str, PieceMark]:
        return {self.pieces[piece]: mark for piece, mark in marks.items() if piece in self.pieces}


def _translate(answer: object, pieces: Mapping[str, str], gaps: Mapping[str, str]) -> object:
    match answer:
        case str():
            return pieces.get(answer)
        case Mapping():
            return {gaps[gap]: pieces[chip] for gap, chip in answer.items() if gap in gaps and chip in pieces}
        case list() | tuple():
            return [pieces[id_] for id_ in answer if id_ in pieces]
    return None


def _invert(ids: Mapping[str, str]) -> dict[str, str]:
    return {opaque: id_ for id_, opaque in ids.items()}
