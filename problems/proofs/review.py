"""A review: somebody read the source of a key that no machine can try, and found the key confirmed.

A review is no proof. It names the source, what the source says in a sentence, and a digest of what was
asked and keyed, so that a later change does not go unnoticed.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import Field

from problems.errors import ProofError
from problems.fields import Id, Line, StrictModel
from problems.fingerprint import fingerprint
from problems.model import Problem
from problems.proofs.store import EvidenceStore

REVIEWS = "reviews"


class Review(StrictModel):
    """A problem whose key was compared with its source; `asked` is a digest of what was asked and keyed."""

    problem: Id
    asked: str
    source: Line
    says: Line
    on: Annotated[date, Field(strict=False)]

    @property
    def sentence(self) -> str:
        """`Compared with its source, 24 Nov 2026.`"""
        return f"Compared with its source, {self.on.day} {self.on:%b %Y}."

    def stands_for(self, problem: Problem) -> bool:
        """Whether question, key and source are still those that were compared."""
        return self.asked == fingerprint(problem) and self.source == problem.source


def make_review(problem: Problem, says: str, on: date) -> Review:
    """The review of a problem as it is now. Raises ProofError for one without a source."""
    if problem.source is None:
        raise ProofError(f"{problem.id} names no `source` to compare its key with.")
    return Review(problem=problem.id, asked=fingerprint(problem), source=problem.source, says=says, on=on)


def has_reviews(folder: Path) -> bool:
    """Whether the bank's conceptual keys are reviewed at all; a bank need not do so."""
    return (folder / REVIEWS).is_dir()


def read_review(folder: Path, problem: str) -> Review | None:
    """The review that is kept for a problem, fresh or not. Raises ProofError for a broken file."""
    return _STORE.read(folder, problem)


def write_review(folder: Path, review: Review) -> Path:
    """Keep the review, in place of an older one of the same problem."""
    return _STORE.write(folder, review.problem, review)


_STORE = EvidenceStore(REVIEWS, Review, "review")
