"""`cutover problems regrade` says who gains before it writes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from grader.service import Grader
from ui.backend import open_backend
from ui.cli import main
from ui.cli.options import SHIPPED
from ui.settings import read_settings

_BANK = """- id: only
  kind: choice
  title: The only one
  category: conceptual
  difficulty: easy
  skill: s
  time_limit: 1m
  tries: 1
  prompt: Which?
  options:
    - { id: a, text: a, why: w }
    - { id: b, text: b, why: w, correct: true }
    - { id: c, text: c, why: w }
  solution: { steps: [a], takeaway: b, mistakes: [c] }
"""


@pytest.fixture
def folder(tmp_path: Path, database: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A bank of one problem, and a database of its own; the test runs once on each kind."""
    bank = tmp_path / "bank"
    bank.mkdir()
    skill = "skills: [{ id: s, title: S, about: S. }]"
    badge = next(
        line for line in (SHIPPED / "bank.yaml").read_text().splitlines() if line.startswith("badge")
    )
    (bank / "bank.yaml").write_text(f"id: small\ntitle: Small\nabout: Small.\n{badge}\n{skill}\n")
    (bank / "one.yaml").write_text(_BANK)
    monkeypatch.setenv("CUTOVER_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("CUTOVER_DB_URL", database)
    monkeypatch.setenv("CUTOVER_BANK", str(bank))
    return bank


@contextmanager
def _grader() -> Iterator[Grader]:
    with closing(open_backend(read_settings())) as backend:
        yield backend.grader


def _regrade(*arguments: str, answer: str = "") -> Result:
    return CliRunner().invoke(main, ["problems", "regrade", "only", *arguments], input=answer)


def _answered(option: str) -> None:
    with _grader() as grader:
        learner = grader.learners.join("device", "Ada").id
        attempt = grader.attempts.begin(learner, "practice", skill="s")
        grader.items.answer(learner, attempt, 1, option)
        grader.attempts.end(learner, attempt)


def _waiting() -> int:
    """How many closed problems wait for the new key."""
    with _grader() as grader:
        return len(grader.regrading.preview("only").items)


def test_nothing_is_written_until_it_is_asked_for(folder: Path) -> None:
    _answered("a")
    assert "nothing to write" in _regrade().output
    keyed = _BANK.replace(", correct: true", "").replace("id: a, text: a", "id: a, correct: true, text: a")
    (folder / "one.yaml").write_text(keyed)
    refused = _regrade(answer="n\n")
    assert "1 would gain, 0 would lose" in refused.output
    assert "0.00 -> 1.00" in refused.output
    assert "Ada" in refused.output
    assert refused.exit_code == 1
    assert _waiting() == 1
    assert "Marked 1 anew" in _regrade("--yes").output
    assert _waiting() == 0
