"""`cutover problems export` and `import` on the shipped bank."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from problems.reading.reader import read_bank, read_problems
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
