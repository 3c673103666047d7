"""`cutover problems analyse`: what it prints in both forms, and what it says of files that it cannot read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ui.cli import main

RESPONSES = "person,ready,switch\n" + "".join(
    f"p{at},{int(at % 3 > 0)},{'B' if at % 3 else 'CA'[at % 2]}\n" for at in range(30)
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "responses.csv").write_text(RESPONSES, "utf-8")
    (tmp_path / "key.csv").write_text("item,key\nswitch,A\n", "utf-8")
    return tmp_path


def _run(*args: str) -> Result:
    return CliRunner().invoke(main, ["problems", "analyse", *args], catch_exceptions=False)


def test_the_json_has_exactly_the_documented_fields(folder: Path) -> None:
    result = _run("responses.csv", "--key", "key.csv", "--format", "json")
    found = json.loads(result.stdout)
    assert result.exit_code == 0
    assert list(found) == ["n", "alpha", "items"]
    assert found["n"] == 30
    ready, switch = found["items"]
    assert list(ready) == ["item", "facility", "item_rest", "alpha_if_deleted", "options", "flags"]
    assert (ready["options"], ready["alpha_if_deleted"]) == ([], None)
    assert [list(option) for option in switch["options"]] == [["option", "share", "rest"]] * 3
    assert "mis-key" in switch["flags"]


def test_the_table_is_aligned_and_marks_the_key(folder: Path) -> None:
    lines = _run("responses.csv", "--key", "key.csv").stdout.splitlines()
    assert lines[0] == "30 persons, alpha -3.2000 over the 30 who answered every item"
    assert lines[2:8] == [
        "item    facility  item-rest  alpha if deleted  flags",
        "ready     0.6667    -0.6325                 -  efficiency, discrimination",
        "switch    0.1667    -0.6325                 -  efficiency, discrimination, mis-key",
        "  A*      0.1667    -0.6325",
        "  B       0.6667     1.0000",
        "  C       0.1667    -0.6325",
    ]


def test_no_variance_is_null_in_json_and_a_dash_in_the_table(folder: Path) -> None:
    (folder / "same.csv").write_text("person,q1,q2\nAda,1,1\nBo,1,1\n", "utf-8")
    result = _run("same.csv", "--format", "json")
    assert "NaN" not in result.stdout
    assert json.loads(result.stdout)["items"][0]["item_rest"] is None
    assert "q1      1.0000          -" in _run("same.csv").stdout


def test_a_missing_answer_is_wrong_only_when_asked(folder: Path) -> None:
    (folder / "gaps.csv").write_text("person,q1,q2\nAda,1,1\nBo,,0\n", "utf-8")
    facilities = [
        json.loads(_run("gaps.csv", "--format", "json", *more).stdout)["items"][0]["facility"]
        for more in ((), ("--missing-is-wrong",))
    ]
    assert facilities == [1.0, 0.5]


def test_options_without_a_key_end_in_one_sentence_and_exit_code_1(folder: Path) -> None:
    result = _run("responses.csv")
    assert result.exit_code == 1
    assert result.output == (
        "Error: responses.csv, line 2: switch has the option C and no key; "
        "give its key in a file with the columns item,key by --key FILE.\n"
    )


@pytest.mark.parametrize("data", [b"", b"\xff\xfep\0,\0", b"person;q1\nAda;1\n", b"person,q1\nAda\n"])
def test_no_bad_file_ends_in_a_traceback(folder: Path, data: bytes) -> None:
    (folder / "bad.csv").write_bytes(data)
    for args in (("bad.csv",), ("responses.csv", "--key", "bad.csv")):
        result = _run(*args)
        assert result.exit_code == 1
        assert result.output.startswith("Error: bad.csv, line ")
        assert result.output.count("\n") == 1


def test_long_cells_and_control_characters_stay_inside_the_table(folder: Path) -> None:
    digits = "7" * 5000
    (folder / "long.csv").write_text(f"person,q1\nAda,{digits}\nBo,=\x1b[2J\n", "utf-8")
    (folder / "long-key.csv").write_text(f"item,key\nq1,{digits}\n", "utf-8")
    table = _run("long.csv", "--key", "long-key.csv").stdout
    assert "\x1b" not in table
    assert max(map(len, table.splitlines())) < 110
    found = json.loads(_run("long.csv", "--key", "long-key.csv", "--format", "json").stdout)
    assert [option["option"] for option in found["items"][0]["options"]] == [digits, "=\x1b[2J"]


def test_the_help_says_whom_alpha_is_over() -> None:
    text = " ".join(_run("--help").stdout.split())
    assert "are over the persons who answered every item" in text
    assert "is not counted as wrong" in text
