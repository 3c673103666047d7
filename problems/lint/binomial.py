"""How surprising a count is, if only chance were at work."""

from __future__ import annotations

from math import exp, lgamma, log


def binomial_tail(hits: int, trials: int, chance: float) -> float:
    """The probability of `hits` or more in `trials` of probability `chance`, 0 < chance < 1: exact.

    For trials of different chances, their mean errs on the safe side (Hoeffding 1956).
    """
    return min(1.0, sum(_exactly(count, trials, chance) for count in range(hits, trials + 1)))


def _exactly(hits: int, trials: int, chance: float) -> float:
    ways = lgamma(trials + 1) - lgamma(hits + 1) - lgamma(trials - hits + 1)
    return exp(ways + hits * log(chance) + (trials - hits) * log(1 - chance))
