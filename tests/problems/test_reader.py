"""What an author writes is read as meant, or refused with a place and a cure."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from problems.errors import BankError
from problems.model import OrderProblem
from problems.reading.reader import read_bank, read_file, read_problems
from tests.problems import texts

EVERY_KEY = texts.choices().replace(", correct: true", "").replace(", why", ", correct: true, why")
TWO_KEYS = texts.choice().replace("id: by-name\n", "id: by-name\n      correct: true\n")


def test_a_sound_bank_is_read_in_the_order_of_files_and_lines(tmp_path: Path) -> None:
    folder = texts.write_bank(tmp_path, texts.blanks() + texts.choice(), texts.order())
    bank = read_bank(folder)
    assert list(bank.problems) == ["patch-it", "which-pods", "switch-order"]
    assert bank.findings == ()
    assert (bank.locations["which-pods"].file, bank.locations["patch-it"].line) == ("a.yaml", 1)


def test_windows_line_ends_change_nothing() -> None:
    text = texts.every_kind()
    assert [placed.problem for placed in read_problems(text.replace("\n", "\r\n"), "a.yaml").problems] == [
        placed.problem for placed in read_problems(text, "a.yaml").problems
    ]


def test_a_broken_problem_hides_no_other() -> None:
    broken = texts.choice("second").replace("id: by-name", "id: 'by-name")
    read = read_problems(texts.choice("first") + broken + texts.order("third"), "a.yaml")
    assert [placed.problem.id for placed in read.problems] == ["first", "third"]
    assert [finding.rule for finding in read.findings] == ["Y3"]


def test_places_after_a_broken_problem_are_those_of_the_file() -> None:
    text = texts.choice("first").replace("why: Every", "why: `Every") + texts.order(
        "second", difficulty="hart"
    )
    findings = read_problems(text, "a.yaml").findings
    at = text.splitlines().index("  difficulty: hart") + 1
    assert [(finding.rule, finding.line, finding.column) for finding in findings][-1] == ("E8", at, 15)


@pytest.mark.parametrize(
    ("old", "new", "rule", "place", "cure"),
    [
        ("  difficulty: easy", "  dificulty: easy", "F2", "  dificulty", "Did you mean `difficulty`?"),
        ("difficulty: easy", "difficulty: eazy", "E8", "eazy", "Did you mean `easy`?"),
        ("difficulty: easy", "difficulty: 3", "E8", "3", "Write one of `easy`"),
        ("kind: choice", "kind: choise", "F4", "choise", "Did you mean `choice`?"),
        ("  kind: choice\n", "", "F1", "id: which", "Write one of `choice`, `choices`, `order`, `blanks`."),
        ("tries: 1", "tries: 9", "F4", "9", "Write 5 or less."),
        ("tries: 1", "tries: 0", "F4", "0", "Write 1 or more."),
        ("tries: 1", 'tries: "1"', "F3", '"1"', "Write a whole number"),
        ("tries: 1", "tries: true", "F3", "true", "Write a whole number"),
        ("correct: true", "correct: yes", "F3", "yes", "Write `true` or `false`"),
        ("correct: true", "correct: True", "F3", "True", "Write `true` or `false`"),
        ("correct: true", "correct: false", "E1", "options:", "Mark one with `correct: true`."),
        ("time_limit: 1m30s", "time_limit: 12:30", "F3", "12:30", "Write it like 2m, 90s or 1m30s."),
        ("time_limit: 1m30s", "time_limit: 90", "F3", "90", "Write it like 2m, 90s or 1m30s."),
        ("time_limit: 1m30s", "time_limit: 2s", "F4", "2s", "Stay between 5s and 60m."),
        ("id: any-label", "id: both-labels", "F5", "both-labels", "Give each its own id."),
        ("id: any-label", "id: Any label", "F4", "Any label", "Use small letters, digits and single hyphens"),
        ("id: any-label", "id: 12", "F3", "12", 'Put it in quotes: "12".'),
        ("takeaway: A", "takeaway: # A", "F3", "  takeaway", "in quotes where it begins with `#`"),
        ("- Read", "- Read: both", "F3", "Read: both", "Put the text in quotes: the colon in it"),
        ("hints:\n    - Read", "hints: Read", "F3", "Read the", 'Begin each entry with "- "'),
        ("why: Every", "wy: Every", "F2", "wy: Every", "Did you mean `why`?"),
        (
            "      why: Every label of the selector must match.\n",
            "",
            "E7",
            "id: both",
            "Add it: why it is right",
        ),
        ("text: Ready pods that carry either label", "code: kubectl", "F3", "kubectl", "Write its fields as"),
        (
            "      text: Pods of",
            "      code: {language: text, text: x}\n      text: Pods of",
            "F4",
            "{lang",
            "Keep one",
        ),
        ("title: Which", "title: |\n    Which\n    ", "F4", "|", "Write it in one line, without `|` or `>`."),
        (
            "title: Which pods get traffic?",
            "title: " + "x" * 71,
            "F4",
            "x" * 71,
            "It takes 70 characters at most.",
        ),
    ],
)
def test_a_slip_is_shown_where_it_stands_with_its_cure(
    old: str, new: str, rule: str, place: str, cure: str
) -> None:
    text = texts.choice()
    assert old in text
    text = text.replace(old, new, 1)
    read = read_problems(text, "a.yaml")
    finding = read.findings[0]
    assert read.problems == ()
    assert finding.rule == rule
    assert cure in finding.cure
    at_place = text.splitlines()[finding.line - 1][finding.column - 1 :]
    assert at_place.startswith(place.strip().removeprefix("- "))
    assert len(read.findings) == 1


def test_an_entry_of_a_list_is_told_by_its_number_and_a_long_text_by_its_length() -> None:
    text = texts.choice().replace("- Read", "- Read: both", 1).replace("Which pods get traffic?", "x" * 71)
    told = {one.what for one in read_problems(text, "a.yaml").findings}
    assert told == {"entry 1 of `hints` is a mapping, not text", "`title` is too long, with 71 characters"}


def test_a_file_without_a_list_is_shown_behind_its_comments() -> None:
    finding = read_problems("# schema\n\nid: a\n", "a.yaml").findings[0]
    assert (finding.rule, finding.line) == ("F3", 3)


@pytest.mark.parametrize(
    ("text", "rule", "what"),
    [
        (texts.order().replace("after: [deploy]", "after: [deplay]"), "E4", "which is no step here"),
        (texts.order().replace("id: deploy,", "id: deploy, after: [watch],"), "E4", "wait for each other"),
        (texts.order().replace("id: delete", "id: watch"), "E4", "the step id `watch` stands more than once"),
        (texts.blanks().replace("accepts: [patch]", "accepts: [pach]"), "F6", "which is no chip here"),
        (texts.blanks().replace("accepts: [patch]", "accepts: [selector]"), "F6", "no chip is left"),
        (texts.blanks().replace("{{verb}}", "patch"), "F6", "stands nowhere in the template"),
        (texts.blanks().replace("{{verb}}", "{{verb}} {{verb}}"), "F6", "stands 2 times in the template"),
        (texts.blanks().replace("{{verb}}", "{{verb}} {{more}}"), "F6", "a gap {{more}} that is no blank"),
        (texts.choices().replace(", correct: true", ""), "E1", "no option is a key"),
        (EVERY_KEY, "E1", "every option is a key"),
        (TWO_KEYS, "E1", "2 options are keys"),
    ],
)
def test_a_problem_that_cannot_be_asked_is_refused(text: str, rule: str, what: str) -> None:
    findings = read_problems(text, "a.yaml").findings
    assert [finding.rule for finding in findings] == [rule]
    assert what in findings[0].what


def test_an_id_used_twice_names_both_places(tmp_path: Path) -> None:
    folder = texts.write_bank(tmp_path, texts.choice("one") + texts.order("two"), texts.choice("two"))
    bank = read_bank(folder)
    (finding,) = bank.findings
    first = bank.locations["two"]
    assert (finding.file, finding.line, finding.rule) == ("b.yaml", 1, "F5")
    assert f"{first.file}, line {first.line}" in finding.what
    assert isinstance(bank.problems["two"], OrderProblem)


def test_an_unknown_skill_is_refused_with_the_nearest(tmp_path: Path) -> None:
    slip = texts.choice("one").replace("skill: selectors", "skill: selector")
    bank = read_bank(texts.write_bank(tmp_path, slip + texts.order()))
    assert list(bank.problems) == ["switch-order"]
    assert "Did you mean `selectors`?" in bank.findings[0].cure


def test_an_unknown_misconception_is_refused_at_its_option(tmp_path: Path) -> None:
    why = next(line for line in texts.choice("one").splitlines() if "why: The labels" in line)
    slip = texts.choice("one").replace(why, f"{why}\n      misconception: set-merge", 1)
    entry = "  - id: set-merges\n    belief: It merges.\n    truth: It replaces.\n"
    folder = texts.write_bank(
        tmp_path, slip + texts.order(), manifest=f"{texts.MANIFEST}misconceptions:\n{entry}"
    )
    (finding,) = [one for one in read_bank(folder).findings if one.rule == "F6"]
    assert finding.line == slip.splitlines().index("      misconception: set-merge") + 1
    assert "Did you mean `set-merges`?" in finding.cure


def test_a_key_names_no_misconception(tmp_path: Path) -> None:
    slip = texts.choice("one").replace("correct: true", "correct: true\n      misconception: set-merges")
    findings = read_bank(texts.write_bank(tmp_path, slip + texts.order())).findings
    assert "the key names a misconception" in [one.what for one in findings]


def test_a_file_that_ends_in_yml_is_pointed_at(tmp_path: Path) -> None:
    folder = texts.write_bank(tmp_path, texts.choice())
    (folder / "more.yml").write_text(texts.order())
    assert [(finding.file, finding.rule) for finding in read_bank(folder).findings] == [("more.yml", "F7")]


def test_what_an_editor_leaves_beside_a_file_is_not_read(tmp_path: Path) -> None:
    folder = texts.write_bank(tmp_path, texts.choice())
    (folder / ".#a.yaml").symlink_to("somebody@somewhere.123")
    assert read_bank(folder).findings == ()


def test_something_else_than_a_file_is_a_finding_and_is_never_waited_for(tmp_path: Path) -> None:
    folder = texts.write_bank(tmp_path, texts.choice())
    (folder / "folder.yaml").mkdir()
    os.mkfifo(folder / "pipe.yaml")
    assert [finding.file for finding in read_bank(folder).findings] == ["folder.yaml", "pipe.yaml"]


@pytest.mark.parametrize(
    ("files", "cure"),
    [
        (None, "Name a folder that holds a bank.yaml."),
        ({}, "has no bank.yaml. Begin one with"),
        ({"bank.yaml": texts.MANIFEST}, "has no problem yet. Write one with"),
        ({"bank.yaml": texts.MANIFEST, "a.yaml": "- id: x"}, "The first thing to mend: a.yaml:1:3"),
        (
            {"bank.yaml": "id: [", "a.yaml": texts.choice()},
            "bank.yaml:2:1: error Y3: a value is missing before this",
        ),
        ({"bank.yaml": "", "a.yaml": texts.choice()}, "bank.yaml:1:1: error F3"),
        ({"bank.yaml": "id: x\ntitel: x", "a.yaml": texts.choice()}, "bank.yaml:"),
        (
            {"bank.yaml": texts.MANIFEST + "test: { easy: -1 }\n", "a.yaml": texts.choice()},
            "Write 0 or more.",
        ),
        ({"bank.yaml": texts.MANIFEST + "challenge: [cooking]\n"}, "`cooking`. Write one of `conceptual`"),
    ],
)
def test_what_cannot_be_served_says_the_cure(tmp_path: Path, files: dict[str, str] | None, cure: str) -> None:
    folder = tmp_path / "bank"
    for name, text in (files or {}).items():
        folder.mkdir(exist_ok=True)
        (folder / name).write_text(text)
    if files == {}:
        folder.mkdir()
    with pytest.raises(BankError) as raised:
        read_bank(folder)
    assert cure in str(raised.value)


def test_a_file_that_may_not_be_read_is_a_finding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(texts.choice())

    def refuse(*_: object, **__: object) -> object:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    (finding,) = read_file(path).findings
    assert finding.what == "the file can't be opened (Permission denied)"
