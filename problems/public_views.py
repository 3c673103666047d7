"""What may be shown before a problem is closed, built field by field so that no key can slip through.

A view is made of the problem and a seed: the same seed gives the same order of options, steps and chips
on every reload, tab and replica.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal, assert_never

from problems.images import image_key
from problems.model import (
    BlanksProblem,
    Category,
    ChoiceProblem,
    ChoicesProblem,
    Code,
    Difficulty,
    OrderProblem,
    Problem,
    template_parts,
)
from problems.picture import ServicePicture, asked_picture

ProblemKind = Literal["choice", "choices", "order", "blanks"]


@dataclass(frozen=True, slots=True)
class PublicPiece:
    """An option, a step or a chip: its id and what it shows."""

    id: str
    text: str | None
    code: Code | None = None


@dataclass(frozen=True, slots=True)
class PublicImage:
    """An image of the prompt: the key of its address, and its text alternative."""

    key: str
    alt: str


@dataclass(frozen=True, slots=True)
class PublicProblem:
    """A problem as it is asked. `pieces` are shuffled; `template` is set for blanks only."""

    id: str
    kind: ProblemKind
    title: str
    category: Category
    difficulty: Difficulty
    skill: str
    time_limit: timedelta
    prompt: str
    images: tuple[PublicImage, ...]
    picture: ServicePicture | None
    code: Code | None
    pieces: tuple[PublicPiece, ...]
    template: tuple[tuple[Literal["text", "blank"], str], ...]
    template_language: str | None
    may_leave_steps: bool
    hint_count: int
    lab: str | None


def public_view(problem: Problem, seed: int) -> PublicProblem:
    """The problem without key, rationale and hints; `seed` decides the order of its pieces."""
    template = problem.template if isinstance(problem, BlanksProblem) else None
    return PublicProblem(
        id=problem.id,
        kind=problem.kind,
        title=problem.title,
        category=problem.category,
        difficulty=problem.difficulty,
        skill=problem.skill,
        time_limit=problem.time_limit,
        prompt=problem.prompt,
        images=tuple(PublicImage(image_key(image.file), image.alt) for image in problem.images),
        picture=asked_picture(problem.picture),
        code=problem.code,
        # With the id, or one seed would put the keys of a whole form in one position.
        pieces=_pieces(problem, random.Random(f"{seed} {problem.id}")),  # noqa: S311 - an order, not a secret
        template=template_parts(template.text) if template else (),
        template_language=template.language if template else None,
        may_leave_steps=isinstance(problem, OrderProblem) and bool(problem.distractors),
        hint_count=len(problem.hints),
        lab=problem.lab,
    )


def _pieces(problem: Problem, shuffler: random.Random) -> tuple[PublicPiece, ...]:
    match problem:
        case ChoiceProblem() | ChoicesProblem():
            pieces = [PublicPiece(option.id, option.text, option.code) for option in problem.options]
        case OrderProblem():
            pieces = [PublicPiece(step.id, step.text) for step in problem.steps]
            pieces += [PublicPiece(step.id, step.text) for step in problem.distractors]
            return _out_of_order(problem, pieces, shuffler)
        case BlanksProblem():
            pieces = [PublicPiece(chip.id, chip.text) for chip in problem.chips]
        case _:
            assert_never(problem)
    shuffler.shuffle(pieces)
    return tuple(pieces)


def _out_of_order(
    problem: OrderProblem, pieces: list[PublicPiece], shuffler: random.Random
) -> tuple[PublicPiece, ...]:
    """A shuffle that is no right answer already, unless 20 shuffles in a row are (nearly every order is)."""
    for _ in range(20):
        shuffler.shuffle(pieces)
        if not _respects([piece.id for piece in pieces], problem.edges()):
            break
    return tuple(pieces)


def _respects(order: list[str], edges: dict[str, tuple[str, ...]]) -> bool:
    positions = {step: at for at, step in enumerate(order)}
    return all(positions[before] < positions[step] for step, earlier in edges.items() for before in earlier)
