"""A habit of the keys is found, and where there is none, none is seen."""

from __future__ import annotations

import json
import random
import re

import numpy as np

from problems.lint.style_guessing import FEATURES, guess_by_style, style_features
from problems.lint.target import LintTarget
from problems.model import ChoiceProblem
from tests.problems import texts

OPTIONS = 3


def choice(dice: random.Random, key: int | None) -> LintTarget:
    """A choice of texts of random words; the key is the longest one, or the one at `key`."""
    options = [_words(dice) for _ in range(OPTIONS)]
    right = options.index(max(options, key=len)) if key is None else key
    text = texts.choice().replace("      correct: true\n", "")
    for at, (was, new) in enumerate(zip(re.findall(r"text: (.+)\n      why", text), options, strict=True)):
        text = text.replace(f"text: {was}\n", f"text: {new}\n      correct: {str(at == right).lower()}\n")
    raw = json.dumps(texts.parsed(text)).removeprefix("[").removesuffix("]")
    return LintTarget(ChoiceProblem.model_validate_json(raw))


def _words(dice: random.Random) -> str:
    return " ".join("".join(dice.choices("bdfklmnprst", k=4)) for _ in range(dice.randint(3, 30)))


def test_keys_that_are_the_longest_are_all_guessed() -> None:
    dice = random.Random(1)
    found = guess_by_style([choice(dice, None) for _ in range(40)])
    assert found is not None
    assert found.right >= 36
    assert found.p < 1e-6


def test_keys_without_a_habit_are_guessed_as_by_chance() -> None:
    dice = random.Random(2)
    seen = [guess_by_style([choice(dice, dice.randrange(OPTIONS)) for _ in range(30)]) for _ in range(20)]
    shares = [one.right / one.choices for one in seen if one is not None]
    assert len(shares) == 20
    assert abs(float(np.mean(shares)) - 1 / OPTIONS) < 0.06
    assert sum(one.p < 0.05 for one in seen if one is not None) <= 3


def test_a_feature_that_is_the_same_for_all_options_says_nothing() -> None:
    rows = style_features(choice(random.Random(3), 0))
    assert rows.shape == (OPTIONS, FEATURES)
    assert np.allclose(rows.mean(axis=0), 0)
    # No option of this choice has a comma.
    assert np.allclose(rows[:, 4], 0)


def test_too_few_choices_teach_nothing() -> None:
    assert guess_by_style([choice(random.Random(4), 0)] * 9) is None
