"""The answer to a problem: drawn by the component of its kind, and read from what the browser sent.

A component holds opaque ids, in a list or, for blanks, by gap; the grader takes and gives the author's.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, assert_never, cast

from grader.errors import Refused
from problems.public_views import PublicProblem
from ui.attempt.opaque_ids import OpaqueIds
from ui.components.blanks import blanks, read_filled
from ui.components.options import options, read_picked
from ui.components.ordering import ordering, read_order
from ui.components.wire import DraftState, PieceMark, component_state

NO_MARKS: Mapping[str, PieceMark] = {}


def draw_answer(
    problem: PublicProblem,
    answer: object,
    *,
    key: str,
    marks: Mapping[str, PieceMark] = NO_MARKS,
    read_only: bool = False,
    draft: DraftState | None = None,
) -> None:
    """The component of this kind with the answer in it, in the shape that the grader takes and gives.

    With `draft` the component saves what is changed by itself; without it Python is told of each change.
    """
    opaque = OpaqueIds.of(problem)
    problem, answer, marks = opaque.problem(problem), opaque.encode(answer), opaque.marks(marks)
    match problem.kind:
        case "choice" | "choices":
            options(
                problem.pieces,
                key=key,
                picked=_as_list(answer),
                many=problem.kind == "choices",
                marks=marks,
                read_only=read_only,
                draft=draft,
            )
        case "order":
            ordering(
                problem.pieces,
                key=key,
                order=_as_list(answer) or None,
                may_leave=problem.may_leave_steps,
                marks=marks,
                read_only=read_only,
                draft=draft,
            )
        case "blanks":
            blanks(
                problem.template,
                problem.pieces,
                key=key,
                filled=cast(Mapping[str, str], answer or {}),
                language=problem.template_language,
                marks=marks,
                read_only=read_only,
                draft=draft,
            )
        case _:
            assert_never(problem.kind)


def sent_answer(problem: PublicProblem, key: str) -> object:
    """What the browser last sent, in the grader's ids; None where it sent nothing that fits the problem."""
    return _decoded(problem, component_state(key).value)


def decode_answer(problem: PublicProblem, value: object) -> object:
    """What a component holds, in the grader's shape; None for nothing at all.

    Raises Refused for what does not fit the problem.
    """
    if value is None or value in ([], {}):
        return None
    answer = _decoded(problem, value)
    if answer is None:
        raise Refused("This answer does not belong to this problem. Reload the page.")
    return answer


def encode_answer(problem: PublicProblem, answer: object) -> object:
    """An answer in the grader's shape as a component holds it; an ordering without one as it is shown."""
    opaque = OpaqueIds.of(problem)
    encoded = opaque.encode(answer)
    if problem.kind == "blanks":
        return encoded or {}
    ids, shown = _as_list(encoded), list(opaque.pieces.values())
    if problem.kind == "order":
        return ids or shown
    return [id_ for id_ in shown if id_ in ids]


def untouched_order(problem: PublicProblem) -> list[str] | None:
    """The ids of an ordering's steps as it is first shown; None for the other kinds."""
    return [piece.id for piece in problem.pieces] if problem.kind == "order" else None


def _decoded(problem: PublicProblem, value: object) -> object:
    opaque = OpaqueIds.of(problem)
    return opaque.decode(_read(opaque.problem(problem), value))


def _read(problem: PublicProblem, value: object) -> object:
    ids = [piece.id for piece in problem.pieces]
    match problem.kind:
        case "choice":
            picked = read_picked(value, ids, many=False)
            return picked and picked[0]
        case "choices":
            return read_picked(value, ids, many=True)
        case "order":
            return read_order(value, ids, may_leave=problem.may_leave_steps)
        case "blanks":
            return read_filled(value, [name for kind, name in problem.template if kind == "blank"], ids)
        case _:
            assert_never(problem.kind)


def _as_list(answer: object) -> list[str]:
    if isinstance(answer, str):
        return [answer]
    return list(cast(Any, answer)) if answer else []
