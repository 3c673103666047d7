"""`cutover problems observed` writes what `check --observed` reads."""

from __future__ import annotations

import csv
from contextlib import closing
from io import StringIO
from pathlib import Path

import pytest
from click.testing import CliRunner

from grader.rules.marking import right_answer
from problems.answer import to_raw
from problems.reading.reader import read_bank
from ui.backend import open_backend
from ui.cli import main
from ui.settings import read_settings

pytestmark = pytest.mark.timeout(30)


def test_what_learners_answered_is_held_against_the_labels(
    tmp_path: Path, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CUTOVER_DATA", str(tmp_path))
    monkeypatch.setenv("CUTOVER_DB_URL", database)
    with closing(open_backend(read_settings())) as backend:
        learner = backend.grader.learners.join("d" * 32, "Ada").id
        attempt = backend.grader.attempts.begin(learner, "practice")
        problem = backend.grader.attempts.look(learner, attempt).item.problem
        assert problem is not None
        right = to_raw(right_answer(read_bank(read_settings().bank).problems[problem.id]))
        backend.grader.items.answer(learner, attempt, 1, right)
    printed = CliRunner().invoke(main, ["problems", "observed"])
    rows = list(csv.DictReader(StringIO(printed.output)))
    assert printed.exit_code == 0
    assert [(row["id"], row["too_fast"]) for row in rows] == [(problem.id, "1")]
    (tmp_path / "observed.csv").write_text(printed.output)
    checked = CliRunner().invoke(main, ["problems", "check", "--observed", str(tmp_path / "observed.csv")])
    assert "is no CSV" not in checked.output
    assert checked.exit_code == 0
