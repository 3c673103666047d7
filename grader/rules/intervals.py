"""Confidence intervals of what an item analysis estimates: a share of people, and a correlation.

Both have bounds within what is possible and hold their level with few people, which the textbook's
"estimate plus or minus twice its error" does neither of.
"""

from __future__ import annotations

from math import atanh, sqrt, tanh

# The normal quantile of a 95 % interval.
_Z = 1.959964
# Below it the error of Fisher's transformation is not defined.
_LEAST_PAIRS = 4

IntervalBounds = tuple[float, float]


def share_interval(share: float, n: int) -> IntervalBounds | None:
    """95 % bounds of a share of `n` people, each 0 to 1; None without anybody. Source: Wilson 1927."""
    if n < 1:
        return None
    centre = share + _Z**2 / (2 * n)
    half = _Z * sqrt(share * (1 - share) / n + _Z**2 / (4 * n**2))
    scale = 1 + _Z**2 / n
    return max(0.0, (centre - half) / scale), min(1.0, (centre + half) / scale)


def correlation_interval(r: float, n: int) -> IntervalBounds | None:
    """95 % bounds of a correlation over `n` pairs, each -1 to 1; None for fewer than four pairs.

    Source: Fisher 1921, z = artanh r with the error 1/sqrt(n - 3).
    """
    if n < _LEAST_PAIRS:
        return None
    if abs(r) >= 1:
        return r, r
    z, half = atanh(r), _Z / sqrt(n - 3)
    return tanh(z - half), tanh(z + half)
