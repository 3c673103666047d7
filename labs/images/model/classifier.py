"""Which iris is it: a softmax regression whose weights are a JSON file next to this module."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

FEATURES = ("sepal_length", "sepal_width", "petal_length", "petal_width")
WEIGHTS = Path(__file__).parent / "weights"

# Centimetres by feature name.
Row = Mapping[str, float]


class UnreadableRow(ValueError):
    """A row that lacks a feature or holds something that is no finite number; says which."""


@dataclass(frozen=True, slots=True)
class Prediction:
    """The likeliest species and its probability, 0..1."""

    species: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Classifier:
    """`weights[k]` holds one weight per feature of `features`, and the intercept last, for `labels[k]`.

    Inputs are standardised first: `(x - mean) / scale`, feature by feature.
    """

    version: str
    features: tuple[str, ...]
    mean: tuple[float, ...]
    scale: tuple[float, ...]
    labels: tuple[str, ...]
    weights: tuple[tuple[float, ...], ...]

    def predict(self, row: Row) -> Prediction:
        """The prediction for one row. Raises UnreadableRow."""
        inputs = standardise([_number(row, name) for name in self.features], self.mean, self.scale)
        shares = softmax([dot(weights, inputs) for weights in self.weights])
        best = max(range(len(shares)), key=shares.__getitem__)
        return Prediction(self.labels[best], shares[best])


def load(version: str, folder: Path = WEIGHTS) -> Classifier:
    """The classifier of `version` ("v1" or "v2"). Raises FileNotFoundError for a version nobody trained."""
    raw = json.loads((folder / f"{version}.json").read_text("utf-8"))
    return Classifier(
        version=raw["version"],
        features=tuple(raw["features"]),
        mean=tuple(raw["mean"]),
        scale=tuple(raw["scale"]),
        labels=tuple(raw["labels"]),
        weights=tuple(tuple(line) for line in raw["weights"]),
    )


def standardise(values: Sequence[float], mean: Sequence[float], scale: Sequence[float]) -> list[float]:
    return [(value - m) / s for value, m, s in zip(values, mean, scale, strict=True)]


def dot(weights: Sequence[float], inputs: Sequence[float]) -> float:
    """The weighted sum of the inputs plus the intercept, which is the last weight."""
    return sum(w * x for w, x in zip(weights[:-1], inputs, strict=True)) + weights[-1]


def softmax(scores: Sequence[float]) -> list[float]:
    """Shares that add up to 1; the largest score is subtracted first so that exp cannot overflow."""
    top = max(scores)
    powers = [math.exp(score - top) for score in scores]
    return [power / sum(powers) for power in powers]


def _number(row: Row, name: str) -> float:
    value = row.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise UnreadableRow(f"`{name}` must be a number of centimetres")
    return float(value)
