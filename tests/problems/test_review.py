"""A review stands for the problem that was read, and for no other."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from problems.errors import ProofError
from problems.proofs.findings import proof_findings
from problems.proofs.review import REVIEWS, make_review, read_review, write_review
from problems.reading.reader import read_bank
from ui.cli import main
from ui.cli.options import SHIPPED

NAME = "why-blue-stays"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped bank in which one problem is reviewed."""
    target = tmp_path / "bank"
    shutil.copytree(SHIPPED, target, ignore=shutil.ignore_patterns(REVIEWS))
    problem = read_bank(target).problems[NAME]
    write_review(target, make_review(problem, "Blue is kept for the way back.", date(2026, 11, 4)))
    return target


def _said(folder: Path, name: str = NAME) -> list[str]:
    found = proof_findings(read_bank(folder), folder)
    return [f"{finding.rule}: {finding.what}" for finding in found if finding.problem == name]


def test_a_review_comes_back_as_it_was_written(folder: Path) -> None:
    review = read_review(folder, NAME)
    assert review is not None
    assert review.sentence == "Compared with its source, 4 Nov 2026."
    assert _said(folder) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("text: They make going back", "text: They make going home"),
        ("source: https://martinfowler.com/bliki/BlueGreenDeployment.html", "source: https://example.org/"),
    ],
    ids=["another key", "another source"],
)
def test_a_review_is_stale_when_what_was_read_changes(folder: Path, old: str, new: str) -> None:
    path = folder / "rollback.yaml"
    path.write_text(path.read_text().replace(old, new, 1))
    assert _said(folder) == ["P2: the problem or its source changed since they were compared"]


def test_in_a_bank_that_keeps_reviews_a_key_without_one_is_named(folder: Path) -> None:
    assert _said(folder, "no-probe") == ["P3: the key was never compared with its source"]


def test_a_bank_need_not_keep_reviews(folder: Path) -> None:
    shutil.rmtree(folder / REVIEWS)
    assert _said(folder, "late-truth") == []


def test_a_review_without_a_source_is_refused(folder: Path) -> None:
    problem = read_bank(folder).problems[NAME].model_copy(update={"source": None})
    with pytest.raises(ProofError, match="no `source`"):
        make_review(problem, "Nothing.", date(2026, 11, 4))


def test_a_broken_review_is_named(folder: Path) -> None:
    (folder / REVIEWS / f"{NAME}.json").write_text("{}")
    assert _said(folder)[0].startswith("P4")


def test_a_review_shows_what_is_keyed_and_is_kept(folder: Path) -> None:
    asked = ["problems", "review", "late-truth", "--bank", str(folder)]
    done = CliRunner().invoke(main, asked, input="Watch the answers where labels are late.\n")
    assert done.exit_code == 0, done.output
    assert "[key] The scores and refusals" in done.output
    review = read_review(folder, "late-truth")
    assert review is not None
    assert review.says == "Watch the answers where labels are late."
