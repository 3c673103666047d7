"""What a closed problem is worth, from its tries and the hints shown before them. Time is never points."""

from __future__ import annotations

from collections.abc import Iterable


def try_value(number: int, allowed: int) -> float:
    """What full credit on the try of this number is worth: 1, 2/3, 1/3 of three; 1, 1/2 of two.

    `number` counts from 1 to `allowed`.
    """
    return (allowed - number + 1) / allowed


def hinted_value(value: float, hints: int, share: float) -> float:
    """What is left of a try's value after so many hints, each of which leaves it a `share`, 0..1."""
    return float(value * share**hints)


def points(tries: Iterable[tuple[float, float]]) -> float:
    """The sum, over pairs (credit 0..1, value of the try), of what each try improved times its value.

    Never negative, and no further try can lower it. After PrairieLearn: only improvement over the best
    credit so far counts, so that no try can be farmed.
    """
    total, best = 0.0, 0.0
    for credit, value in tries:
        total += max(0.0, credit - best) * value
        best = max(best, credit)
    return total
