"""Is this pattern strong? A posterior over ability on a grid, with guessing and slips reckoned with.

The three-parameter logistic model (Birnbaum 1968, in Lord and Novick, Statistical Theories of Mental Test
Scores) with fixed parameters, and with an upper bound for slips (Barton and Lord 1981):
p(theta) = g + (1 - s - g) * sigma(a * (theta - b)). Ability theta and difficulty b are in logits, one scale
for both; g, s and p are chances, 0..1. The difficulty label gives b, the form of the problem gives g, and the
label's own uncertainty flattens the slope a. What is reported is K(theta), the share (0..1) of easy, medium
and hard problems that would be known without guessing.
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
    """The fixed parameters.

    `slip` is the chance, 0 to below 1, that a known answer is given wrongly. `spread` (above 0) and
    `label_spread` (0 or more) are standard deviations in logits: of ability among learners, and of the true
    difficulty of problems under one label.
    """

    slip: float = 0.03
    spread: float = 1.2
    label_spread: float = 0.5

    @property
    def slope(self) -> float:
        """The factor on logits, above 0 and at most 1, that stands for a difficulty drawn from a normal.

        The mean of sigma(theta - b) over b ~ N(m, sd^2) is about sigma((theta - m) / sqrt(1 + c^2 sd^2)),
        c = 16 sqrt(3) / (15 pi) = 0.588 (Zeger, Liang and Albert 1988, Biometrics 44: 1049-1060).
        """
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
    """`weights` at 401 equally spaced abilities from -5 to 5 logits, summing to 1."""

    weights: tuple[float, ...]

    @cached_property
    def ability(self) -> float:
        """The expected theta in logits, -5..5 (EAP: Bock and Mislevy 1982)."""
        return sum(w * theta for w, theta in zip(self.weights, _GRID, strict=True))

    @cached_property
    def share(self) -> float:
        """The expected share known, 0..1."""
        return sum(w * k for w, k in zip(self.weights, _SHARES, strict=True))

    def share_at(self, quantile: float) -> float:
        """The share, 0..1, at this quantile (0..1) of the posterior; .05 and .95 bound the 90 % interval."""
        below = 0.0
        for weight, share in zip(self.weights, _SHARES, strict=True):
            below += weight
            if below >= quantile:
                return share
        return _SHARES[-1]

    def chance_of(self, share: float = STRONG_SHARE) -> float:
        """The probability, 0..1, that at least this share (0..1) is known."""
        return sum(w for w, k in zip(self.weights, _SHARES, strict=True) if k >= share)


def posterior(responses: Iterable[ItemResponse], model: MasteryModel = DEFAULT_MODEL) -> Posterior:
    """What the evidence says of the ability, starting from a normal distribution around 0.

    The order of the responses does not matter.
    """
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
    """The Fisher information that the question is expected to add, over what is believed now.

    Per squared logit, 0 or more: p'^2 / (p (1 - p)) at each ability (Birnbaum 1968), weighted by the belief.
    """
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
