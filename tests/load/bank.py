"""How long a bank of 10,000 problems takes to read, beside PyYAML's parsing of the same files alone.

Run it with `python -m tests.load.bank`.
"""

from __future__ import annotations

import gc
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import yaml

from problems.cache import open_bank
from problems.reader import read_bank
from tests.problems import texts

PROBLEMS = 10_000
_A_FILE = 400
_ROUNDS = 3


def measure(problems: int = PROBLEMS) -> dict[str, float]:
    """Ratios to `yaml.load(..., Loader=yaml.CSafeLoader)` of the same files; the best of three rounds each.

    `cold` reads and validates, `cache` opens what was kept, `cache, all` also makes every problem of it.
    """
    with tempfile.TemporaryDirectory() as place:
        folder, kept_in = write_large_bank(Path(place) / "bank", problems), Path(place) / "kept"
        open_bank(folder, kept_in)
        parsing = _seconds(lambda: _parse(folder))
        took = {
            "cold": _seconds(lambda: read_bank(folder)),
            "cache": _seconds(lambda: open_bank(folder, kept_in)),
            "cache, all": _seconds(lambda: list(open_bank(folder, kept_in).problems.values())),
        }
    print(f"a bank of {problems:,} problems, against {parsing:.2f} s of yaml.CSafeLoader alone")
    for name, seconds in took.items():
        print(f"  {name:<12}{seconds:8.3f} s   {seconds / parsing:6.3f}x")
    return {name: seconds / parsing for name, seconds in took.items()}


def write_large_bank(folder: Path, problems: int) -> Path:
    """A sound bank of so many problems, the four kinds in turn, each with words of its own."""
    kinds: list[Callable[..., str]] = [texts.choice, texts.choices, texts.order, texts.blanks]
    every = [kinds[nth % 4](f"problem-{nth}") for nth in range(problems)]
    texts.write_bank(folder)
    for start in range(0, problems, _A_FILE):
        (folder / f"part-{start:06}.yaml").write_text("".join(every[start : start + _A_FILE]))
    return folder


def _parse(folder: Path) -> object:
    return [yaml.load(path.read_text(), Loader=yaml.CSafeLoader) for path in sorted(folder.glob("*.yaml"))]


def _seconds(work: Callable[[], object]) -> float:
    """The quickest of a few runs: on a shared machine everything else is somebody else's noise."""
    best = float("inf")
    for _ in range(_ROUNDS):
        gc.collect()
        begun = time.perf_counter()
        kept = work()
        best = min(best, time.perf_counter() - begun)
        del kept
    return best


if __name__ == "__main__":
    measure()
