"""The posterior: the reference figures, and that evidence moves it the right way."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.rules.mastery import (
    ItemResponse,
    MasteryModel,
    Posterior,
    Question,
    information,
    most_informative,
    posterior,
)
from problems.model import DIFFICULTIES

QUESTIONS = st.builds(Question, st.sampled_from(DIFFICULTIES), st.floats(0.0001, 0.5))
RESPONSES = st.lists(st.builds(ItemResponse, QUESTIONS, st.booleans()), max_size=15)
# Each example walks the whole grid for each answer.
few = settings(max_examples=25)


def ten(easy: int, medium: int, hard: int) -> list[ItemResponse]:
    """Ten four-option problems, 4/3/3, of which so many were known."""
    quota = (("easy", 4, easy), ("medium", 3, medium), ("hard", 3, hard))
    return [
        ItemResponse(Question(difficulty, 0.25), at < known)  # type: ignore[arg-type]
        for difficulty, asked, known in quota
        for at in range(asked)
    ]


def test_the_expected_ability_is_the_reference_one() -> None:
    plain = MasteryModel(slip=0, spread=1, label_spread=0)
    assert posterior(ten(4, 3, 0), plain).ability == pytest.approx(0.3276, abs=5e-5)


@pytest.mark.parametrize(
    ("known", "strong"), [((4, 3, 3), 0.81), ((4, 3, 2), 0.61), ((4, 3, 1), 0.39), ((4, 2, 1), 0.20)]
)
def test_ten_answers_are_as_sure_as_the_reference_says(known: tuple[int, int, int], strong: float) -> None:
    assert posterior(ten(*known)).chance_of() == pytest.approx(strong, abs=0.005)


def test_eight_of_ten_are_about_as_sure_wherever_the_two_were_missed() -> None:
    both_ways = [posterior(ten(4, 3, 1)).chance_of(), posterior(ten(4, 2, 2)).chance_of()]
    assert both_ways == pytest.approx([0.38, 0.38], abs=0.015)


@pytest.mark.parametrize("known", [(0, 0, 0), (4, 2, 1), (4, 3, 3)])
def test_nine_tenths_of_the_certainty_lie_within_the_interval(known: tuple[int, int, int]) -> None:
    belief = posterior(ten(*known))
    low, high = belief.share_at(0.05), belief.share_at(0.95)
    assert low < belief.share < high
    # One point of the grid is under 1.5 % of the certainty, and each end may take a whole one.
    assert belief.chance_of(low) == pytest.approx(0.95, abs=0.02)
    assert belief.chance_of(high) == pytest.approx(0.05, abs=0.02)


@pytest.mark.parametrize("ability", [-3.0, -1.0, 0.5, 2.0, 4.0])
def test_the_slope_stands_for_a_difficulty_drawn_from_a_normal(ability: float) -> None:
    model = MasteryModel(label_spread=1)
    offsets = [step / 50 * model.label_spread for step in range(-300, 301)]
    weights = [math.exp(-0.5 * (offset / model.label_spread) ** 2) for offset in offsets]
    drawn = sum(w * _sigma(ability - offset) for w, offset in zip(weights, offsets, strict=True))
    assert _sigma(model.slope * ability) == pytest.approx(drawn / sum(weights), abs=0.007)


def _sigma(x: float) -> float:
    return 1 / (1 + math.exp(-x))


@few
@given(RESPONSES)
def test_a_posterior_is_a_distribution_with_its_interval_in_order(evidence: list[ItemResponse]) -> None:
    belief = posterior(evidence)
    assert math.fsum(belief.weights) == pytest.approx(1)
    assert 0 <= belief.share_at(0.05) <= belief.share_at(0.5) <= belief.share_at(0.95) <= 1
    assert 0 <= belief.chance_of() <= 1 + 1e-9


@few
@given(RESPONSES, QUESTIONS)
def test_knowing_raises_and_not_knowing_lowers(evidence: list[ItemResponse], question: Question) -> None:
    before = posterior(evidence)
    knew = posterior([*evidence, ItemResponse(question, True)])
    did_not = posterior([*evidence, ItemResponse(question, False)])
    assert did_not.share <= before.share <= knew.share
    assert did_not.chance_of() <= before.chance_of() + 1e-12
    assert before.chance_of() <= knew.chance_of() + 1e-12


@few
@given(RESPONSES, st.randoms(use_true_random=False))
def test_the_order_of_the_answers_means_nothing(evidence: list[ItemResponse], dice: object) -> None:
    shuffled = sorted(evidence, key=lambda _: dice.random())  # type: ignore[attr-defined]
    assert posterior(shuffled).share == pytest.approx(posterior(evidence).share)


def test_what_can_be_guessed_counts_less() -> None:
    easily, hardly = Question("medium", 0.5), Question("medium", 0.01)
    assert posterior([ItemResponse(easily, True)]).share < posterior([ItemResponse(hardly, True)]).share


def test_the_most_informative_question_is_near_the_ability_and_hard_to_guess() -> None:
    weak, strong = posterior(ten(1, 0, 0)), posterior(ten(4, 3, 3))
    offered = [
        (f"{difficulty}-{guess}", Question(difficulty, guess))
        for difficulty in DIFFICULTIES
        for guess in (0.25, 0.01)
    ]
    assert most_informative(offered, weak, 1) == ("easy-0.01",)
    assert most_informative(offered, strong, 1) == ("expert-0.01",)
    assert len(most_informative(offered, strong, 5)) == 5


def test_of_equally_informative_questions_the_first_come_first() -> None:
    same = [(name, Question("medium", 0.25)) for name in "cab"]
    assert most_informative(same, posterior([]), 2) == ("c", "a")


@few
@given(QUESTIONS, RESPONSES)
def test_information_is_never_negative(question: Question, evidence: list[ItemResponse]) -> None:
    assert information(question, posterior(evidence)) >= 0


def test_nothing_known_of_anybody_is_the_prior() -> None:
    belief: Posterior = posterior([])
    assert belief.ability == pytest.approx(0, abs=1e-9)
    assert belief.share == pytest.approx(0.5, abs=0.005)
