"""How long a bank of 10,000 problems takes to read, beside PyYAML parsing the same files alone."""

from __future__ import annotations

import gc
import random
import re
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from problems.lint.engine import check_bank
from problems.lint.single_file import FileCheck
from problems.reading.reader import read_bank
from tests.bench.table import Row
from tests.problems import texts

PROBLEMS = 10_000
_A_FILE = 400
# A save in a preview is checked within this.
_SHOWN_MS = 300
_GOALS = {"read": 1.5, "check": 2.0}


def rows(problems: int = PROBLEMS, rounds: int = 3) -> Iterator[Row]:
    """Against PyYAML's `CSafeLoader` alone on the same files."""
    with tempfile.TemporaryDirectory() as place:
        folder = write_large_bank(Path(place) / "bank", problems)
        one_file = sorted(folder.glob("part-*.yaml"))[0]
        watched = FileCheck(one_file)
        took = _seconds(
            {
                "parse": lambda: _parse(folder),
                "read": lambda: read_bank(folder),
                "check": lambda: check_bank(folder),
                "re-check": watched.check,
            },
            rounds,
        )
    parsing, again = took.pop("parse"), took.pop("re-check")
    for name, seconds in took.items():
        what, theirs = f"{name} {problems:,} problems", f"{parsing:.2f} s (CSafeLoader alone)"
        yield Row(what, f"{seconds:.2f} s", theirs, seconds / parsing, _GOALS.get(name))
    limit = f"{_SHOWN_MS} ms (a save in a preview)"
    what = f"re-check a saved file of {_A_FILE} problems"
    yield Row(what, f"{1000 * again:.0f} ms", limit, 1000 * again / _SHOWN_MS, 1.0)


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
    return [texts.parsed(path.read_text()) for path in sorted(folder.glob("*.yaml"))]


def _seconds(works: dict[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """The least processor time of each over a few rounds, all in turn: what else runs is not measured."""
    best = dict.fromkeys(works, float("inf"))
    for _ in range(rounds):
        for name, work in works.items():
            gc.collect()
            begun = time.process_time()
            kept = work()
            best[name] = min(best[name], time.process_time() - begun)
            del kept
    return best
