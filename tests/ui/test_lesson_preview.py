"""What a preview shows of a lesson at each save: keys, reasons, findings, and the last sound version."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import ui
from problems.errors import BankError
from tests.grader.sample_lessons import TEXT
from tests.problems import texts
from tests.ui.context import SETTINGS
from tests.ui.pages.visitor import plain
from ui.app_context import AppContext, installed
from ui.author.lesson_watcher import LessonPreview
from ui.lab.services import LabServices

_SCREEN = Path(ui.__file__).parent / "author" / "lesson_page.py"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    folder = texts.write_bank(tmp_path / "bank", texts.choice("one"))
    (folder / "lessons").mkdir()
    path = folder / "lessons" / "short.md"
    path.write_text(TEXT, "utf-8")
    return path


def test_a_lesson_is_read_again_when_it_was_saved_and_kept_while_it_is_broken(path: Path) -> None:
    preview = LessonPreview(path)
    first = preview.snapshot()
    assert preview.snapshot() is first
    assert (first.number, first.findings) == (1, ())
    path.write_text(TEXT.replace("minutes: 3", "minutes: many"), "utf-8")
    second = preview.snapshot()
    assert (second.number, [one.rule for one in second.findings]) == (2, ["F3"])
    assert second.lesson == first.lesson
    path.write_text(TEXT.replace("Some **text**", "Some <b>text"), "utf-8")
    assert [one.rule for one in preview.snapshot().findings] == ["E11"]


def test_the_page_shows_keys_reasons_and_findings(path: Path) -> None:
    path.write_text(TEXT.replace("```shell look", "```shell"), "utf-8")
    with installed(AppContext(SETTINGS, LabServices(), preview=LessonPreview(path))):
        at = AppTest.from_file(_SCREEN, default_timeout=20).run()
    assert not at.exception
    words = plain("\n".join(str(one.value) for one in [*at.title, *at.header, *at.markdown, *at.caption]))
    assert "A short lesson" in words
    assert "✓ Right idea" in words
    assert "CANARY-wrong-example" in words
    assert "the commands have no name" in words


@pytest.mark.parametrize("name", ["nothing.md", "../README.md"])
def test_a_path_that_is_no_lesson_is_one_sentence_with_the_cure(path: Path, name: str) -> None:
    with pytest.raises(BankError, match=r"is no lesson\. Name a file in the folder lessons"):
        LessonPreview(path.parent / name)
