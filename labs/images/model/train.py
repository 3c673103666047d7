"""Trains both versions from iris.csv and writes their weights: `python -m labs.images.model.train`.

Plain full-batch gradient descent, no randomness: the same data gives the same files, which a test checks.
Every fifth flower is held out; the accuracies on those are what the model card states.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from pathlib import Path
from statistics import fmean, pstdev

from labs.images.model.classifier import FEATURES, WEIGHTS, Classifier, dot, softmax, standardise

DATA = Path(__file__).parent / "iris.csv"
LABELS = ("setosa", "versicolor", "virginica")
# Version 1 sees petals only; version 2 sees the whole flower.
VERSIONS = {"v1": FEATURES[2:], "v2": FEATURES}
HOLD_OUT_EVERY = 5
# Where the accuracy on held-out flowers stops growing; a tenth of a second for each version.
STEPS, RATE, DECAY = 150, 0.5, 1e-3

Flower = tuple[dict[str, float], str]


def read(path: Path = DATA) -> list[Flower]:
    """All flowers in the file's order: measurements in centimetres, and the species."""
    with path.open(encoding="utf-8", newline="") as lines:
        return [
            ({name: float(row[name]) for name in FEATURES}, row["species"]) for row in csv.DictReader(lines)
        ]


def split(flowers: Sequence[Flower]) -> tuple[list[Flower], list[Flower]]:
    """The flowers to learn from, and those held out."""
    held = [flower for at, flower in enumerate(flowers) if at % HOLD_OUT_EVERY == 0]
    return [flower for at, flower in enumerate(flowers) if at % HOLD_OUT_EVERY], held


def train(version: str, flowers: Sequence[Flower]) -> Classifier:
    """A softmax regression with L2 decay, by `STEPS` steps of gradient descent from zero."""
    features = VERSIONS[version]
    columns = [[row[name] for row, _ in flowers] for name in features]
    mean = [round(fmean(column), 6) for column in columns]
    scale = [round(pstdev(column), 6) for column in columns]
    inputs = [[*standardise([row[name] for name in features], mean, scale), 1.0] for row, _ in flowers]
    targets = [LABELS.index(species) for _, species in flowers]
    weights = [[0.0] * (len(features) + 1) for _ in LABELS]
    for _ in range(STEPS):
        weights = _descend(weights, inputs, targets)
    rounded = tuple(tuple(round(w, 6) for w in line) for line in weights)
    return Classifier(version, tuple(features), tuple(mean), tuple(scale), LABELS, rounded)


def accuracy(model: Classifier, flowers: Sequence[Flower]) -> float:
    """The share of flowers that the model names rightly, 0..1."""
    return fmean(model.predict(row).species == species for row, species in flowers)


def main() -> None:
    learn, held = split(read())
    for version in VERSIONS:
        model = train(version, learn)
        path = WEIGHTS / f"{version}.json"
        path.write_text(as_json(model), "utf-8")
        print(f"{path.name}: {accuracy(model, learn):.3f} learnt, {accuracy(model, held):.3f} held out")


def as_json(model: Classifier) -> str:
    """The weights file's text; `classifier.load` reads it back."""
    fields = {name: getattr(model, name) for name in Classifier.__slots__}
    return json.dumps(fields, indent=1) + "\n"


def _descend(
    weights: list[list[float]], inputs: Sequence[Sequence[float]], targets: Sequence[int]
) -> list[list[float]]:
    """One step against the gradient of the mean cross-entropy plus decay (the intercept decays too)."""
    slopes = [[DECAY * w for w in line] for line in weights]
    for row, target in zip(inputs, targets, strict=True):
        shares = softmax([dot(line, row[:-1]) for line in weights])
        for k, share in enumerate(shares):
            error = (share - (k == target)) / len(inputs)
            slopes[k] = [slope + error * x for slope, x in zip(slopes[k], row, strict=True)]
    return [[w - RATE * s for w, s in zip(*pair, strict=True)] for pair in zip(weights, slopes, strict=True)]


if __name__ == "__main__":
    main()
