"""What an author's editor, keyboard or merge leaves in a file is named where it stands, with its cure."""

from __future__ import annotations

from pathlib import Path

import pytest

from problems.errors import BankError, Finding
from problems.lint.engine import check_bank
from problems.lint.single_file import FileCheck
from problems.markup import MarkupSpan, parse_line, unpaired_mark
from problems.reading.reader import read_bank, read_problems
from problems.reading.writer import write_problems
from tests.problems import texts


def findings_after(tmp_path: Path, old: str, new: str, text: str = "") -> list[Finding]:
    """The findings about a sound choice in which `old` became `new`, but for what has no proof."""
    text = text or texts.choice()
    assert old in text
    folder = texts.write_bank(tmp_path, text.replace(old, new, 1))
    return [one for one in FileCheck(folder / "a.yaml").check().findings if one.rule != "P3"]


@pytest.mark.parametrize(
    ("old", "new", "rule", "says_and_cure"),
    [
        ("why: Every label", "why: Pod #1, every label", "Y7", ("`#1, every label", "in quotes")),
        ("Every label of", "Every **label of", "W19", ("a pair of stars has no partner", "Close it")),
        ("Every label of", "Every `label of", "W19", ("a backtick has no partner", "Close it")),
        ("Every label of", "Every 2 ** 3 ** 2 label of", "W19", ("a pair of stars", "in backticks")),
        ("Every label of", "Every la\u00adbel of", "Y1", ("U+00AD can't be seen", "Remove it")),
        ("Every label of", "Every la\u200bbel of", "Y1", ("U+200B can't be seen", "Remove it")),
        ("\n  tries", "\n\u00a0 tries", "Y1", ("U+00A0 looks like a space", "an ordinary space")),
        ("tries: 1", "tries:\u00a01", "Y1", ("U+00A0 looks like a space", "an ordinary space")),
        ("tries: 1", "tries: “1: one”", "Y3", ("typographic quotes", "straight ones")),
        (
            "  tries: 1",
            "<<<<<<< HEAD\n  tries: 1",
            "Y3",
            ("a conflict of two versions", "Keep one of the two"),
        ),
        ("Every label of", "Every x<sup>2</sup> label of", "W15", ("`<sup>`", "Remove it")),
    ],
)
def test_text_that_is_not_read_as_it_was_meant_is_named(
    tmp_path: Path, old: str, new: str, rule: str, says_and_cure: tuple[str, str]
) -> None:
    found = findings_after(tmp_path, old, new)
    assert [one.rule for one in found] == [rule]
    says, cure = says_and_cure
    assert says in found[0].what
    assert cure in found[0].cure


def test_a_finding_stands_at_the_character(tmp_path: Path) -> None:
    (found,) = findings_after(tmp_path, "why: Every label", "why: Pod #1, every label")
    line = (tmp_path / "a.yaml").read_text().split("\n")[found.line - 1]
    assert line[found.column - 1 :].startswith("#1, every")


@pytest.mark.parametrize("comment", ["  tries: 1 # as few as can be", "  tries: 1 #! x", "  tries: 1 ##"])
def test_an_ordinary_comment_is_no_finding(tmp_path: Path, comment: str) -> None:
    assert findings_after(tmp_path, "  tries: 1", comment) == []


def test_a_forgotten_sign_of_an_entry_is_named(tmp_path: Path) -> None:
    text = texts.choice()
    second = text.index("    - id:", text.index("    - id:") + 1)
    found = findings_after(
        tmp_path, "", "", text[:second] + text[second:].replace("    - id:", "      id:", 1)
    )
    assert [one.rule for one in found] == ["Y5"]
    assert found[0].cure.startswith("Write `- id:` if a new entry begins here")


def test_a_key_that_stands_twice_elsewhere_is_to_be_removed(tmp_path: Path) -> None:
    (found,) = findings_after(tmp_path, "  tries: 1", "  tries: 1\n  tries: 1")
    assert found.cure == "Keep one of the two."


def test_two_steps_or_chips_that_read_the_same_are_an_error(tmp_path: Path) -> None:
    for text in (texts.order(), texts.blanks()):
        parsed = read_problems(text, "a.yaml").problems[0].problem
        pieces = parsed.steps if parsed.kind == "order" else parsed.chips  # type: ignore[union-attr]
        first, second = pieces[0].text, pieces[1].text
        found = findings_after(tmp_path, f"text: {second}", f"text: {first}", text)
        assert [one.rule for one in found] == ["E3"], text
        assert found[0].what.startswith(f"it reads as `{first}`")


def test_stars_that_touch_no_text_are_no_marks() -> None:
    assert parse_line("2 ** 3 ** 2") == (MarkupSpan("text", "2 ** 3 ** 2"),)
    assert parse_line("a **b c** d")[1] == MarkupSpan("strong", "b c")
    assert unpaired_mark("`a` and **b**") is None


def test_the_worst_finding_of_a_manifest_is_named_and_not_the_first(tmp_path: Path) -> None:
    folder = texts.write_bank(
        tmp_path, texts.choice(), manifest="\ufeff" + texts.MANIFEST.replace("id:", "idd:", 1)
    )
    with pytest.raises(BankError) as refused:
        read_bank(folder)
    assert "error F" in str(refused.value)
    assert "byte order mark" not in str(refused.value)


def test_a_written_problem_holds_no_character_that_a_bank_may_not_hold() -> None:
    (found,) = [write_problems([{"id": "a", "text": "la\u00adbel\u200b"}])]
    assert found == "- id: a\n  text: label\n"


def test_a_broken_manifest_is_the_finding_of_every_file(tmp_path: Path) -> None:
    report = check_bank(texts.write_bank(tmp_path, texts.choice(), manifest="id: ["))
    assert report.bank is None
    assert [one.file for one in report.findings] == ["bank.yaml"]
    assert report.texts == {"bank.yaml": "id: ["}
