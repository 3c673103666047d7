"""What can be wrong with a model that answers 200: pure changes to a row before, or an answer after."""

from __future__ import annotations

from collections.abc import Callable, Collection

from labs.images.model.classifier import Classifier, Prediction, Row
from labs.images.model.config import Fault

Predict = Callable[[Row], Prediction]

# One request in so many waits so long: seldom enough that a mean hides it, often enough for a p99.
SLOW_EVERY, SLOW_SECONDS = 25, 1.0
_SWAPPED = {"sepal_length": "petal_length", "petal_length": "sepal_length"}


def predictor(model: Classifier, faults: Collection[Fault]) -> Predict:
    """The model's `predict` with every fault that touches predictions put around it."""

    def predict(row: Row) -> Prediction:
        found = model.predict(swap_lengths(row) if "schema-swap" in faults else row)
        if "label-order" in faults:
            found = Prediction(reverse_label(model.labels, found.species), found.confidence)
        return Prediction(found.species, float("nan")) if "nan" in faults else found

    return predict


def swap_lengths(row: Row) -> Row:
    """Two columns that changed places between training and serving: sepal and petal length."""
    return {_SWAPPED.get(name, name): value for name, value in row.items()}


def reverse_label(labels: tuple[str, ...], species: str) -> str:
    """The name that stands at the same place of a list that was sorted the other way round."""
    return labels[::-1][labels.index(species)]


def tail_delay(number: int, faults: Collection[Fault]) -> float:
    """Seconds that request `number` (from 1) waits on top."""
    return SLOW_SECONDS if "slow-tail" in faults and number % SLOW_EVERY == 0 else 0.0
