"""The model: what it predicts, what a fault does to it, and that its weights are what training gives."""

from __future__ import annotations

import math

import pytest

from labs.images.model import classifier, faults, train
from labs.images.model.classifier import UnreadableRow
from labs.images.model.config import Config, ConfigError, from_env

FLOWERS = train.read()
SETOSA = FLOWERS[0][0]


@pytest.mark.parametrize("version", train.VERSIONS)
def test_training_again_gives_the_committed_weights(version: str) -> None:
    trained = train.train(version, train.split(FLOWERS)[0])
    committed = (classifier.WEIGHTS / f"{version}.json").read_text("utf-8")
    assert train.as_json(trained) == committed


@pytest.mark.parametrize(("version", "learnt", "held_out"), [("v1", 0.958, 0.967), ("v2", 0.967, 0.967)])
def test_the_model_card_states_the_measured_accuracy(version: str, learnt: float, held_out: float) -> None:
    model, (seen, unseen) = classifier.load(version), train.split(FLOWERS)
    assert train.accuracy(model, seen) == pytest.approx(learnt, abs=5e-4)
    assert train.accuracy(model, unseen) == pytest.approx(held_out, abs=5e-4)


def test_a_confidence_is_a_probability() -> None:
    found = [classifier.load("v2").predict(row).confidence for row, _ in FLOWERS]
    assert all(1 / 3 <= share <= 1 for share in found)


@pytest.mark.parametrize("value", [None, "5.1", True, math.nan, math.inf])
def test_a_row_with_something_that_is_no_number_is_refused_by_name(value: object) -> None:
    with pytest.raises(UnreadableRow, match="petal_width"):
        classifier.load("v1").predict({**SETOSA, "petal_width": value})  # type: ignore[dict-item]


def test_a_schema_swap_spares_all_species_but_one() -> None:
    predict = faults.predictor(classifier.load("v2"), {"schema-swap"})
    right = {
        label: sum(predict(row).species == label for row, kind in FLOWERS if kind == label)
        for label in train.LABELS
    }
    assert right == {"setosa": 50, "versicolor": 9, "virginica": 50}


def test_a_reversed_label_list_swaps_the_outer_names_and_keeps_the_middle_one() -> None:
    assert [faults.reverse_label(train.LABELS, name) for name in train.LABELS] == list(reversed(train.LABELS))


def test_a_nan_fault_keeps_the_species() -> None:
    found = faults.predictor(classifier.load("v1"), {"nan"})(SETOSA)
    assert found.species == "setosa"
    assert math.isnan(found.confidence)


def test_a_slow_tail_is_too_rare_for_a_mean_and_frequent_enough_for_a_p99() -> None:
    delays = [faults.tail_delay(number, {"slow-tail"}) for number in range(1, 101)]
    assert sum(delay > 0 for delay in delays) == 4
    assert sum(delays) / 100 < 0.05


def test_the_environment_is_read_whole() -> None:
    env = {"MODEL_VERSION": "v2", "HOSTNAME": "green-1", "LOAD_SECONDS": "6", "FAULTS": "nan, slow-tail"}
    config = from_env({**env, "ON_SIGTERM": "drain", "DRAIN_SECONDS": "5"})
    assert config == Config(
        version="v2",
        pod="green-1",
        load=6,
        on_sigterm="drain",
        drain=5,
        faults=frozenset({"nan", "slow-tail"}),
    )


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("LOAD_SECONDS", "soon"),
        ("LATENCY_SECONDS", "-1"),
        ("DRAIN_SECONDS", "nan"),
        ("ON_SIGTERM", "die"),
        ("FAULTS", "x"),
    ],
)
def test_a_variable_that_cannot_be_understood_is_named(variable: str, value: str) -> None:
    with pytest.raises(ConfigError, match=f"{variable} is `{value}`"):
        from_env({variable: value})
