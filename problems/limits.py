"""What two colours cost and how fast one is back: formulas. Pure.

Seconds are seconds, shares are 0..1, and processors are in thousandths as Kubernetes writes them (`250m`).
Error budgets are as in Google's "The Site Reliability Workbook", chapter "Implementing SLOs".
"""

from __future__ import annotations

from dataclasses import dataclass

DAY = 86_400  # s


@dataclass(frozen=True, slots=True)
class ColourCapacity:
    """Blue runs, green is wanted beside it, in one namespace with a quota of `requests.cpu`.

    `blue` and `green` count pods, of which each asks for `request` thousandths of a processor, at least 1.
    """

    blue: int
    green: int
    request: int
    quota: int

    @property
    def peak(self) -> int:
        """Thousandths that both colours ask for at the moment of the switch."""
        return (self.blue + self.green) * self.request

    @property
    def admitted(self) -> int:
        """Green pods that the quota lets in: it judges pod by pod, until one no longer fits."""
        left = max(0, self.quota - self.blue * self.request)
        return min(self.green, left // self.request)

    def extra_hours(self, soak_hours: float) -> float:
        """Pod hours paid for green beside blue, from its start to the end of the soak."""
        return self.green * soak_hours


@dataclass(frozen=True, slots=True)
class RollbackTime:
    """How long users are on a bad version, in seconds, from the first bad answer to the last.

    `load` is 0 while the old colour still runs: otherwise its pods have to load before anybody can flip.
    `drain` is how long the last connection stays with the bad version after the flip.
    """

    detect: float
    decide: float
    load: float
    flip: float
    drain: float

    @property
    def parts(self) -> tuple[tuple[str, float], ...]:
        names = ("detect", "decide", "load", "flip", "drain")
        return tuple((name, getattr(self, name)) for name in names)

    @property
    def total(self) -> float:
        return sum(seconds for _, seconds in self.parts)


def budget_seconds(objective: float, days: int) -> float:
    """How long everything may fail in so many days; 0.999 over 30 days are 2,592 s.

    Raises ValueError for an objective that is not between 0 and 1.
    """
    if not 0 <= objective < 1:
        raise ValueError(f"an objective lies between 0 and 1, not {objective}")
    return (1 - objective) * days * DAY


def budget_burned(seconds: float, failing: float, objective: float, days: int) -> float:
    """The share of the budget that is gone when `failing` of the requests fail for so long; may be over 1."""
    return seconds * failing / budget_seconds(objective, days)
