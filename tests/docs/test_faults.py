"""The table of faults names tests that exist, and no fault is left out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "faults.md").read_text(encoding="utf-8")
FAULTS = 23
TESTS = sorted(set(re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", PAGE)))


def test_every_fault_has_a_row() -> None:
    numbers = [
        number for row in re.findall(r"^\| ([\d, ]+) \|", PAGE, re.MULTILINE) for number in row.split(", ")
    ]
    assert numbers == [str(number) for number in range(1, FAULTS + 1)]


def test_every_row_names_a_test() -> None:
    rows = [line for line in PAGE.splitlines() if re.match(r"\| \d", line)]
    assert [row for row in rows if "`tests/" not in row.split("|")[3]] == []
    assert [row for row in rows if not row.split("|")[5].strip()] == []


@pytest.mark.parametrize(("file", "name"), TESTS, ids=lambda part: part or "whole")
def test_a_named_test_exists(file: str, name: str) -> None:
    text = (ROOT / file).read_text(encoding="utf-8")
    assert f"def {name}(" in text if name else "TestCase" in text
