"""Pieces under another name: an author's id may tell what the piece is, so no page carries one.

A piece is called by its place among those shown, which the attempt's seed shuffled, a gap by its place in
the template. Answers take the shape that the grader takes and gives: an id, a list of ids, or chips by gap.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from problems.public_views import PublicProblem
from ui.components.wire import PieceMark


@dataclass(frozen=True, slots=True)
class Guise:
    """The names that a browser gets, for the ids of one problem."""

    names: Mapping[str, str]
    gaps: Mapping[str, str]

    @staticmethod
    def of(problem: PublicProblem) -> Guise:
        blanks = [name for kind, name in problem.template if kind == "blank"]
        return Guise(
            {piece.id: f"piece-{at}" for at, piece in enumerate(problem.pieces, 1)},
            {gap: f"gap-{at}" for at, gap in enumerate(dict.fromkeys(blanks), 1)},
        )

    def problem(self, problem: PublicProblem) -> PublicProblem:
        """The problem with nothing but names in it."""
        return replace(
            problem,
            pieces=tuple(replace(one, id=self.names[one.id]) for one in problem.pieces),
            template=tuple(
                (kind, self.gaps[text] if kind == "blank" else text) for kind, text in problem.template
            ),
        )

    def put_on(self, answer: object) -> object:
        """An answer by ids as one by names, without what the problem does not have."""
        return _renamed(answer, self.names, self.gaps)

    def take_off(self, answer: object) -> object:
        """An answer by names as one by ids."""
        return _renamed(answer, _turned(self.names), _turned(self.gaps))

    def marks(self, marks: Mapping[str, PieceMark]) -> dict[str, PieceMark]:
        return {self.names[piece]: mark for piece, mark in marks.items() if piece in self.names}


def _renamed(answer: object, pieces: Mapping[str, str], gaps: Mapping[str, str]) -> object:
    match answer:
        case str():
            return pieces.get(answer)
        case Mapping():
            return {gaps[gap]: pieces[chip] for gap, chip in answer.items() if gap in gaps and chip in pieces}
        case list() | tuple():
            return [pieces[one] for one in answer if one in pieces]
    return None


def _turned(names: Mapping[str, str]) -> dict[str, str]:
    return {name: one for one, name in names.items()}
