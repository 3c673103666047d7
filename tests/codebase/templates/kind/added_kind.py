"""A kind that was added: authors begin with it, learners answer it on their page, and it is marked."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from problems.model import StatementProblem
from problems.reading.reader import read_bank
from problems.reading.schema import schema_text
from tests.grader.client import Client
from tests.ui.context import make_context
from tests.ui.pages.visitor import Visitor
from ui.app_context import installed
from ui.cli import main


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    folder = tmp_path / "own"
    begin = ["problems", "new", "one-label", "--kind", "statement", "--bank", str(folder)]
    made = CliRunner().invoke(main, begin)
    assert made.exit_code == 0, made.output
    return folder


def test_an_author_begins_with_a_sound_problem_of_the_kind(bank: Path) -> None:
    checked = CliRunner().invoke(main, ["problems", "check", str(bank)])
    assert checked.exit_code == 0, checked.output
    assert '"statement"' in schema_text("problems")
    assert isinstance(read_bank(bank).problems["one-label"], StatementProblem)


def test_a_learner_answers_it_and_it_is_marked(bank: Path, client: Client) -> None:
    learner = Client(client.store, read_bank(bank), client.clock)
    with installed(make_context(learner)):
        page = Visitor(learner).begin("practice").give("fails").click("Answer")
    (tried,) = learner.item().tries
    assert tried.verdict.outcome == "pass"
    assert "It does not" in page.sent
