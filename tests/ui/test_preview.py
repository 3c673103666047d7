"""What a preview shows of a file at each save, and what its command refuses."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from streamlit.testing.v1 import AppTest

import ui
from tests.problems import texts
from tests.ui.context import SETTINGS
from tests.ui.pages.visitor import plain
from ui.app_context import AppContext, install
from ui.author.watcher import Preview
from ui.cli import main
from ui.lab.services import LabServices

_SCREEN = Path(ui.__file__).parent / "author" / "page.py"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    folder = texts.write_bank(tmp_path / "bank", texts.choice("one") + texts.choices("two"))
    return folder / "a.yaml"


@pytest.fixture
def preview(path: Path) -> Preview:
    instants: Iterator[datetime] = (
        datetime(2026, 11, 24, 12, tzinfo=UTC) + timedelta(minutes=nth) for nth in range(100)
    )
    return Preview(path, lambda: next(instants))


def _edit(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def test_nothing_is_checked_again_until_something_was_saved(preview: Preview, path: Path) -> None:
    assert preview.snapshot() is preview.snapshot()
    _edit(path, "Every label of", "Each label of")
    assert preview.snapshot().number == 2


def test_a_broken_problem_is_kept_as_it_was_last_sound(preview: Preview, path: Path) -> None:
    before = preview.snapshot()
    _edit(path, "difficulty: easy", "dificulty: easy")
    snapshot = preview.snapshot()
    assert list(snapshot.drafts) == ["one", "two"]
    assert snapshot.drafts["one"].problem == before.drafts["one"].problem
    assert (snapshot.drafts["one"].since, snapshot.drafts["two"].since) == (before.at, None)
    _edit(path, "- id: two", "-\tid: two")
    snapshot = preview.snapshot()
    assert snapshot.drafts["one"].since == before.at, (
        "it says when it was last sound, not when it was last seen"
    )
    assert snapshot.drafts["two"].since is not None


def test_a_problem_that_is_taken_out_is_shown_no_more(preview: Preview, path: Path) -> None:
    preview.snapshot()
    path.write_text(texts.choices("two"))
    assert list(preview.snapshot().drafts) == ["two"]


def test_the_problem_that_was_changed_is_named(preview: Preview, path: Path) -> None:
    assert preview.snapshot().changed is None
    _edit(path, "- id: two", "- id: three")
    assert preview.snapshot().changed == "three"
    _edit(path, "Every label of", "Each label of")
    assert preview.snapshot().changed == "one"
    path.write_text(path.read_text() + "\n")
    assert preview.snapshot().changed is None


def test_a_bank_that_breaks_around_the_file_is_told_over_the_last_snapshot(
    preview: Preview, path: Path
) -> None:
    preview.snapshot()
    (path.parent / "bank.yaml").write_text("id: [")
    snapshot = preview.snapshot()
    assert "can't be read" in (snapshot.trouble or "")
    assert list(snapshot.drafts) == ["one", "two"]


def _page(preview: Preview) -> AppTest:
    install(AppContext(SETTINGS, LabServices(), preview=preview))
    return AppTest.from_file(_SCREEN, default_timeout=20).run()


def _text(page: AppTest) -> str:
    said = [*page.title, *page.markdown, *page.caption, *page.error, *page.info, *page.code, *page.subheader]
    return plain("\n".join(str(element.value) for element in said))


def _key(element: object) -> str:
    return str(getattr(element, "key", ""))


def test_the_page_shows_question_key_hints_and_findings(preview: Preview, path: Path) -> None:
    _edit(path, "Every label of", "Every [OK] label of")
    page = _page(preview)
    assert not page.exception
    text = _text(page)
    assert "Which pods get traffic?" in text
    assert "Warning W15." in text
    assert any("[OK] label" in str(one.proto) for one in page.get("bidi_component")), "the line is shown"
    assert "1 minute 30 seconds, 1 try in a challenge." in text
    keys = [_key(one) for one in page.get("bidi_component")]
    assert any(key.startswith("answer-one") for key in keys)
    assert any(key.startswith("key-one") for key in keys)


def test_an_answer_can_be_tried_and_begun_anew(preview: Preview) -> None:
    page = _page(preview)
    key = next(_key(one) for one in page.get("bidi_component") if _key(one).startswith("answer-"))
    page.session_state[key] = {"answer": {"value": ["piece-1"], "edit": 1}}
    page.button[0].click().run()
    assert not page.exception
    assert [button.label for button in page.button] == ["Start over"]
    page.button[0].click().run()
    assert page.button[0].label == "Answer"


def test_the_page_turns_to_the_problem_that_was_saved(preview: Preview, path: Path) -> None:
    page = _page(preview)
    assert page.selectbox[0].value == "one"
    _edit(path, "- id: two", "- id: three")
    page.run()
    assert page.selectbox[0].value == "three"


def test_a_file_without_a_sound_problem_shows_its_findings(preview: Preview, path: Path) -> None:
    path.write_text("- id: one\n\tkind: choice\n")
    text = _text(_page(preview))
    assert "There is no sound problem to show yet." in text
    assert "a tab stands where only spaces may" in text


def _refused(*args: str | Path) -> str:
    result = CliRunner().invoke(main, ["problems", "preview", *map(str, args)], catch_exceptions=False)
    assert result.exit_code == 1
    (line,) = result.output.splitlines()
    return line


def test_a_path_that_is_no_file_of_problems_is_one_sentence_with_the_cure(path: Path) -> None:
    assert "Name one that exists" in _refused(path.parent / "nowhere.yaml")
    assert "Name one file of problems in it" in _refused(path.parent)


def test_a_busy_port_is_one_sentence_with_the_cure(path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        assert "choose another: --port" in _refused(path, "--port", str(other.getsockname()[1]))
