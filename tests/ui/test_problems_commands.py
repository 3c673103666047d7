"""`cutover problems`: what an author is told, in each form, with an exit code that a script can trust."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner, Result

from problems.lint.engine import RULES
from problems.reading.schema import FILES, schema_text
from problems.reading.templates import KINDS
from tests.problems import texts
from ui.cli import main
from ui.cli.options import SHIPPED

SMALL = (
    texts.MANIFEST.replace("rollback", "selectors-too").replace(
        "  - { id: selectors-too, title: Rollback, about: Go back while learners are served. }\n", ""
    )
    + "challenge: [conceptual]\npractice: 1\ntest: { easy: 1 }\n"
)
WARNED = texts.choice().replace("Every label of", "Every [OK] label of")
WRONG = texts.choice().replace("difficulty: easy", "dificulty: easy")


def _run(*args: str | Path) -> Result:
    return CliRunner().invoke(main, ["problems", *map(str, args)], catch_exceptions=False)


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    return texts.write_bank(tmp_path / "bank", texts.choice(), manifest=SMALL)


def test_a_sound_bank_passes(bank: Path) -> None:
    result = _run("check", bank)
    assert (result.exit_code, result.output) == (0, "1 sound problem, no error, no warning, no note.\n")


@pytest.mark.parametrize(
    ("text", "code"),
    [(texts.choice(), 0), (WARNED, 1), (texts.choice("sound") + WRONG, 2), (WRONG, 2), ("- a: [", 2)],
)
def test_the_exit_code_is_the_worst_severity(tmp_path: Path, text: str, code: int) -> None:
    folder = texts.write_bank(tmp_path, text, manifest=SMALL)
    for form in ("text", "json", "sarif", "github"):
        assert _run("check", folder, "--format", form).exit_code == code
    assert _run("lint", folder).exit_code == code


def test_a_lesson_is_checked_with_its_bank_or_by_itself(bank: Path) -> None:
    lesson = bank / "lessons" / "short.md"
    lesson.parent.mkdir()
    lesson.write_text("no head\n", "utf-8")
    for path in (bank, lesson):
        result = _run("check", path)
        assert result.exit_code == 2
        assert "lessons/short.md:1:1: error F9: the lesson has no head" in result.output


def test_notes_alone_do_not_fail_a_check(tmp_path: Path) -> None:
    text = texts.choice().replace("  tries: 1", "  tries: 1\n  allow: { W15: It is printed so. }")
    result = _run("check", texts.write_bank(tmp_path, text, manifest=SMALL))
    assert result.exit_code == 0
    assert "note W18" in result.output


def test_a_finding_shows_its_line_with_a_caret_and_says_why_and_how(
    bank: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (bank / "a.yaml").write_text(WRONG)
    monkeypatch.chdir(bank.parent)
    assert _run("check", bank).output.splitlines()[:5] == [
        "bank/a.yaml:5:3: error F2: `dificulty` is no field here",
        "       5 |   dificulty: easy",
        "         |   ^",
        "     why  A misspelt field would be ignored, and with it what you meant.",
        "    cure  Did you mean `difficulty`?",
    ]


def test_a_long_line_is_shown_around_the_place(bank: Path) -> None:
    text = texts.choices().replace("why: No pod carries that label.", "why: " + "long " * 60 + ", wy: x")
    (bank / "a.yaml").write_text(text)
    lines = _run("check", bank).output.splitlines()
    shown, caret = lines[1].split(" | ", 1)[1], lines[2].split(" | ", 1)[1]
    assert len(shown) <= 100
    assert shown[caret.index("^") :].startswith("wy")


def test_json_carries_every_finding_with_its_reason(bank: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (bank / "a.yaml").write_text(WARNED)
    monkeypatch.chdir(bank)
    told = json.loads(_run("check", "--format", "json", ".").output)
    (finding,) = told["findings"]
    assert (told["served"], told["problems"]) == (True, 1)
    assert (finding["file"], finding["rule"], finding["severity"]) == ("a.yaml", "W15", "warning")
    assert finding["why"] == RULES["W15"].reason


def test_a_bank_that_cannot_be_served_says_why_in_every_form(tmp_path: Path) -> None:
    assert "has no bank.yaml" in _run("check", tmp_path).output
    assert json.loads(_run("check", tmp_path, "--format", "json").output)["served"] is False
    assert _run("check", tmp_path / "nowhere").exit_code == 2


def test_github_annotations_are_escaped(bank: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (bank / "a.yaml").write_text(WRONG.replace("id: which-pods", "id: 100%"))
    monkeypatch.chdir(bank)
    lines = _run("check", "--format", "github", ".").output.splitlines()
    assert lines[0].startswith(
        "::error file=a.yaml,line=1,col=7,title=F4%3A Value out of bounds::`id` is `100%25`"
    )


def test_sarif_names_its_rules_and_places(bank: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (bank / "a.yaml").write_text(WARNED)
    monkeypatch.chdir(bank)
    told = json.loads(_run("check", "--format", "sarif", ".").output)
    (run,) = told["runs"]
    (result,) = run["results"]
    assert told["version"] == "2.1.0"
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == [result["ruleId"]] == ["W15"]
    (location,) = result["locations"]
    assert location["physicalLocation"]["artifactLocation"]["uri"] == "a.yaml"
    assert location["physicalLocation"]["region"]["startLine"] > 1


def test_a_single_file_is_checked_as_part_of_its_bank(bank: Path) -> None:
    (bank / "b.yaml").write_text(
        texts.choice("second").replace("The Service selects", "[OK] Now. One selects")
    )
    (bank / "c.yaml").write_text(WRONG)
    output = _run("check", bank / "b.yaml").output
    assert "b.yaml:10" in output
    assert "c.yaml" not in output


def test_files_of_two_banks_are_not_checked_together(bank: Path, tmp_path: Path) -> None:
    other = tmp_path / "other" / "a.yaml"
    other.parent.mkdir()
    other.touch()
    result = _run("check", bank / "a.yaml", other)
    assert result.exit_code == 2
    assert "Check one bank at a time." in result.output


def test_a_file_that_is_not_there_is_no_sound_file(bank: Path) -> None:
    result = _run("check", bank / "nonsense.yaml")
    assert result.exit_code == 2
    assert f"There is no {bank / 'nonsense.yaml'}. The folder has a.yaml" in " ".join(result.output.split())


def test_without_a_path_the_bank_of_this_folder_is_checked_and_named(
    bank: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(bank)
    assert _run("check").output.startswith(f"The bank in {bank}:\n")


def test_labels_are_held_against_what_was_observed(bank: Path, tmp_path: Path) -> None:
    csv = tmp_path / "observed.csv"
    csv.write_text("id,facility,attempts\nwhich-pods,0.2,500\n")
    assert "W16: 20% of 500 first answers were right" in _run("check", bank, "--observed", csv).output
    csv.write_text("which-pods;0.2;500\n")
    assert "is no CSV with the columns id, facility" in _run("check", bank, "--observed", csv).output


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_problem_passes(tmp_path: Path, kind: str) -> None:
    folder = tmp_path / "My bank"
    result = _run("new", "my-first", "--kind", kind, "--bank", folder)
    assert (result.exit_code, _run("check", folder).exit_code) == (0, 0)
    assert f"problems.yaml:2: a problem of kind {kind}" in result.output
    for name in FILES.values():
        assert (folder / name).exists()


def test_a_new_problem_is_appended_with_the_skill_asked_for(bank: Path) -> None:
    (bank / "a.yaml").write_text(texts.choice().rstrip())
    result = _run(
        "new", "another", "--kind", "order", "--bank", bank, "--file", "a.yaml", "--skill", "selectors"
    )
    line = int(re.findall(r"a.yaml:(\d+):", result.output)[0])
    assert (bank / "a.yaml").read_text().splitlines()[line - 1] == "- id: another"
    assert "2 sound problems, no error, no warning" in _run("check", bank).output


@pytest.mark.parametrize(
    ("args", "cure"),
    [
        (("which-pods",), "Attempts are stored under ids: choose another."),
        (("Big Name",), "Use small letters, digits and single hyphens"),
        (("x", "--skill", "cooking"), "It has selectors."),
        (("x", "--file", "../a.yaml"), "--file names a file in the bank's folder"),
        (("x", "--file", "bank.yaml"), "--file names a file in the bank's folder"),
    ],
)
def test_a_new_problem_that_cannot_be_is_refused(bank: Path, args: tuple[str, ...], cure: str) -> None:
    before = (bank / "a.yaml").read_text()
    result = _run("new", *args, "--bank", bank)
    assert result.exit_code != 0
    assert cure in result.output
    assert [path.name for path in bank.glob("*.yaml")].count("problems.yaml") == 0
    assert (bank / "a.yaml").read_text() == before


@pytest.mark.parametrize("name", FILES.values())
def test_the_shipped_schemas_are_those_of_the_models(name: str) -> None:
    of = next(kind for kind, file in FILES.items() if file == name)
    assert (SHIPPED / name).read_text() == schema_text(of), (
        "run `cutover problems schema --write` on the bank"
    )


def test_the_schema_is_valid_and_describes_every_field() -> None:
    schema = json.loads(_run("schema").output)
    jsonschema.Draft202012Validator.check_schema(schema)
    for name, model in schema["$defs"].items():
        for field, told in model["properties"].items():
            assert "description" in told or "$ref" in told, f"{name}.{field}"


def test_an_editor_shows_words_for_models_and_patterns() -> None:
    schema = json.loads(schema_text("problems"))
    problem = schema["$defs"]["ChoiceProblem"]
    assert problem["title"] == "choice problem"
    assert problem["properties"]["id"]["patternErrorMessage"].startswith("Use small letters")
    for name in ("problems", "bank"):
        text = schema_text(name)
        assert text.count('"pattern":') == text.count('"patternErrorMessage":')


@pytest.mark.timeout(20)
def test_the_shipped_files_name_their_schema_and_fit_it() -> None:
    for path in sorted(SHIPPED.glob("*.yaml")):
        file = FILES["bank" if path.name == "bank.yaml" else "problems"]
        assert path.read_text().startswith(f"# yaml-language-server: $schema={file}\n"), path.name
        schema = json.loads((SHIPPED / file).read_text())
        jsonschema.validate(texts.parsed(path.read_text()), schema)


def test_the_schema_refuses_what_the_reader_refuses() -> None:
    schema = json.loads(schema_text("problems"))
    for text in (
        WRONG,
        texts.choice().replace("1m30s", "soon"),
        texts.choice().replace("tries: 1", "tries: 9"),
    ):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(texts.parsed(text), schema)


def test_stats_draw_the_bank(tmp_path: Path) -> None:
    folder = texts.write_bank(tmp_path, texts.every_kind())
    output = _run("stats", "--bank", folder).output
    assert "A sample bank: 4 problems" in output
    assert re.search(r"^conceptual +1 +\. +\. +\. +1  █$", output, re.MULTILINE)
    assert re.search(r"^selectors +1 +2 +1 +\. +4  ████$", output, re.MULTILINE)
    assert "the key is the longest option in 0 of 1 choices (by chance 0.3, p = 1)" in output
    assert "guessing alone is right at the first try in 14% of the problems" in output
    assert re.search(r"^  proven +0 of 3$", output, re.MULTILINE)
    assert re.search(r"^  compared with their source +0 of 1$", output, re.MULTILINE)
    assert re.search(r"a test, hard +1 of 3: cannot be filled", output)
    assert re.search(r"a challenge, workflow +1 for 1: 1 time without repeating", output)
    assert all(len(line) <= 80 for line in output.splitlines())


def test_stats_list_the_problems(bank: Path) -> None:
    output = _run("stats", "--bank", bank, "--list").output
    assert output == "which-pods  choice  conceptual  easy  selectors  Which pods get traffic?\n"


@pytest.mark.parametrize("form", ["text", "json", "sarif", "github"])
def test_a_file_beside_a_broken_manifest_says_why_in_every_form(bank: Path, form: str) -> None:
    (bank / "bank.yaml").write_text(SMALL.replace("title: A sample bank", "title: ["))
    result = _run("check", bank / "a.yaml", "--format", form)
    assert result.exit_code == 2
    assert "the list in brackets is not closed" in result.output


@pytest.mark.parametrize("form", ["text", "json", "sarif", "github"])
def test_a_folder_without_a_bank_says_why_in_every_form(tmp_path: Path, form: str) -> None:
    assert "has no bank.yaml" in _run("check", tmp_path, "--format", form).output


def test_sarif_says_that_a_bank_could_not_be_served(tmp_path: Path) -> None:
    (run,) = json.loads(_run("check", tmp_path, "--format", "sarif").output)["runs"]
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] is False


def test_a_path_with_odd_characters_is_a_valid_uri(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bank = texts.write_bank(tmp_path / "a bank", texts.choice(), manifest=SMALL)
    (bank / "100% größe.yaml").write_text(WRONG.replace("which-pods", "other"))
    monkeypatch.chdir(tmp_path)
    path = Path("a bank") / "100% größe.yaml"
    (run,) = json.loads(_run("check", path, "--format", "sarif").output)["runs"]
    location = run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert location == {"uri": "a%20bank/100%25%20gr%C3%B6%C3%9Fe.yaml"}
    assert "::error file=a bank/100%25 größe.yaml,line=" in _run("check", path, "--format", "github").output


@pytest.mark.timeout(20)
def test_a_single_file_reads_each_file_of_its_bank_once(bank: Path) -> None:
    (bank / "b.yaml").write_text(WRONG.replace("which-pods", "second"))
    script = (
        "import collections, json, sys\n"
        "reads = collections.Counter()\n"
        "def note(event, args):\n"
        "    if event == 'open' and str(args[0]).endswith('.yaml'): reads[str(args[0])] += 1\n"
        "sys.addaudithook(note)\n"
        "from ui.cli import main\n"
        f"main(['problems', 'check', {str(bank / 'b.yaml')!r}], standalone_mode=False)\n"
    )
    script = script.replace("main([", "try: main([") + "except SystemExit: print(json.dumps(reads))\n"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    names = ("a.yaml", "b.yaml", "bank.yaml")
    assert json.loads(done.stdout.splitlines()[-1]) == {str(bank / name): 1 for name in names}


def test_the_next_command_can_be_pasted(tmp_path: Path) -> None:
    folder = tmp_path / "my second bank"
    assert _run("new", "x", "--bank", folder).output.endswith(f"  cutover problems check '{folder}'\n")
