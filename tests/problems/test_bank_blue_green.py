"""The shipped bank is broad enough to draw from, and its form gives nothing away."""

from __future__ import annotations

import math
import re
from collections import Counter
from pathlib import Path

import pytest

import labs
from problems.form_assembly import draw_challenge, draw_practice, draw_test
from problems.markup import parse_line
from problems.model import (
    CATEGORIES,
    BlanksProblem,
    ChoiceProblem,
    ChoicesProblem,
    OrderProblem,
    Problem,
)
from tests.problems.shipped import BANK, PROBLEMS, key, pieces, prose, shown

CHOICES = tuple(p for p in PROBLEMS if isinstance(p, ChoiceProblem))
LABS = {file.parent.name for file in Path(labs.__file__).parent.glob("scenarios/*/scenario.yaml")}


def by_id(problem: Problem) -> str:
    return problem.id


def at_least(found: int, of_chance: float, tries: int) -> float:
    """The probability of `found` or more hits in `tries`, each with the chance `of_chance`."""
    return sum(
        math.comb(tries, hits) * of_chance**hits * (1 - of_chance) ** (tries - hits)
        for hits in range(found, tries + 1)
    )


def test_the_reader_finds_nothing_to_mend() -> None:
    assert BANK.findings == ()


def test_there_is_enough_of_every_difficulty_kind_category_and_skill() -> None:
    difficulty = Counter(p.difficulty for p in PROBLEMS)
    kind = Counter(p.kind for p in PROBLEMS)
    assert difficulty["easy"] >= 15
    assert difficulty["medium"] >= 15
    assert difficulty["hard"] >= 13
    assert difficulty["expert"] >= 5
    assert kind["order"] >= 8
    assert kind["blanks"] >= 6
    assert kind["choices"] >= 3
    cells = Counter((p.category, p.difficulty) for p in PROBLEMS)
    assert all(cells[c, d] >= 3 for c in CATEGORIES for d in ("easy", "medium", "hard")), cells
    assert all(found >= BANK.manifest.practice for found in Counter(p.skill for p in PROBLEMS).values())


def test_a_learner_can_take_every_form_many_times_without_meeting_a_problem_twice() -> None:
    challenges: set[str] = set()
    for seed in range(9):
        challenges.update(draw_challenge(BANK, seed, avoid=challenges))
    assert len(challenges) == 45
    for seed in range(20):
        test = draw_test(BANK, seed)
        assert len({BANK.problems[one].skill for one in test}) >= 8
        again = draw_test(BANK, seed, avoid=test)
        assert len({*test, *again, *draw_test(BANK, seed, avoid=[*test, *again])}) == 30
    for skill in BANK.skills:
        assert len(draw_practice(BANK, 1, skill=skill)) == 5


def test_the_key_stands_in_every_place_as_often_as_chance_would_put_it() -> None:
    places = Counter(
        next(at for at, option in enumerate(p.options) if option.correct)
        for p in CHOICES
        if len(p.options) == 4 and not _is_number(shown(p.options[0]))
    )
    expected = places.total() / 4
    # 7.81 is the 95 % point of chi-square with three degrees of freedom.
    assert sum((places[at] - expected) ** 2 / expected for at in range(4)) < 7.81, places


def test_the_longest_option_is_the_key_no_more_often_than_by_chance() -> None:
    longest = sum(
        len(shown(key(p))) > max(len(shown(o)) for o in p.options if not o.correct) for p in CHOICES
    )
    assert at_least(longest, 0.25, len(CHOICES)) > 0.05


@pytest.mark.parametrize("problem", CHOICES, ids=by_id)
def test_no_key_sticks_out_by_its_length(problem: ChoiceProblem) -> None:
    others = [len(shown(option)) for option in problem.options if not option.correct]
    length = len(shown(key(problem)))
    assert length <= max(others) or length <= 1.25 * sum(others) / len(others)


@pytest.mark.parametrize("problem", PROBLEMS, ids=by_id)
def test_a_problem_says_what_it_asks_and_where_to_learn_more(problem: Problem) -> None:
    assert problem.prompt.rstrip().endswith("?")
    assert 1 <= len(problem.hints) <= 2
    assert problem.skill in BANK.skills
    assert problem.lab in LABS | {None}
    assert problem.category != "conceptual" or (problem.source or "").startswith("https://")


@pytest.mark.parametrize("problem", PROBLEMS, ids=by_id)
def test_tries_leave_something_to_know(problem: Problem) -> None:
    assert problem.tries <= max(1, len(pieces(problem)) - 2) or problem.tries_reason


@pytest.mark.parametrize("problem", PROBLEMS, ids=by_id)
def test_no_prose_names_a_place_a_letter_or_all_of_them(problem: Problem) -> None:
    letter = re.compile(
        r"\b([Oo]ption|[Aa]nswer is|[Ss]tep) [A-E1-9]\b|= [A-E]\b|\b(all|none|both) of the above\b"
    )
    assert not [text for text in prose(problem) if letter.search(text)]


@pytest.mark.parametrize("problem", PROBLEMS, ids=by_id)
def test_prose_uses_only_the_markup_that_is_shown(problem: Problem) -> None:
    for text in prose(problem):
        plain = "".join(span.text for span in parse_line(text) if span.kind == "text")
        assert not re.search(r"[`*<>]|\]\(|^#", plain), text


@pytest.mark.parametrize("problem", PROBLEMS, ids=by_id)
def test_no_hint_contains_the_key(problem: Problem) -> None:
    hints = " ".join(problem.hints).lower()
    match problem:
        case ChoiceProblem() | ChoicesProblem():
            keys = [shown(option) for option in problem.options if option.correct]
        case OrderProblem():
            keys = [step.text for step in problem.steps]
        case BlanksProblem():
            accepted = {chip for blank in problem.blanks for chip in blank.accepts}
            keys = [chip.text for chip in problem.chips if chip.id in accepted]
    assert not [text for text in keys if len(text) > 3 and text.strip(' .`"').lower() in hints]


@pytest.mark.parametrize("problem", CHOICES, ids=by_id)
def test_options_are_alike_in_form_and_numbers_rise(problem: ChoiceProblem) -> None:
    forms = {option.code.language if option.code else "prose" for option in problem.options}
    assert len(forms) == 1
    figures = [shown(option) for option in problem.options]
    if all(_is_number(figure) for figure in figures):
        assert figures == sorted(figures, key=lambda figure: int(figure.split()[0]))


def _is_number(text: str) -> bool:
    return bool(re.fullmatch(r"\d+( %)?", text.strip()))
