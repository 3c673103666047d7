"""A form is fair, repeatable, and never asks what is open elsewhere."""

from __future__ import annotations

import itertools
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from problems.bank import Bank
from problems.errors import NotEnoughProblems
from problems.form_assembly import are_related, draw_challenge, draw_practice, draw_test
from problems.manifest import Manifest
from problems.model import CATEGORIES, DIFFICULTIES, ChoiceProblem, ChoicesProblem, Difficulty, Problem
from problems.public_views import public_view
from problems.reading.reader import read_problems
from tests.problems import shipped, texts

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
# The chi-square quantiles at p = .001 by degrees of freedom.
CHI_SQUARE = {2: 13.816, 3: 16.266, 8: 26.124}


def _bank(each: int = 2) -> Bank:
    """`each` choices of every category and difficulty, their skills in turn."""
    (placed,) = read_problems(texts.choice(), "a.yaml").problems
    problems: dict[str, Problem] = {}
    for category in CATEGORIES:
        for difficulty in DIFFICULTIES:
            for nth in range(each):
                name = f"{category}-{difficulty}-{nth}"
                skill = f"skill-{len(problems) % 3}"
                changes = {"id": name, "category": category, "difficulty": difficulty, "skill": skill}
                problems[name] = placed.problem.model_copy(update=changes)
    skills = [{"id": f"skill-{nth}", "title": "A skill", "about": "It helps."} for nth in range(3)]
    manifest = Manifest.model_validate({"id": "b", "title": "B", "about": "B.", "skills": tuple(skills)})
    return Bank(manifest, problems)


BANK = _bank()
ids = st.sampled_from(sorted(BANK.problems))
moments = st.integers(0, 10_000).map(lambda minutes: NOON - timedelta(minutes=minutes))


def _difficulties(form: tuple[str, ...]) -> list[Difficulty]:
    return [BANK.problems[name].difficulty for name in form]


@given(st.integers(), st.sets(ids, max_size=3), st.dictionaries(ids, moments))
def test_a_form_is_the_same_for_the_same_seed_and_asks_nothing_twice_or_in_vain(
    seed: int, avoid: set[str], seen: dict[str, datetime]
) -> None:
    for draw in (draw_challenge, draw_practice, draw_test):
        form = draw(BANK, seed, avoid, seen)
        assert form == draw(BANK, seed, avoid, dict(reversed(seen.items())))
        assert len(set(form)) == len(form)
        assert not set(form) & avoid


@given(st.integers())
def test_a_challenge_has_each_category_in_order_and_rises(seed: int) -> None:
    form = draw_challenge(BANK, seed)
    assert tuple(BANK.problems[name].category for name in form) == CATEGORIES
    levels = [DIFFICULTIES.index(difficulty) for difficulty in _difficulties(form)]
    assert levels == sorted(levels)
    assert (levels[0], levels[-1]) == (0, 3)


@given(st.integers(), st.dictionaries(ids, moments))
def test_a_practice_goes_from_easy_to_hard(seed: int, seen: dict[str, datetime]) -> None:
    levels = [
        DIFFICULTIES.index(difficulty) for difficulty in _difficulties(draw_practice(BANK, seed, (), seen))
    ]
    assert levels == sorted(levels)


@given(st.integers(), st.dictionaries(ids, moments))
def test_a_test_keeps_its_quota(seed: int, seen: dict[str, datetime]) -> None:
    assert Counter(_difficulties(draw_test(BANK, seed, (), seen))) == {"easy": 4, "medium": 3, "hard": 3}


@given(st.integers())
def test_a_test_spreads_the_skills(seed: int) -> None:
    skills = Counter(BANK.problems[name].skill for name in draw_test(BANK, seed))
    assert sorted(skills.values()) == [3, 3, 4]


@given(st.integers())
def test_practice_of_a_skill_asks_that_skill_alone(seed: int) -> None:
    form = draw_practice(BANK, seed, skill="skill-1")
    assert {BANK.problems[name].skill for name in form} == {"skill-1"}


@given(st.integers())
def test_what_was_never_seen_comes_before_what_was(seed: int) -> None:
    seen = {name: NOON for name in BANK.problems if name.endswith("0")}
    for draw in (draw_challenge, draw_practice, draw_test):
        assert all(name.endswith("1") for name in draw(BANK, seed, (), seen))


