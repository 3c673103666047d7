"""A learner's answer, checked against its problem.

A browser can send anything. `read_answer` turns what came into one of four frozen shapes or refuses it,
so that everything behind it can trust the ids, and so that one answer has exactly one text (`canonical`),
by which "the same answer again" is recognised.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import assert_never

from problems.model import BlanksProblem, ChoiceProblem, ChoicesProblem, OrderProblem, Problem


@dataclass(frozen=True, slots=True)
class ChoiceAnswer:
    """One option of a `choice`."""

    option: str


@dataclass(frozen=True, slots=True)
class ChoicesAnswer:
    """Options of a `choices`, sorted by id: the order of clicking means nothing."""

    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OrderAnswer:
    """Steps of an `order`, first to last; steps left aside are not in it."""

    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BlanksAnswer:
    """Pairs (blank, chip) of a `blanks`, sorted by blank; empty gaps are not in it."""

    chips: tuple[tuple[str, str], ...]


Answer = ChoiceAnswer | ChoicesAnswer | OrderAnswer | BlanksAnswer


class UnreadableAnswer(ValueError):
    """What came is no answer to this problem: an unknown id, an id twice, another shape."""


def read_answer(problem: Problem, raw: object) -> Answer | None:
    """The answer in `raw` as a page sends it, or None for one that says nothing at all.

    `raw` is an option id (choice), a list of option ids (choices), a list of step ids (order), or a
    mapping of blank id to chip id (blanks). Raises UnreadableAnswer.
    """
    if raw is None or raw in ("", [], {}):
        return None
    match problem:
        case ChoiceProblem():
            return ChoiceAnswer(_known_id(raw, {option.id for option in problem.options}))
        case ChoicesProblem():
            return ChoicesAnswer(tuple(sorted(_known_list(raw, {option.id for option in problem.options}))))
        case OrderProblem():
            steps = {s.id for s in problem.steps} | {d.id for d in problem.distractors}
            return OrderAnswer(tuple(_known_list(raw, steps)))
        case BlanksProblem():
            return _read_fill(problem, raw)
        case _:
            assert_never(problem)


def is_complete(problem: Problem, answer: Answer | None) -> bool:
    """Whether the answer may cost a try. An ordering with distractor steps is complete with any step."""
    match problem, answer:
        case _, None:
            return False
        case OrderProblem(), OrderAnswer(steps):
            return bool(problem.distractors) or len(steps) == len(problem.steps)
        case BlanksProblem(), BlanksAnswer(chips):
            return len(chips) == len(problem.blanks)
        case _:
            return True


def to_raw(answer: Answer) -> object:
    """The answer in the shape that pages send and show again; `read_answer` turns it back."""
    match answer:
        case ChoiceAnswer(option):
            return option
        case ChoicesAnswer(options):
            return list(options)
        case OrderAnswer(steps):
            return list(steps)
        case BlanksAnswer(chips):
            return dict(chips)
        case _:
            assert_never(answer)


def canonical_json(answer: Answer) -> str:
    """The one text of an answer, as it is stored: equal texts are equal answers."""
    return json.dumps(to_raw(answer), sort_keys=True, separators=(",", ":"))


def _read_fill(problem: BlanksProblem, raw: object) -> BlanksAnswer | None:
    if not isinstance(raw, Mapping):
        raise UnreadableAnswer("blanks are answered by a mapping of blank to chip")
    filled = {blank: chip for blank, chip in raw.items() if chip}
    blanks = {blank.id for blank in problem.blanks}
    for blank in filled:
        _known_id(blank, blanks)
    _known_list(list(filled.values()), {chip.id for chip in problem.chips})
    return BlanksAnswer(tuple(sorted(filled.items()))) if filled else None


def _known_id(one: object, ids: set[str]) -> str:
    if not isinstance(one, str) or one not in ids:
        raise UnreadableAnswer("the answer names something that this problem does not have")
    return one


def _known_list(raw: object, ids: set[str]) -> list[str]:
    if isinstance(raw, str) or not isinstance(raw, Sequence):
        raise UnreadableAnswer("this problem is answered by a list")
    known = [_known_id(one, ids) for one in raw]
    if len(set(known)) != len(known):
        raise UnreadableAnswer("the answer names something twice")
    return known
