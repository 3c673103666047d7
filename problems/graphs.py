"""Orders and matchings of ids: what an ordering accepts, and whether every gap can have its own chip. Pure.

A graph of steps is a mapping of each step to those that must stand before it; a graph of gaps is a mapping
of each gap to the chips that it accepts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from graphlib import TopologicalSorter

Edges = Mapping[str, Sequence[str]]


def topological_order(predecessors: Edges) -> tuple[str, ...]:
    """An order that respects every edge, as close to the mapping's own as it goes.

    Raises graphlib.CycleError for steps that wait for each other; its second argument is the cycle.
    """
    sorter = TopologicalSorter(predecessors)
    sorter.prepare()
    order: list[str] = []
    ready: set[str] = set()
    while sorter.is_active():
        ready |= set(sorter.get_ready())
        step = next(step for step in predecessors if step in ready)
        ready.discard(step)
        sorter.done(step)
        order.append(step)
    return tuple(order)


def linear_extensions(predecessors: Edges) -> Iterator[tuple[str, ...]]:
    """Every order that respects every edge, sorted by the mapping's own order; up to n! of them."""
    return _extensions((), tuple(predecessors), predecessors)


def _extensions(placed: tuple[str, ...], rest: tuple[str, ...], edges: Edges) -> Iterator[tuple[str, ...]]:
    if not rest:
        yield placed
    for step in rest:
        if set(edges[step]) <= set(placed):
            others = tuple(other for other in rest if other != step)
            yield from _extensions((*placed, step), others, edges)


def maximum_matching(accepts: Edges) -> dict[str, str]:
    """As many keys as can be, each with one of its values, no value twice.

    By augmenting paths (Kuhn 1955), in polynomial time: trying every assignment of 8 gaps would take 14^8.
    """
    partner: dict[str, str] = {}

    def augment(left: str, visited: set[str]) -> bool:
        for right in accepts[left]:
            if right in visited:
                continue
            visited.add(right)
            if right not in partner or augment(partner[right], visited):
                partner[right] = left
                return True
        return False

    for left in accepts:
        augment(left, set())
    return {left: right for right, left in partner.items()}
