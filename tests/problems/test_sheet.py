"""A printed sheet is plain, closed, and gives nothing away without its key page."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings

from problems.exchange.printable import to_sheet
from problems.model import ChoiceProblem, Problem
from tests.problems.strategies import choice, problems

_AT_EASE = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
_PAYLOAD = '<img src=x onerror="alert(1)">'


@pytest.mark.slow
@_AT_EASE
@given(problem=problems)
def test_a_sheet_asks_for_nothing_and_runs_nothing(problem: Problem) -> None:
    hostile = problem.model_copy(update={"prompt": _PAYLOAD, "title": _PAYLOAD})
    page = to_sheet([hostile], _PAYLOAD, seed=1, with_key=True).content.decode()
    assert "<img" not in page
    assert not re.search(
        r"<(script|link|iframe|object|form|a)\b|\bsrc=|url\(|@import", re.sub(r"&lt;.*?&gt;", "", page)
    )
    assert "default-src 'none'" in page


@pytest.mark.slow
@_AT_EASE
@given(problem=choice())
def test_the_key_stands_on_its_own_page_or_nowhere(problem: ChoiceProblem) -> None:
    marked = problem.model_copy(
        update={
            "options": tuple(option.model_copy(update={"why": "canary"}) for option in problem.options),
            "hints": ("canary",),
        }
    )
    asked = to_sheet([marked], "Week 3", seed=4, with_key=False).content.decode()
    assert "canary" not in asked
    whole = to_sheet([marked], "Week 3", seed=4, with_key=True).content.decode()
    assert whole.startswith(asked.partition("</main>")[0])
    assert whole.partition("</main>")[2].count("canary") == len(marked.options)


def test_the_letter_in_the_key_stands_beside_the_right_option() -> None:
    problem = _PROBLEM
    for seed in range(20):
        page = to_sheet([problem], "Week 3", seed=seed, with_key=True).content.decode()
        letter = re.search(r'class="letter">(\w)</span><div>green<', page)
        key = re.search(r'class="key">.*?<h2>1\. (\w)</h2>', page, re.DOTALL)
        assert letter is not None
        assert key is not None
        assert letter[1] == key[1]


_PROBLEM = ChoiceProblem.model_validate_json(
    """{"id": "live", "kind": "choice", "title": "Live colour", "category": "conceptual",
    "difficulty": "easy", "skill": "s", "time_limit": "2m", "tries": 2, "prompt": "Which is live?",
    "options": [
    {"id": "green", "text": "green", "correct": true, "why": "It is."},
    {"id": "blue", "text": "blue", "why": "It was."}, {"id": "both", "text": "both", "why": "Never."}],
    "solution": {"steps": ["a"], "takeaway": "b", "mistakes": ["c"]}}"""
)
