"""How often the key of a choice is found by its style alone, by somebody who has learned the bank's habits.

A conditional logit (McFadden 1974, "Conditional logit analysis of qualitative choice behavior") with a ridge
penalty learns from nine tenths of the choices what their keys look like, and guesses the keys of the rest.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import fmean

import numpy as np
from numpy.typing import NDArray

from problems.lint.bank_rules import binomial_tail
from problems.lint.target import LintTarget
from problems.lint.tokens import content_stems, word_set, words

Floats = NDArray[np.float64]
_FOLDS = 10
_RIDGE = 1.0
_STEPS = 25
_NEGATIONS = word_set("no not never none nothing nobody cannot without neither nor")
_ABSOLUTES = word_set("all always never none only every everybody nobody nothing")
_HEDGES = word_set("may might can could usually often sometimes some most likely")
_REASONS = word_set("because since for so therefore as")
# What is looked at in an option, given its question.
_TRAITS: tuple[Callable[[str], float], ...] = (
    lambda text: float(np.log1p(len(text))),
    lambda text: float(np.log1p(len(words(text)))),
    lambda text: text.count("\n"),
    lambda text: text.count("`"),
    lambda text: text.count(","),
    lambda text: len(re.findall(r"\d", text)),
    lambda text: _count(text, _NEGATIONS),
    lambda text: _count(text, _ABSOLUTES),
    lambda text: _count(text, _HEDGES),
    lambda text: _count(text, _REASONS),
)
FEATURES = len(_TRAITS) + 2


@dataclass(frozen=True, slots=True)
class StyleGuess:
    """How many keys of the `choices` were guessed by style; `p` that chance alone gives as many."""

    right: float
    choices: int
    expected: float
    p: float


def guess_by_style(choices: Sequence[LintTarget]) -> StyleGuess | None:
    """The keys guessed in ten parts, each by what the other nine teach. None below ten choices."""
    if len(choices) < _FOLDS:
        return None
    features = [style_features(choice) for choice in choices]
    keys = [[option.right for option in choice.options].index(True) for choice in choices]
    right = 0.0
    for fold in range(_FOLDS):
        learned = [at for at in range(len(choices)) if at % _FOLDS != fold]
        weights = _fit([features[at] for at in learned], [keys[at] for at in learned])
        right += sum(
            _share_of_key(features[at] @ weights, keys[at]) for at in range(fold, len(choices), _FOLDS)
        )
    chance = fmean(1 / len(choice.options) for choice in choices)
    p = binomial_tail(round(right), len(choices), chance)
    return StyleGuess(right, len(choices), chance * len(choices), p)


def style_features(choice: LintTarget) -> Floats:
    """A row for each option, a column for each of the FEATURES, in standard deviations within the choice."""
    texts = [option.text for option in choice.options]
    stems = [content_stems(text) for text in texts]
    rows = [
        [
            *(trait(text) for trait in _TRAITS),
            fmean(_overlap(own, other) for other in stems if other is not own),
            _overlap(own, choice.question_words),
        ]
        for text, own in zip(texts, stems, strict=True)
    ]
    found = np.array(rows, dtype=np.float64)
    spread = found.std(axis=0)
    return np.asarray((found - found.mean(axis=0)) / np.where(spread > 0, spread, 1.0))


def _fit(features: Sequence[Floats], keys: Sequence[int]) -> Floats:
    """The weights of most penalised likelihood, by Newton's method."""
    weights = np.zeros(FEATURES)
    for _ in range(_STEPS):
        slope, bend = -_RIDGE * weights, _RIDGE * np.eye(FEATURES)
        for rows, key in zip(features, keys, strict=True):
            chances = _softmax(rows @ weights)
            mean = chances @ rows
            slope += rows[key] - mean
            bend += (rows * chances[:, None]).T @ rows - np.outer(mean, mean)
        step = np.linalg.solve(bend, slope)
        weights = weights + step
        if float(np.abs(step).max()) < 1e-8:
            break
    return weights


def _softmax(scores: Floats) -> Floats:
    raised = np.exp(scores - scores.max())
    return np.asarray(raised / raised.sum())


def _share_of_key(scores: Floats, key: int) -> float:
    """1 where the key alone scores most, a share where it ties, 0 otherwise."""
    most = np.isclose(scores, scores.max())
    return float(most[key]) / float(most.sum())


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other) if one | other else 0.0


def _count(text: str, wanted: frozenset[str]) -> float:
    return sum(word in wanted for word in words(text))
