"""A sheet to print: one HTML file that asks for nothing from anywhere, with or without the key behind it.

Letters are made here, for this sheet only: a problem itself never names one.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from string import ascii_uppercase
from types import MappingProxyType
from typing import assert_never

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from problems.exchange.loss_report import ExportResult, Loss
from problems.exchange.raw_problem import only_order
from problems.fields import format_duration
from problems.images import media_type
from problems.markup import parse, parse_line
from problems.model import (
    Blank,
    BlanksProblem,
    Chip,
    ChoiceProblem,
    ChoicesProblem,
    Distractor,
    Option,
    OrderProblem,
    Problem,
    ProblemImage,
    Step,
)
from problems.public_views import PublicPiece, PublicProblem, public_view

_LOST = {
    "tries": "paper has one try",
    "hints": "a hint on paper would be read by everybody",
    "lab": "a lab belongs to Cutover",
    "proof": "a proof belongs to the bank",
}
_INSTRUCTIONS = {
    "choice": "One answer is right.",
    "choices": "Tick every right answer.",
    "order": "Number the steps, first to last.",
    "blanks": "Write the letter of a piece into each gap.",
}
_NO_IMAGES: Mapping[str, bytes] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class SheetImage:
    """An image within the page itself, as a `data:` address."""

    address: str
    alt: str


@dataclass(frozen=True, slots=True)
class SheetItem:
    """A problem as the template shows it. `pieces` and `rationales` are pairs with their letters."""

    view: PublicProblem
    facts: str
    instruction: str
    template: str
    images: tuple[SheetImage, ...]
    pieces: tuple[tuple[str, PublicPiece], ...]
    key: str
    takeaway: str
    rationales: tuple[tuple[str, str], ...]


def to_sheet(
    problems: Sequence[Problem],
    title: str,
    seed: int,
    with_key: bool,
    images: Mapping[str, bytes] = _NO_IMAGES,
) -> ExportResult:
    """The problems as one HTML page; `seed` decides the order of the pieces, the same for sheet and key.

    `images` are the files that the problems name, by name.
    """
    items = [_item(problem, public_view(problem, seed), images) for problem in problems]
    page = _environment().get_template("sheet.html.jinja").render(title=title, items=items, with_key=with_key)
    losses = tuple(loss for problem in problems for loss in _losses(problem, with_key))
    return ExportResult(page.encode(), losses)


@cache
def _environment() -> Environment:
    loader = PackageLoader("problems.exchange")
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined)
    environment.globals["style"] = Markup(loader.get_source(environment, "sheet.css")[0])  # noqa: S704 - our own
    # A browser would collapse the columns of what kubectl prints.
    environment.filters |= {
        "columns": lambda text: text.replace("  ", " \u00a0"),
        "blocks": parse,
        "line": parse_line,
    }
    return environment


def _losses(problem: Problem, with_key: bool) -> Iterator[Loss]:
    for field, what in _LOST.items():
        if getattr(problem, field) not in (None, (), 1):
            yield Loss(problem.id, field, what)
    if not with_key:
        yield Loss(problem.id, "solution", "the sheet was made without its key")


def _item(problem: Problem, view: PublicProblem, images: Mapping[str, bytes]) -> SheetItem:
    pieces = tuple(zip(ascii_uppercase, view.pieces, strict=False))
    letters = {piece.id: letter for letter, piece in pieces}
    rationales = {piece.id: piece.why for piece in _all_pieces(problem)}
    return SheetItem(
        view=view,
        facts=f"{view.difficulty}, {view.category.replace('-', ' ')}, {format_duration(view.time_limit)}",
        instruction=_instruction(view),
        template=_template(view),
        images=tuple(_image(image, images) for image in problem.images),
        pieces=pieces,
        key=_key(problem, letters),
        takeaway=problem.solution.takeaway,
        rationales=tuple((letter, rationales[piece.id]) for letter, piece in pieces),
    )


def _instruction(view: PublicProblem) -> str:
    aside = " Some belong in no right order: leave them blank." if view.may_leave_steps else ""
    return _INSTRUCTIONS[view.kind] + aside


def _template(view: PublicProblem) -> str:
    """The text with numbered gaps; empty for a problem without any."""
    gaps = [text for kind, text in view.template if kind == "blank"]
    numbers = {name: at for at, name in enumerate(gaps, 1)}
    return "".join(text if kind == "text" else f"____({numbers[text]})____" for kind, text in view.template)


def _image(image: ProblemImage, images: Mapping[str, bytes]) -> SheetImage:
    content = base64.b64encode(images[image.file]).decode()
    return SheetImage(f"data:{media_type(image.file)};base64,{content}", image.alt)


def _key(problem: Problem, letters: dict[str, str]) -> str:
    match problem:
        case ChoiceProblem() | ChoicesProblem():
            return ", ".join(sorted(letters[option.id] for option in problem.options if option.correct))
        case OrderProblem():
            return _order_key(problem, letters)
        case BlanksProblem():
            return "; ".join(
                f"gap {at}: {' or '.join(sorted(letters[chip] for chip in blank.accepts))}"
                for at, blank in enumerate(_in_text_order(problem), 1)
            )
        case _:
            assert_never(problem)


def _order_key(problem: OrderProblem, letters: dict[str, str]) -> str:
    order = only_order(problem)
    if order is not None:
        return " ".join(letters[step] for step in order)
    before = [
        f"{letters[earlier]} before {letters[step]}"
        for step, steps in problem.edges().items()
        for earlier in steps
    ]
    return f"any order with {', '.join(sorted(before))}"


def _in_text_order(problem: BlanksProblem) -> list[Blank]:
    text = problem.template.text
    return sorted(problem.blanks, key=lambda blank: text.index("{{" + blank.id + "}}"))


def _all_pieces(problem: Problem) -> Sequence[Option | Step | Distractor | Chip]:
    match problem:
        case ChoiceProblem() | ChoicesProblem():
            return problem.options
        case OrderProblem():
            return (*problem.steps, *problem.distractors)
        case BlanksProblem():
            return problem.chips
        case _:
            assert_never(problem)
