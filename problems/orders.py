"""The orders that an ordering problem accepts: every one in which no step stands before one that it needs."""

from __future__ import annotations

from collections.abc import Iterator

from problems.model import OrderProblem


def valid_orders(problem: OrderProblem) -> Iterator[tuple[str, ...]]:
    """Every accepted order of the step ids, in the listed order's sense of first; up to n! of them."""
    ids = tuple(step.id for step in problem.steps)
    return _extensions((), ids, problem.edges())


def _extensions(
    done: tuple[str, ...], left: tuple[str, ...], edges: dict[str, tuple[str, ...]]
) -> Iterator[tuple[str, ...]]:
    if not left:
        yield done
    for step in left:
        if set(edges[step]) <= set(done):
            rest = tuple(other for other in left if other != step)
            yield from _extensions((*done, step), rest, edges)
