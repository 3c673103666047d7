"""Tries the orders of a problem by the author's `broken(order)`, which is defined above it in one program.

Standard library only and in one file. ORDERS holds the ids of `steps` and `strays` and the `right` orders.
Prints one line of JSON: how many orders were `tried`, the `safe` ones among them, and of the `right` ones
what every neighbour with two steps exchanged, and every one with a stray step put in, breaks.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Sequence
from itertools import permutations
from typing import Any

Permutation = tuple[str, ...]
BreakingStep = Callable[[Permutation], str]


def neighbours(order: Permutation) -> Iterator[Permutation]:
    """Two steps that follow each other exchanged."""
    for at in range(len(order) - 1):
        yield (*order[:at], order[at + 1], order[at], *order[at + 2 :])


def with_strays(order: Permutation, strays: Sequence[str]) -> Iterator[Permutation]:
    """A stray step at every workspace."""
    for stray in strays:
        for at in range(len(order) + 1):
            yield (*order[:at], stray, *order[at:])


def report(
    broken: BreakingStep, steps: Sequence[str], strays: Sequence[str], right: Sequence[Permutation]
) -> Any:
    """What is printed."""
    orders = list(permutations(steps))
    safe = [order for order in orders if not broken(order)]
    near = dict.fromkeys(one for order in right for one in neighbours(order) if one not in right)
    stray = dict.fromkeys(one for order in right for one in with_strays(order, strays))
    return {
        "tried": len(orders),
        "safe": safe,
        "near": [(one, broken(one)) for one in near],
        "stray": [(one, broken(one)) for one in stray],
    }


if __name__ == "__main__":
    asked = json.loads(os.environ["ORDERS"])
    right = [tuple(order) for order in asked["right"]]
    print(json.dumps(report(globals()["broken"], asked["steps"], asked["strays"], right)))
