"""What is written is what the strict reader reads."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings

from problems.exchange.raw_problem import to_raw
from problems.model import Problem
from problems.reading.reader import read_problems
from problems.reading.writer import write_problems
from tests.problems.strategies import problems


@pytest.mark.slow
@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(problem=problems)
def test_a_written_problem_is_read_as_it_was(problem: Problem) -> None:
    text = write_problems([to_raw(problem), to_raw(problem.model_copy(update={"id": "another-one"}))])
    read = read_problems(text, "made.yaml")
    assert read.findings == ()
    assert read.problems[0].problem == problem


def test_several_lines_are_a_block_and_lists_are_indented() -> None:
    text = write_problems([{"id": "a", "prompt": "One.\n\nTwo.\n", "hints": ["no", "12:30"]}])
    assert text == "- id: a\n  prompt: |\n    One.\n\n    Two.\n  hints:\n    - 'no'\n    - '12:30'\n"
