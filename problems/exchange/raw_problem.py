"""A problem in the shape that an author writes: what an import gives and what an export is compared with.

An imported question is seldom a whole problem (other formats know no skill and no reason why an option is
wrong), so it stays a plain mapping that can be written as YAML; `cutover problems check` then names what
is missing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, assert_never

from problems.markup import parse_line
from problems.model import BlanksProblem, ChoiceProblem, ChoicesProblem, OrderProblem, Problem

RawProblem = dict[str, Any]

_FIRST = ("id", "kind", "title", "category", "difficulty", "skill", "time_limit", "tries", "tries_reason")
_SECOND = (
    "prompt",
    "images",
    "picture",
    "code",
    "template",
    "blanks",
    "chips",
    "options",
    "steps",
    "distractors",
)
_LAST = ("hints", "solution", "lab", "source", "proof")
_FIELDS = (*_FIRST, *_SECOND, *_LAST)


def to_raw(problem: Problem) -> RawProblem:
    """The problem as its YAML would say it: defaults left out, the time limit as text."""
    return in_order(problem.model_dump(mode="json", exclude_none=True, exclude_defaults=True))


def in_order(raw: Mapping[str, Any]) -> RawProblem:
    """The fields that are there, in the order of the authors' guide."""
    return {field: raw[field] for field in _FIELDS if raw.get(field) not in (None, [], {}, "")}


def has_twins(problem: Problem) -> bool:
    """Whether two options, steps or chips look alike: nobody could tell which of them is meant."""
    shown = list(_shown_pieces(problem))
    return any(piece in shown[:at] for at, piece in enumerate(shown))


def _shown_pieces(problem: Problem) -> Iterator[object]:
    match problem:
        case ChoiceProblem() | ChoicesProblem():
            yield from (parse_line(option.text) if option.text else option.code for option in problem.options)
        case OrderProblem():
            yield from (parse_line(step.text) for step in problem.steps)
            yield from (parse_line(step.text) for step in problem.distractors)
        case BlanksProblem():
            yield from (parse_line(chip.text) for chip in problem.chips)
        case _:
            assert_never(problem)


def only_order(problem: OrderProblem) -> tuple[str, ...] | None:
    """The one order that the problem accepts, or None where it accepts several."""
    first = tuple(islice(problem.valid_orders(), 2))
    return first[0] if len(first) == 1 else None
