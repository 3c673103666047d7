"""What runs for a commit is decided by the commit, and every case has its turn."""

from __future__ import annotations

import re

import pytest

from tests.codebase.tree import texts_of_tests
from tests.support.rotation import PARTS, TURNS, Rotation, by_commit

CASES = [f"case-{nth}" for nth in range(66)]


def test_the_same_commit_gives_the_same_cases() -> None:
    commit = "4e786295bc1937ea2b9b2b9e"
    assert by_commit(commit) == by_commit(commit)
    assert by_commit(commit).turn == 0x4E786295 % TURNS


@pytest.mark.parametrize("cases", [CASES, CASES[:3], []], ids=len)
def test_ten_turns_run_every_case_once(cases: list[str]) -> None:
    chosen = [case for turn in range(TURNS) for case in Rotation(turn, "").tenth(cases)]
    assert sorted(chosen) == sorted(cases)


def test_a_turn_is_a_tenth() -> None:
    assert {len(Rotation(turn, "").tenth(CASES)) for turn in range(TURNS)} == {6, 7}


@pytest.mark.parametrize("count", [1, 2, 3])
def test_ten_turns_run_each_of_a_few_cases(count: int) -> None:
    chosen = [Rotation(turn, "").one(CASES[:count]) for turn in range(TURNS)]
    assert {len(one) for one in chosen} == {1}
    assert {one[0] for one in chosen} == set(CASES[:count])


def test_without_a_turn_everything_runs() -> None:
    assert Rotation(None, "").tenth(CASES) == Rotation(None, "").one(CASES) == CASES


def test_a_checkout_without_git_has_a_turn_too() -> None:
    assert by_commit("").turn == 0


def test_each_turn_has_one_part_of_the_long_tests_and_each_part_has_its_turns() -> None:
    runs = [[part for part in range(PARTS) if Rotation(turn, "").has_part(part)] for turn in range(TURNS)]
    assert {len(parts) for parts in runs} == {1}
    assert {part for parts in runs for part in parts} == set(range(PARTS))


def test_without_a_turn_every_part_runs() -> None:
    assert all(Rotation(None, "").has_part(part) for part in range(PARTS))


def test_every_long_test_is_in_a_part() -> None:
    """A part that no turn has would never run."""
    parts = [
        int(part)
        for text in texts_of_tests().values()
        for part in re.findall(r"pytest\.mark\.rotating\((\d+)\)", text)
    ]
    assert set(parts) == set(range(PARTS))
