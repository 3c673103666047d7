"""`cutover problems export` and `import` on the shipped bank."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from problems.images import read_image
from problems.model import ChoiceProblem, ChoicesProblem
from problems.reading.reader import read_bank, read_problems
from tests.problems.images import image_bytes
from ui.cli import main
from ui.cli.options import SHIPPED


@pytest.mark.slow
@pytest.mark.parametrize("target", ["gift", "moodle"])
def test_the_shipped_bank_comes_back_but_for_what_was_left_out(tmp_path: Path, target: str) -> None:
    out, made = tmp_path / "bank.out", tmp_path / "bank.yaml"
    exported = CliRunner().invoke(main, ["problems", "export", "--to", target, "--out", str(out), "--each"])
    assert exported.exit_code == 0, exported.output
    imported = CliRunner().invoke(main, ["problems", "import", str(out), "--out", str(made)])
    assert imported.exit_code == 0, imported.output
    left = [line for line in exported.stderr.splitlines() if ": left out: " in line]
    bank, read = read_bank(SHIPPED), read_problems(made.read_text(), "bank.yaml")
    whole = {placed.problem.id for placed in read.problems}
    choices = {problem.id for problem in bank.problems.values() if problem.kind in ("choice", "choices")}
    assert choices <= whole
    assert made.read_text().count("\n- id: ") + 1 == len(bank.problems) - len(left)


@pytest.mark.parametrize("target", ["qti", "sheet"])
def test_a_problem_is_exported_by_its_id(tmp_path: Path, target: str) -> None:
    out = tmp_path / "one"
    arguments = ["problems", "export", "--to", target, "--only", "live-colour", "--out", str(out)]
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 0, done.output
    assert "1 of 1 problem." in done.stderr
    assert out.stat().st_size > 500


@pytest.mark.parametrize(
    "arguments",
    [
        ["export", "--to", "gift", "--only", "live-colour", "--out"],
        ["new", "mine", "--bank"],
    ],
)
def test_a_place_that_cannot_be_written_is_one_sentence(arguments: list[str]) -> None:
    done = CliRunner().invoke(main, ["problems", *arguments, "/proc/no/such/place"])
    assert done.exit_code == 1
    assert done.stderr.startswith("cutover: /proc/no")
    assert done.stderr.endswith("Name a place that this user can read and write.\n")


def test_an_import_never_writes_over_a_file(tmp_path: Path) -> None:
    made = tmp_path / "mine.yaml"
    made.write_text("precious")
    quiz = tmp_path / "quiz.txt"
    quiz.write_text("Which? {=a ~b ~c}\n")
    done = CliRunner().invoke(main, ["problems", "import", str(quiz), "--out", str(made)])
    assert done.exit_code == 1
    assert "is there already" in done.stderr
    assert made.read_text() == "precious"


def test_an_unknown_id_is_named(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["problems", "export", "--to", "gift", "--only", "nope", "--out", "-"])
    assert done.exit_code == 1
    assert "no problem `nope`" in done.stderr


def _import(tmp_path: Path, content: str | bytes, *options: str, name: str = "quiz.txt") -> Result:
    quiz = tmp_path / name
    quiz.write_bytes(content if isinstance(content, bytes) else content.encode())
    return CliRunner().invoke(main, ["problems", "import", str(quiz), *options])


def test_an_import_counts_its_questions_and_names_each_that_is_left_out(tmp_path: Path) -> None:
    done = _import(tmp_path, "Which? {=a ~b ~c}\n\n::Bob::Who? {=Bob}\n\nRead this.\n", "--each")
    assert done.exit_code == 0
    assert "quiz.txt: 1 of 3 questions imported, 2 left out." in done.stderr
    assert "Bob (line 3): left out: a short answer is typed" in done.stderr
    assert "Read this. (line 5): left out: it is a description" in done.stderr


@pytest.mark.parametrize(
    ("text", "code"), [("Which? {=a ~b ~c}\n", 0), ("Which? {=a ~b ~c}\n\nWho? {=Bob}\n", 1)]
)
def test_a_strict_import_fails_when_a_question_is_left_out(tmp_path: Path, text: str, code: int) -> None:
    out = tmp_path / "out.yaml"
    assert _import(tmp_path, text, "--strict", "--out", str(out)).exit_code == code
    assert "Which?" in out.read_text()


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        (b"", "quiz.xml", "quiz.xml is empty."),
        (b"PK\x03\x04", "quiz.zip", "The zip is damaged"),
        ("Which? {=a ~b ~c}".encode("utf-16"), "quiz.txt", "is not UTF-8"),
        ("Qué? {=a ~b ~c}".encode("latin-1"), "quiz.txt", "is not UTF-8"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_sentence(
    tmp_path: Path, content: bytes, name: str, message: str
) -> None:
    done = _import(tmp_path, content, name=name)
    assert done.exit_code == 1
    assert message in done.stderr


def test_images_are_written_beside_the_problems_and_can_be_served(tmp_path: Path) -> None:
    file = f'<file name="a.png" encoding="base64">{base64.b64encode(image_bytes()).decode()}</file>'
    text = f"<text>&lt;img src='@@PLUGINFILE@@/a.png' alt='Blue'&gt; Which?</text>{file}"
    answers = "".join(f'<answer fraction="{at}"><text>a{at}</text></answer>' for at in (100, 0, -1))
    quiz = (
        f'<quiz><question type="multichoice"><questiontext>{text}</questiontext>{answers}</question></quiz>'
    )
    done = _import(tmp_path, quiz, "--out", str(tmp_path / "made.yaml"), name="quiz.xml")
    assert done.exit_code == 0, done.output
    (image,) = (tmp_path / "images").iterdir()
    assert image.name in (tmp_path / "made.yaml").read_text()
    assert read_image(tmp_path, image.name) == image_bytes()
    printed = _import(tmp_path, quiz, name="quiz.xml")
    assert "1 image not written: name a file with --out." in printed.stderr


@pytest.mark.parametrize("command", ["export", "import"])
def test_neither_command_writes_over_a_file_unless_it_is_told_to(tmp_path: Path, command: str) -> None:
    out, quiz = tmp_path / "out", tmp_path / "quiz.txt"
    out.write_text("precious")
    quiz.write_text("Which? {=a ~b ~c}\n")
    arguments = {"export": ["--to", "gift", "--only", "live-colour"], "import": [str(quiz)]}[command]
    refused = CliRunner().invoke(main, ["problems", command, *arguments, "--out", str(out)])
    assert (refused.exit_code, out.read_text()) == (1, "precious")
    assert "is there already: name another file with --out, or use --force." in refused.stderr
    done = CliRunner().invoke(main, ["problems", command, *arguments, "--out", str(out), "--force"])
    assert done.exit_code == 0
    assert "precious" not in out.read_text()


@pytest.mark.slow
def test_a_qti_package_of_ours_comes_back(tmp_path: Path) -> None:
    out, made = tmp_path / "bank.zip", tmp_path / "bank.yaml"
    exported = CliRunner().invoke(main, ["problems", "export", "--to", "qti", "--out", str(out)])
    assert exported.exit_code == 0, exported.output
    imported = CliRunner().invoke(main, ["problems", "import", str(out), "--out", str(made), "--each"])
    assert imported.exit_code == 0, imported.output
    bank, read = read_bank(SHIPPED), read_problems(made.read_text(), "bank.yaml")
    back = {placed.problem.id: placed.problem for placed in read.problems}
    left = sum(": left out: " in line for line in imported.stderr.splitlines())
    assert made.read_text().count("\n- id: ") + 1 == len(bank.problems) - left
    for problem in bank.problems.values():
        if isinstance(problem, ChoiceProblem | ChoicesProblem):
            again = back[problem.id]
            assert isinstance(again, ChoiceProblem | ChoicesProblem)
            keys = [option.correct for option in again.options]
            assert keys == [option.correct for option in problem.options]
            assert back[problem.id].tries == problem.tries
