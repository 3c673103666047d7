"""Is this pattern strong? A posterior over ability on a grid, with guessing and slips reckoned with.

A fixed-parameter three-parameter logistic model: p(theta) = g + (1 - s - g) * sigma(a * (theta - b)). The
difficulty label gives b, the form of the problem gives g, and the label's own uncertainty flattens the
slope a. What is reported is K(theta), the share of easy, medium and hard problems that would be known
without guessing.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from problems.model import Difficulty

STRONG_SHARE = 0.70
# Certainty that a verdict needs; between the two it is "can't tell yet".
STRONG_AT = 0.80
NOT_YET_AT = 0.20
# Certainty at which a test that goes on stops asking.
CERTAINLY_STRONG_AT = 0.90
CERTAINLY_NOT_AT = 0.10
# Beyond this many answers a form of ours hardly moves the posterior any more.
MOST_QUESTIONS = 25

_LEVEL: dict[Difficulty, float] = {"easy": -1.0, "medium": 0.0, "hard": 1.0, "expert": 2.0}
_REPORTED: tuple[Difficulty, ...] = ("easy", "medium", "hard")
_GRID = tuple(-5 + 10 * step / 400 for step in range(401))


@dataclass(frozen=True, slots=True)
class MasteryModel:
    """The fixed parameters: a slip rate, the spread of the learners and that of a difficulty label."""

    slip: float = 0.03
    spread: float = 1.2
    label_spread: float = 0.5

    @property
    def slope(self) -> float:
        # The logistic-normal approximation: integrating b out flattens the curve by this factor.
        return 1 / math.sqrt(1 + (0.588 * self.label_spread) ** 2)


DEFAULT_MODEL = MasteryModel()


@dataclass(frozen=True, slots=True)
class Question:
    """A problem as the model sees it; `guess` is the chance of one blind answer, in (0, 1)."""

    difficulty: Difficulty
    guess: float


@dataclass(frozen=True, slots=True)
class ItemResponse:
    """A question, and whether it was known: right on the first try, unhinted, in time."""

    question: Question
    known: bool


@dataclass(frozen=True)
class Posterior:
    """`weights` over the ability grid [-5, 5], summing to 1."""

    weights: tuple[float, ...]

    @cached_property
    def ability(self) -> float:
        """The expected theta (EAP)."""
        return sum(w * theta for w, theta in zip(self.weights, _GRID, strict=True))

    @cached_property
    def share(self) -> float:
        """The expected share known, 0..1."""
        return sum(w * k for w, k in zip(self.weights, _SHARES, strict=True))

    def share_at(self, quantile: float) -> float:
        """The share at this quantile of the posterior; .05 and .95 bound the 90 % interval."""
        below = 0.0
        for weight, share in zip(self.weights, _SHARES, strict=True):
            below += weight
            if below >= quantile:
                return share
        return _SHARES[-1]

    def chance_of(self, share: float = STRONG_SHARE) -> float:
        """The probability that at least this share is known."""
        return sum(w for w, k in zip(self.weights, _SHARES, strict=True) if k >= share)


def posterior(responses: Iterable[ItemResponse], model: MasteryModel = DEFAULT_MODEL) -> Posterior:
    """What the evidence says of the ability, starting from a normal distribution around 0."""
    logs = [-0.5 * (theta / model.spread) ** 2 for theta in _GRID]
    for response in responses:
        chances = _chances(response.question, model)
        logs = [
            log + math.log(chance if response.known else 1 - chance)
            for log, chance in zip(logs, chances, strict=True)
        ]
    top = max(logs)
    raw = [math.exp(log - top) for log in logs]
    whole = sum(raw)
    return Posterior(tuple(weight / whole for weight in raw))


def information(question: Question, belief: Posterior, model: MasteryModel = DEFAULT_MODEL) -> float:
    """The Fisher information that the question is expected to add, over what is believed now."""
    return sum(
        weight * _fisher(question, theta, model)
        for weight, theta in zip(belief.weights, _GRID, strict=True)
        if weight > 0
    )


def most_informative(
    questions: Sequence[tuple[str, Question]], belief: Posterior, count: int
) -> tuple[str, ...]:
    """The ids of the `count` questions that tell most; of equals, those that stand first."""
    worth = {question: information(question, belief) for question in {one for _, one in questions}}
    ranked = sorted(questions, key=lambda named: -worth[named[1]])
    return tuple(name for name, _ in ranked[:count])


def _chances(question: Question, model: MasteryModel) -> list[float]:
    return [_chance(question, theta, model) for theta in _GRID]


def _chance(question: Question, theta: float, model: MasteryModel) -> float:
    knows = _sigma(model.slope * (theta - _LEVEL[question.difficulty]))
    return question.guess + (1 - model.slip - question.guess) * knows


def _fisher(question: Question, theta: float, model: MasteryModel) -> float:
    chance = _chance(question, theta, model)
    knows = _sigma(model.slope * (theta - _LEVEL[question.difficulty]))
    steepness = (1 - model.slip - question.guess) * model.slope * knows * (1 - knows)
    return steepness**2 / (chance * (1 - chance))


def _sigma(x: float) -> float:
    return 1 / (1 + math.exp(-x))


def _share(theta: float) -> float:
    return sum(_sigma(theta - _LEVEL[level]) for level in _REPORTED) / len(_REPORTED)


_SHARES = tuple(_share(theta) for theta in _GRID)
