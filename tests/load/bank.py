"""How long a bank of 10,000 problems takes to read, beside PyYAML's parsing of the same files alone.

Run it with `python -m tests.load.bank`.
"""

from __future__ import annotations

import gc
import random
import re
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import yaml

from problems.cache import open_bank
from problems.lint.check import check
from problems.reader import read_bank
from tests.problems import texts

PROBLEMS = 10_000
_A_FILE = 400
_ROUNDS = 3


def measure(problems: int = PROBLEMS) -> dict[str, float]:
    """Ratios to `yaml.load(..., Loader=yaml.CSafeLoader)` of the same files; the best of three rounds each.

    `cold` reads and validates, `cache` opens what was kept, `cache, all` also makes every problem of it,
    `check` reads and applies every rule.
    """
    with tempfile.TemporaryDirectory() as place:
        folder, kept_in = write_large_bank(Path(place) / "bank", problems), Path(place) / "kept"
        open_bank(folder, kept_in)
        took = _seconds(
            {
                "parse": lambda: _parse(folder),
                "cold": lambda: read_bank(folder),
                "cache": lambda: open_bank(folder, kept_in),
                "cache, all": lambda: list(open_bank(folder, kept_in).problems.values()),
                "check": lambda: check(folder),
            }
        )
    parsing = took.pop("parse")
    print(f"a bank of {problems:,} problems, against {parsing:.2f} s of yaml.CSafeLoader alone")
    for name, seconds in took.items():
        print(f"  {name:<12}{seconds:8.3f} s   {seconds / parsing:6.3f}x")
    return {name: seconds / parsing for name, seconds in took.items()}


def write_large_bank(folder: Path, problems: int) -> Path:
    """A sound bank of so many problems, the four kinds in turn, each with words of its own."""
    kinds: list[Callable[..., str]] = [texts.choice, texts.choices, texts.order, texts.blanks]
    every = [_with_own_words(kinds[nth % 4](f"problem-{nth}"), nth) for nth in range(problems)]
    texts.write_bank(folder)
    for start in range(0, problems, _A_FILE):
        (folder / f"part-{start:06}.yaml").write_text("".join(every[start : start + _A_FILE]))
    return folder


def _with_own_words(text: str, seed: int) -> str:
    """The problem with 25 words of no language before its question: no two are alike."""
    dice = random.Random(seed)
    own = " ".join(
        "".join(dice.choice("bdfklmnprstv") + dice.choice("aeiou") for _ in range(3)) for _ in range(25)
    )
    return re.sub(r"(prompt: (?:\|\n +)?)", rf"\1{own}. ", text)


def _parse(folder: Path) -> object:
    return [yaml.load(path.read_text(), Loader=yaml.CSafeLoader) for path in sorted(folder.glob("*.yaml"))]


def _seconds(works: dict[str, Callable[[], object]]) -> dict[str, float]:
    """The least processor time of each over a few rounds, all in turn: what else runs is not measured."""
    best = dict.fromkeys(works, float("inf"))
    for _ in range(_ROUNDS):
        for name, work in works.items():
            gc.collect()
            begun = time.process_time()
            kept = work()
            best[name] = min(best[name], time.process_time() - begun)
            del kept
    return best


if __name__ == "__main__":
    measure()
