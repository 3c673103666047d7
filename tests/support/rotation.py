"""What is too long to be run for every commit comes in turn: a tenth of the cases, chosen by the commit.

The same commit gives the same tenth. `--rotation=all` runs every case, `--rotation=3` the fourth tenth.
"""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import pytest

TURNS = 10
# Whole tests that are too long are in one of so many parts, of which each run has one.
PARTS = 3
_ROOT = Path(__file__).parents[2]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Rotation:
    """Whose turn it is, from 0 to 9, or None for everybody's, and what decided it."""

    turn: int | None
    reason: str

    def tenth(self, cases: Sequence[T]) -> list[T]:
        """Every tenth case, beginning at the turn's; all of them without a turn."""
        return list(cases) if self.turn is None else list(cases[self.turn :: TURNS])

    def one(self, cases: Sequence[T]) -> list[T]:
        """One case; all of them without a turn."""
        return list(cases) if self.turn is None or not cases else [cases[self.turn % len(cases)]]

    def has_part(self, part: int) -> bool:
        """Whether the tests of this part, from 0 to 2, are run; those of all parts without a turn."""
        return self.turn is None or self.turn % PARTS == part

    def __str__(self) -> str:
        return (
            f"all ({self.reason})"
            if self.turn is None
            else f"{self.turn} of 0 to {TURNS - 1} ({self.reason})"
        )


def add_option(parser: pytest.Parser) -> None:
    parser.addoption(
        "--rotation",
        default="commit",
        metavar="TURN",
        help="proofs, wrong answers, outages: `commit` (a part, chosen by the commit), `all`, or 0 to 9",
    )


def rotation_of(config: pytest.Config) -> Rotation:
    """What the command line asks for. Raises pytest.UsageError for what is no turn."""
    asked = str(config.getoption("rotation"))
    if asked == "all" or any("::" in argument for argument in config.args):
        return Rotation(None, "asked for" if asked == "all" else "a test is named")
    if asked == "commit":
        return by_commit(_commit())
    if asked.isdecimal() and int(asked) < TURNS:
        return Rotation(int(asked), "asked for")
    raise pytest.UsageError(f"--rotation={asked}: use commit, all, or 0 to {TURNS - 1}.")


def require_turn(item: pytest.Item) -> None:
    """Skip a test of a part that is another commit's."""
    marker = item.get_closest_marker("rotating")
    if marker and not rotation_of(item.config).has_part(marker.args[0]):
        pytest.skip(f"part {marker.args[0]} comes with another commit; `make test-all` has every part")


def by_commit(commit: str) -> Rotation:
    """The turn of a commit, given its hash in hexadecimal digits; the first without one."""
    return Rotation(int(commit[:8] or "0", 16) % TURNS, f"commit {commit[:12]}" if commit else "no commit")


def _commit() -> str:
    done = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=_ROOT, capture_output=True, text=True, timeout=20, check=False
    )
    return done.stdout.strip()
