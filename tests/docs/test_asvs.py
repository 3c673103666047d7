"""The table of ASVS names files and tests that are there, each requirement once and in order."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
WITHOUT_A_TEST = {"none", "not automatic"}


def rows() -> list[list[str]]:
    """The cells of the table of what applies: requirement, asks, met, where, test."""
    page = (ROOT / "docs" / "asvs.md").read_text(encoding="utf-8").partition("## What does not apply")[0]
    return [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in page.splitlines()
        if re.match(r"\| \d", line)
    ]


def test_every_file_and_test_of_the_table_is_there() -> None:
    named = [path for row in rows() for cell in row[3:] for path in re.findall(r"`([^`]+)`", cell)]
    assert len(named) > 100
    assert [path for path in named if not (ROOT / path).is_file()] == []


def test_each_row_names_where_and_how_it_is_shown() -> None:
    for number, _, met, where, test in rows():
        assert "`" in where, number
        assert test.startswith("`tests/") or test in WITHOUT_A_TEST, number
        assert met.startswith(("yes", "partly", "no", "by the proxy", "learners yes", "at a release")), number


def test_each_requirement_stands_once_and_in_order() -> None:
    numbers = [tuple(map(int, row[0].split("."))) for row in rows()]
    assert numbers == sorted(set(numbers))
