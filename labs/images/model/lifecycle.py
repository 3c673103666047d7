"""A model server's life: it loads, its first prediction is slow, it serves, it drains."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

from labs.images.model import classifier, faults
from labs.images.model.classifier import Row, UnreadableRow
from labs.images.model.config import Config
from labs.images.model.metrics import Metrics

# A learner's `?seconds=` may not hold a thread for ever.
LONGEST_WORK = 30.0
MOST_ROWS = 1_000


@dataclass(frozen=True, slots=True)
class Reply:
    """A status and the value that becomes the JSON body."""

    status: HTTPStatus
    body: Mapping[str, object]


class ModelLifecycle:
    """One model from its first second on. Every method may be called from any thread."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.metrics = Metrics()
        self.draining = threading.Event()
        self._loaded = threading.Event()
        self._warm = threading.Event()
        self._warming = threading.Lock()
        self._numbers = threading.Lock()
        self._served = 0
        self._predict: faults.Predict | None = None

    def load(self) -> None:
        """Reads the weights, which takes as long as the scenario says."""
        time.sleep(self.config.load)
        model = classifier.load(self.config.version)
        self._predict = faults.predictor(model, self.config.faults)
        self._loaded.set()
        if not self.config.warmup:
            self._warm.set()

    def readiness(self) -> Reply:
        """Ready means: a prediction was made. Asking a cold model sets its first prediction going."""
        if self.draining.is_set():
            return _unavailable("draining")
        if not self._loaded.is_set():
            return _unavailable("loading")
        if not self._warm.is_set():
            if not self._warming.locked():
                threading.Thread(target=self._warm_up, daemon=True).start()
            return _unavailable("warming up")
        return Reply(HTTPStatus.OK, {"status": "ready"})

    def answer(self, body: bytes, seconds: float) -> Reply:
        """The predictions for a body like `{"rows": [{"petal_length": 1.4, ...}]}`, `seconds` later."""
        if self._predict is None:
            return _unavailable("the model is loading")
        try:
            rows = read_rows(body)
            self._warm_up()
            time.sleep(self.config.latency + min(seconds, LONGEST_WORK) + self._tail())
            found = [self._predict(row) for row in rows]
        except UnreadableRow as problem:
            return Reply(HTTPStatus.BAD_REQUEST, {"error": str(problem)})
        return Reply(
            HTTPStatus.OK,
            {
                "predictions": [
                    {"species": one.species, "confidence": _finite(one.confidence)} for one in found
                ]
            },
        )

    def _warm_up(self) -> None:
        if self._warm.is_set():
            return
        with self._warming:
            if not self._warm.is_set():
                time.sleep(self.config.warmup)
                self._warm.set()

    def _tail(self) -> float:
        with self._numbers:
            self._served += 1
            return faults.tail_delay(self._served, self.config.faults)


def read_rows(body: bytes) -> list[Row]:
    """The rows of a request's body. Raises UnreadableRow for anything else."""
    try:
        rows = json.loads(body)["rows"]
    except (ValueError, KeyError, TypeError, RecursionError) as problem:
        raise UnreadableRow('send JSON like {"rows": [{"petal_length": 1.4, ...}]}') from problem
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise UnreadableRow("`rows` must be a list of objects")
    if not 1 <= len(rows) <= MOST_ROWS:
        raise UnreadableRow(f"send 1 to {MOST_ROWS} rows")
    return rows


def _finite(share: float) -> float | None:
    # JSON has no NaN; null is what most serialisers make of it.
    return round(share, 4) if share == share else None  # noqa: PLR0124 - NaN is what differs from itself


def _unavailable(why: str) -> Reply:
    return Reply(HTTPStatus.SERVICE_UNAVAILABLE, {"error": why})
