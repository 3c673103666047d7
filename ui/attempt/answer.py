"""The answer to a problem as its component shows it, and as the browser last sent it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, assert_never, cast

from problems.public_views import PublicProblem
from ui.attempt.opaque_ids import Guise
from ui.components.blanks import blanks, blanks_sent
from ui.components.options import options, options_sent
from ui.components.ordering import ordering, ordering_sent
from ui.components.wire import PieceMark

NO_MARKS: Mapping[str, PieceMark] = {}


def draw_answer(
    problem: PublicProblem,
    answer: object,
    *,
    key: str,
    marks: Mapping[str, PieceMark] = NO_MARKS,
    read_only: bool = False,
    on_change: Callable[[], None] | None = None,
) -> None:
    """The component of this kind with the answer in it, in the shape that the grader takes and gives."""
    guise = Guise.of(problem)
    problem, answer, marks = guise.problem(problem), guise.put_on(answer), guise.marks(marks)
    match problem.kind:
        case "choice" | "choices":
            options(
                problem.pieces,
                key=key,
                picked=_as_list(answer),
                many=problem.kind == "choices",
                marks=marks,
                read_only=read_only,
                on_change=on_change,
            )
        case "order":
            ordering(
                problem.pieces,
                key=key,
                order=_as_list(answer) or None,
                may_leave=problem.may_leave_steps,
                marks=marks,
                read_only=read_only,
                on_change=on_change,
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
                on_change=on_change,
            )
        case _:
            assert_never(problem.kind)


def answer_sent(problem: PublicProblem, key: str) -> object:
    """What the browser last sent, for the grader to check; None where it sent nothing that can be read."""
    guise = Guise.of(problem)
    return guise.take_off(_named(guise.problem(problem), key))


def _named(problem: PublicProblem, key: str) -> object:
    ids = [piece.id for piece in problem.pieces]
    match problem.kind:
        case "choice":
            picked = options_sent(key, ids, many=False)
            return picked and picked[0]
        case "choices":
            return _listed(options_sent(key, ids, many=True))
        case "order":
            return _listed(ordering_sent(key, ids, may_leave=problem.may_leave_steps))
        case "blanks":
            gaps = [name for kind, name in problem.template if kind == "blank"]
            return blanks_sent(key, gaps, ids)
        case _:
            assert_never(problem.kind)


def _as_list(answer: object) -> list[str]:
    if isinstance(answer, str):
        return [answer]
    return list(cast(Any, answer)) if answer else []


def _listed(sent: tuple[str, ...] | None) -> list[str] | None:
    return None if sent is None else list(sent)
