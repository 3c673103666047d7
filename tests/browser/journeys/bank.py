"""A bank on disk whose every secret carries a canary, for a served app."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

from problems.model import CATEGORIES, DIFFICULTIES, Problem
from problems.reading.writer import write_problems
from tests.grader.sample_bank import make_problem
from tests.grader.sample_lessons import TEXT as LESSON

MANIFEST = """\
id: made-up
title: Made-up deployment
about: Problems that nobody needs to solve.
skills:
  - { id: selector-switch, title: The selector, about: Doing it well. }
  - { id: rollback, title: The way back, about: Doing it well. }
  - { id: warm-up, title: Warm-up, about: Doing it well. }
misconceptions:
  - { id: wrong-idea, belief: CANARY-belief-wrong-idea, truth: CANARY-truth-wrong-idea }
"""


def write_bank(
    folder: Path, *, kinds: Iterable[str] = ("choice",), limit: timedelta = timedelta(minutes=5)
) -> Path:
    """Twenty problems of these kinds in turn, enough for every form, and a lesson; gives the folder."""
    kinds = tuple(kinds)
    folder.mkdir(exist_ok=True)
    (folder / "bank.yaml").write_text(MANIFEST, encoding="utf-8")
    made = [
        make_problem(
            f"p{at}-{kinds[at % len(kinds)]}",
            kinds[at % len(kinds)],
            difficulty=DIFFICULTIES[at // 5 % 3],
            at=at,
        )
        for at in range(5 * len(CATEGORIES))
    ]
    (folder / "lessons").mkdir(exist_ok=True)
    (folder / "lessons" / "short.md").write_text(LESSON, encoding="utf-8")
    entries = [_entry(problem, limit) for problem in made]
    (folder / "problems.yaml").write_text(write_problems(entries), encoding="utf-8")
    return folder


def _entry(problem: Problem, limit: timedelta) -> dict[str, Any]:
    written = problem.model_dump(mode="json", exclude_defaults=True)
    return written | {"time_limit": f"{round(limit.total_seconds())}s"}
