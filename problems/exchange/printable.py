"""A sheet to print: one HTML file that asks for nothing from anywhere, with or without the key behind it.

Letters are made here, for this sheet only: a problem itself never names one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from importlib.resources import files
from string import ascii_uppercase
from typing import assert_never

from problems.exchange.import_model import Exported
from problems.exchange.loss_report import Loss
from problems.exchange.markup import prose_html, text_html
from problems.exchange.yaml_shape import only_order
from problems.fields import format_duration
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
    Step,
)
from problems.public_views import PublicPiece, PublicProblem, public_view

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_LOST = {
    "tries": "paper has one try",
    "hints": "a hint on paper would be read by everybody",
    "lab": "a lab belongs to Cutover",
    "proof": "a proof belongs to the bank",
}
_SAY = {
    "choice": "One answer is right.",
    "choices": "Tick every right answer.",
    "order": "Number the steps, first to last.",
    "blanks": "Write the letter of a piece into each gap.",
}


def to_sheet(problems: Sequence[Problem], title: str, seed: int, with_key: bool) -> Exported:
    """The problems as one HTML page; `seed` decides the order of the pieces, the same for sheet and key."""
    views = [public_view(problem, seed) for problem in problems]
    asked = "".join(_asked(at, view) for at, view in enumerate(views, 1))
    keyed = _key_page(problems, views) if with_key else ""
    style = files("problems.exchange").joinpath("sheet.css").read_text("utf-8")
    page = (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        f"<title>{escape(title)}</title><style>{style}</style></head>\n<body>"
        f"<header><h1>{escape(title)}</h1><p><span>Name</span><span>Date</span></p></header>\n"
        f"<main>{asked}</main>{keyed}</body></html>\n"
    )
    return Exported(page.encode(), tuple(loss for problem in problems for loss in _losses(problem, with_key)))


def _losses(problem: Problem, with_key: bool) -> Iterator[Loss]:
    for field, what in _LOST.items():
        if getattr(problem, field) not in (None, (), 1):
            yield Loss(problem.id, field, what)
    if not with_key:
        yield Loss(problem.id, "solution", "the sheet was made without its key")


def _asked(number: int, view: PublicProblem) -> str:
    facts = f"{view.difficulty}, {view.category.replace('-', ' ')}, {format_duration(view.time_limit)}"
    code = f"<pre>{escape(view.code.text)}</pre>" if view.code else ""
    say = _SAY[view.kind] + (
        " Some belong in no right order: leave them blank." if view.may_leave_steps else ""
    )
    return (
        f'<section><h2>{number}. {escape(view.title)}</h2><p class="facts">{escape(facts)}</p>'
        f'<div class="prompt">{prose_html(view.prompt)}</div>{code}{_template(view)}'
        f'<p class="say">{say}</p><ol class="pieces">{"".join(_pieces(view))}</ol></section>\n'
    )


def _template(view: PublicProblem) -> str:
    if not view.template:
        return ""
    gaps = {name: at for at, name in enumerate(_gaps(view), 1)}
    parts = (escape(text) if kind == "text" else f"____({gaps[text]})____" for kind, text in view.template)
    return f"<pre>{''.join(parts)}</pre>"


def _gaps(view: PublicProblem) -> list[str]:
    return [text for kind, text in view.template if kind == "blank"]


def _pieces(view: PublicProblem) -> Iterator[str]:
    box = "" if view.kind == "blanks" else '<span class="box"></span>'
    for letter, piece in zip(ascii_uppercase, view.pieces, strict=False):
        yield f'<li>{box}<span class="letter">{letter}</span><div>{_shown(piece)}</div></li>'


def _shown(piece: PublicPiece) -> str:
    return f"<pre>{escape(piece.code.text)}</pre>" if piece.code else text_html(piece.text or "")


def _key_page(problems: Iterable[Problem], views: Iterable[PublicProblem]) -> str:
    keys = "".join(
        f"<section><h2>{at}. {escape(_key(problem, _letters(view)))}</h2>"
        f'<p class="facts">{escape(problem.title)}</p>{text_html(problem.solution.takeaway)}'
        f"<ul>{''.join(f'<li>{text_html(line)}</li>' for line in _reasons(problem, view))}</ul></section>\n"
        for at, (problem, view) in enumerate(zip(problems, views, strict=True), 1)
    )
    return f'<div class="key"><header><h1>Key</h1></header>{keys}</div>'


def _letters(view: PublicProblem) -> dict[str, str]:
    return {piece.id: letter for letter, piece in zip(ascii_uppercase, view.pieces, strict=False)}


def _key(problem: Problem, letters: dict[str, str]) -> str:
    match problem:
        case ChoiceProblem() | ChoicesProblem():
            return ", ".join(sorted(letters[option.id] for option in problem.options if option.correct))
        case OrderProblem():
            return _order_key(problem, letters)
        case BlanksProblem():
            return "; ".join(
                f"gap {at}: {' or '.join(sorted(letters[chip] for chip in blank.accepts))}"
                for at, blank in enumerate(_in_place(problem), 1)
            )
        case _:
            assert_never(problem)


def _order_key(problem: OrderProblem, letters: dict[str, str]) -> str:
    order = only_order(problem)
    if order is not None:
        return " ".join(letters[step] for step in order)
    before = [
        f"{letters[one]} before {letters[step]}" for step, ones in problem.edges().items() for one in ones
    ]
    return f"any order with {', '.join(sorted(before))}"


def _in_place(problem: BlanksProblem) -> list[Blank]:
    text = problem.template.text
    return sorted(problem.blanks, key=lambda blank: text.index("{{" + blank.id + "}}"))


def _reasons(problem: Problem, view: PublicProblem) -> Iterator[str]:
    letters = _letters(view)
    whys = {piece.id: piece.why for piece in _all_pieces(problem)}
    for name, letter in letters.items():
        yield f"{letter}: {whys[name]}"


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
