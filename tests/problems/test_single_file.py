"""A file that is being written is checked as `check` would, without the rest of its bank being read again."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from problems.errors import BankError
from problems.lint.engine import check_bank
from problems.lint.single_file import FileCheck
from problems.reading.reader import ParsedFile, problem_files, read_file
from tests.problems import texts
from tests.problems.shipped import FOLDER


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return texts.write_bank(tmp_path / "bank", texts.choice("first"), texts.order("second"))


class Reading:
    """Reads files, and notes their names."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def __call__(self, path: Path) -> ParsedFile:
        self.names.append(path.name)
        return read_file(path)


def _rules(check: FileCheck) -> list[str]:
    return [one.rule for one in check.check().findings if one.rule != "P3"]


@pytest.mark.parametrize("path", problem_files(FOLDER), ids=lambda path: path.stem)
def test_a_shipped_file_has_the_findings_that_check_has(path: Path) -> None:
    expected = tuple(one for one in check_bank(FOLDER).findings if one.file == path.name)
    assert FileCheck(path).check().findings == expected


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("difficulty: easy", "dificulty: easy"),
        ("  tries: 1", "\ttries: 1"),
        ("  tries: 1", "    tries: 1"),
        ("correct: true", "correct: false"),
        ("Every label of", "Every [OK] label of"),
        ("skill: selectors", "skill: cooking"),
        ("  tries: 1", "  tries: 1\n  tries: 1"),
    ],
)
def test_a_slip_is_told_as_check_tells_it(folder: Path, old: str, new: str) -> None:
    path = folder / "a.yaml"
    file = FileCheck(path)
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    expected = tuple(one for one in check_bank(folder).findings if one.file == "a.yaml")
    assert expected
    assert file.check().findings == expected


def test_a_save_reads_no_other_file_again(folder: Path) -> None:
    read = Reading()
    file = FileCheck(folder / "a.yaml", read)
    assert read.names == ["b.yaml"]
    for nth in range(3):
        (folder / "a.yaml").write_text(texts.choice(f"saved-{nth}"))
        assert [problem.id for problem in file.check().problems] == [f"saved-{nth}"]
    assert read.names == ["b.yaml", *["a.yaml"] * 3]


def test_only_the_other_file_that_was_saved_is_read_again(folder: Path) -> None:
    (folder / "c.yaml").write_text(texts.blanks("third"))
    read = Reading()
    file = FileCheck(folder / "a.yaml", read)
    (folder / "c.yaml").write_text(texts.blanks("first"))
    assert _rules(file) == ["F5"]
    assert read.names == ["b.yaml", "c.yaml", "c.yaml", "a.yaml"]


def test_of_two_with_one_id_or_one_text_the_one_that_is_written_is_told(folder: Path) -> None:
    file = FileCheck(folder / "a.yaml")
    (folder / "a.yaml").write_text(texts.order("second"))
    (finding,) = [one for one in file.check().findings if one.rule == "F5"]
    assert "in b.yaml, line 1" in finding.what
    (folder / "a.yaml").write_text(texts.order("again"))
    (finding,) = [one for one in file.check().findings if one.rule == "W11"]
    assert "nearly the same as `second` (b.yaml, line 1)" in finding.what


def test_a_skill_that_is_added_to_the_bank_is_known_at_once(folder: Path) -> None:
    path = folder / "a.yaml"
    path.write_text(path.read_text().replace("skill: selectors", "skill: cooking"))
    file = FileCheck(path)
    (finding,) = file.check().findings
    line = path.read_text().splitlines()[finding.line - 1]
    assert (finding.rule, line[finding.column - 1 :]) == ("F6", "cooking")
    manifest = folder / "bank.yaml"
    manifest.write_text(
        manifest.read_text().replace("rollback", "cooking").replace("selectors-too", "cooking")
    )
    assert "F6" not in _rules(file)


def test_a_file_that_vanishes_is_told_and_comes_back(folder: Path) -> None:
    path = folder / "a.yaml"
    file, text = FileCheck(path), path.read_text()
    path.unlink()
    found = file.check()
    assert [one.what for one in found.findings] == ["the file has been deleted"]
    assert not found.complete
    path.write_text(text)
    assert file.check().complete


def test_a_manifest_that_breaks_says_so(folder: Path) -> None:
    file = FileCheck(folder / "a.yaml")
    (folder / "bank.yaml").write_text("id: [")
    with pytest.raises(BankError, match="can't be read"):
        file.check()


def test_fresh_evidence_changes_the_stamp(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(FOLDER, tmp_path / "bank"))
    file = FileCheck(folder / "switches.yaml")
    before = file.stamp()
    assert before == file.stamp()
    (folder / "evidence" / "switch-output.json").unlink()
    assert before != file.stamp()


@pytest.mark.parametrize(
    ("name", "cure"),
    [
        ("", "Name one file of problems in it"),
        ("nowhere.yaml", "`cutover problems new` begins one"),
        ("bank.yaml", "Name a file beside it"),
        ("notes.txt", "Let its name end in .yaml"),
    ],
)
def test_a_path_without_problems_is_refused_with_the_cure(folder: Path, name: str, cure: str) -> None:
    (folder / "notes.txt").write_text("")
    with pytest.raises(BankError, match=cure):
        FileCheck(folder / name)


def test_a_file_outside_of_any_bank_is_refused_with_the_cure(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(texts.choice())
    with pytest.raises(BankError, match=r"has no bank\.yaml"):
        FileCheck(tmp_path / "a.yaml")
