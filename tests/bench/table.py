"""The benchmark's lines: what was measured, against what, the ratio and its goal."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """`ratio` is ours over theirs, None where there is nothing to hold it against."""

    what: str
    ours: str
    theirs: str
    ratio: float | None = None
    goal: float | None = None

    def __str__(self) -> str:
        ratio = f"{self.ratio:.2f}x" if self.ratio is not None else ""
        goal = f"goal {self.goal:g}x: {'met' if self._met() else 'MISSED'}" if self.goal else ""
        return f"{self.what:<44}{self.ours:>22}  {self.theirs:<34}{ratio:>8}  {goal}".rstrip()

    def _met(self) -> bool:
        return self.ratio is not None and self.goal is not None and self.ratio <= self.goal


HEADER = f"{'':<44}{'ours':>22}  {'against':<34}{'ratio':>8}"
