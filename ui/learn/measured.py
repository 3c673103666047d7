"""Figures that this project measured, each with the file that it stands in.

`quote` is how the file has it. A test looks it up, so that a figure that is measured anew changes here too.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MeasuredFigure:
    """A sentence of our markup about what was measured; `file` and `quote` are where it comes from."""

    text: str
    source: str
    file: str
    quote: str


_EVIDENCE = "problems/banks/blue-green/evidence"
_SWITCHES = "six switches on kind, 50 requests a second of each class, 24 November 2026"

CAPACITY = (
    MeasuredFigure(
        "with room for six pods and four blue ones, the Deployment of four green pods stood at `2/4`.",
        "a proof on Kubernetes v1.34.4",
        f"{_EVIDENCE}/quota-allows-two.json",
        "2/4 2 2",
    ),
    MeasuredFigure(
        "a rolling update of four pods with `maxSurge: 1` ran five pods at most, a second colour runs eight.",
        "a proof on Kubernetes v1.34.4",
        f"{_EVIDENCE}/surge-in-quota.json",
        "5 pods, 4 available",
    ),
)
ROLLBACK = (
    MeasuredFigure(
        "at the flip 0 of 500 new connections failed, and all 500 requests of a kept connection stayed on "
        "the old colour: the flip is the smallest part.",
        _SWITCHES,
        "docs/labs.md",
        "| flip, blue kept | 0 of 500 failed, a clean cut | 0 failed, all 500 still blue |",
    ),
    MeasuredFigure(
        "4 s after the selector was set back, the old colour answered.",
        "a proof on Kubernetes v1.34.4",
        f"{_EVIDENCE}/back-in-seconds.json",
        "sleep 4; curl -s -m 1 http://model/\\nblue",
    ),
)
ERROR_BUDGET = (
    MeasuredFigure(
        "a typing error in the selector for 1 s cost 52 requests: 7 refused and 45 slow. The kept connection "
        "lost none.",
        _SWITCHES,
        "docs/labs.md",
        "| typo in the selector for 1 s | 7 refused, 45 slow | 0 failed: the outage is invisible |",
    ),
    MeasuredFigure(
        "blue scaled to 0 a second before the flip cost 53 of the new connections: 12 refused, 1 cut off, 40 "
        "timed out.",
        _SWITCHES,
        "docs/labs.md",
        "12 refused, 1 cut off, 40 timed out",
    ),
)
