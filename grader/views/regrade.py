"""What a mended key means for everybody who met the problem before, as the command shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class RegradedItem:
    """One logged problem under a mended key. Points are 0..1; unreadable answers keep their marks."""

    learner: str
    attempt: str
    closed_at: datetime | None
    points_before: float
    points_now: float
    right_before: bool
    right_now: bool
    readable: bool


@dataclass(frozen=True, slots=True)
class Regrade:
    """What a mended key means for everybody who met the problem before."""

    problem: str
    items: tuple[RegradedItem, ...]

    @property
    def gain(self) -> tuple[RegradedItem, ...]:
        return tuple(item for item in self.items if item.points_now > item.points_before)

    @property
    def lose(self) -> tuple[RegradedItem, ...]:
        return tuple(item for item in self.items if item.points_now < item.points_before)

    @property
    def unreadable(self) -> tuple[RegradedItem, ...]:
        return tuple(item for item in self.items if not item.readable)
