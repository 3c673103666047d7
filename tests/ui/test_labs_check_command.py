"""`cutover labs check`: what an author is told about a lab's files."""

from __future__ import annotations

import shutil
from pathlib import Path

from click.testing import CliRunner

from labs.reading import reader
from ui.cli import main

FIRST = "one-field-switch"


def test_all_shipped_labs_are_sound() -> None:
    result = CliRunner().invoke(main, ["labs", "check"])
    assert (result.exit_code, "labs are sound." in result.output) == (0, True)


def test_one_lab_is_checked_by_its_name() -> None:
    result = CliRunner().invoke(main, ["labs", "check", FIRST])
    assert (result.exit_code, result.output) == (0, "1 lab is sound.\n")


def test_a_slip_in_a_folder_of_ones_own_is_told_by_line_and_fails(tmp_path: Path) -> None:
    folder = tmp_path / "my-lab"
    shutil.copytree(reader.SCENARIOS / FIRST, folder)
    path = folder / reader.FILE
    path.write_text(path.read_text("utf-8").replace("fails: selector", "fails: selecter", 1), "utf-8")
    result = CliRunner().invoke(main, ["labs", "check", str(folder)])
    assert result.exit_code == 1
    assert "my-lab/scenario.yaml:" in result.output
    assert "Did you mean `selector`?" in result.output


def test_a_lab_that_is_not_there_is_told_with_the_nearest() -> None:
    result = CliRunner().invoke(main, ["labs", "check", "one-field-swich"])
    assert result.exit_code == 2
    assert (
        "There is no lab `one-field-swich`, and no folder. Did you mean `one-field-switch`?" in result.output
    )