@given(st.integers())
def test_what_was_seen_longest_ago_comes_first(seed: int) -> None:
    seen = {name: NOON - timedelta(days=name.endswith("1")) for name in BANK.problems}
    for draw in (draw_challenge, draw_practice, draw_test):
        assert all(name.endswith("1") for name in draw(BANK, seed, (), seen))


def test_a_shortage_names_what_is_missing() -> None:
    expected = {
        draw_challenge: ("workflow problems", 1, 0, [one for one in BANK.problems if "workflow" in one]),
        draw_practice: ("problems", 5, 3, list(BANK.problems)[3:]),
        draw_test: ("hard problems", 3, 2, [one for one in BANK.problems if "hard" in one][2:]),
    }
    for draw, (what, needed, found, avoid) in expected.items():
        with pytest.raises(NotEnoughProblems) as raised:
            draw(BANK, 1, avoid)
        assert (raised.value.what, raised.value.needed, raised.value.found) == (what, needed, found)


def test_every_problem_of_a_category_and_difficulty_is_drawn_as_often() -> None:
    bank = _bank(each=4)
    drawn = Counter(draw_challenge(bank, seed)[0] for seed in range(1000))
    assert sorted(drawn) == [f"conceptual-easy-{nth}" for nth in range(4)]
    assert _chi_square(drawn, 4) < CHI_SQUARE[3]


@pytest.mark.parametrize("text", [texts.choice(), texts.choices()])
def test_no_position_is_the_keys_more_often_than_another(text: str) -> None:
    (placed,) = read_problems(text, "a.yaml").problems
    assert isinstance(placed.problem, ChoiceProblem | ChoicesProblem)
    options = len(placed.problem.options)
    key = placed.problem.options[0].id
    at = Counter(
        [piece.id for piece in public_view(placed.problem, seed).pieces].index(key) for seed in range(1000)
    )
    assert _chi_square(at, options) < CHI_SQUARE[options - 1]


def test_one_seed_does_not_put_two_keys_in_the_same_position() -> None:
    first, second = read_problems(texts.choice("one") + texts.choice("two"), "a.yaml").problems
    pairs = Counter((_key_at(first.problem, seed), _key_at(second.problem, seed)) for seed in range(1000))
    assert _chi_square(pairs, 9) < CHI_SQUARE[8]


def _key_at(problem: Problem, seed: int) -> int:
    return [piece.id for piece in public_view(problem, seed).pieces].index("both-labels")


def _chi_square(counts: Counter[Any], classes: int) -> float:
    expected = counts.total() / classes
    misses = [count - expected for count in counts.values()]
    return sum(miss**2 for miss in misses) / expected + expected * (classes - len(counts))


def _related(bank: Bank, form: tuple[str, ...]) -> list[tuple[str, str]]:
    pairs = itertools.combinations((bank.problems[name] for name in form), 2)
    return [(one.id, other.id) for one, other in pairs if are_related(one, other)]


def test_no_form_of_the_shipped_bank_holds_two_that_answer_each_other() -> None:
    bank = shipped.BANK
    families = {problem.family for problem in bank.problems.values()} - {None}
    assert families
    for seed in range(300):
        assert _related(bank, draw_test(bank, seed)) == []
        assert _related(bank, draw_challenge(bank, seed)) == []


def test_a_test_refuses_what_would_answer_it_and_a_practice_takes_it_last() -> None:
    problems = {
        name: problem.model_copy(update={"family": "one-fact" if problem.difficulty == "hard" else None})
        for name, problem in BANK.problems.items()
    }
    with pytest.raises(NotEnoughProblems, match="hard problems"):
        draw_test(Bank(BANK.manifest, problems), 1)
    everything = draw_practice(Bank(BANK.manifest, problems), 1, count=len(problems))
    assert len(everything) == len(problems)


@pytest.mark.parametrize("turned", [False, True])
def test_an_enemy_is_kept_out_whichever_of_the_two_names_the_other(turned: bool) -> None:
    pair = [name for name, problem in BANK.problems.items() if problem.difficulty == "easy"][:2]
    named, enemy = reversed(pair) if turned else pair
    changed = BANK.problems[named].model_copy(update={"enemies": (enemy,)})
    bank = Bank(BANK.manifest, {**BANK.problems, named: changed})
    assert any(set(pair) <= set(draw_test(BANK, seed)) for seed in range(60))
    assert not any(set(pair) <= set(draw_test(bank, seed)) for seed in range(60))
