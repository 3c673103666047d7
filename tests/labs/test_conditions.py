"""Conditions: when they hold of a world, what they say they found, and which spellings are refused."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from labs.checks.conditions import AnyCondition, ConditionResult
from labs.checks.objects import NamespaceObjects, ObjectChange
from tests.labs.objects import BLUE, GREEN, Object, deployment, endpoints, pod, service

_CONDITION: TypeAdapter[AnyCondition] = TypeAdapter(AnyCondition)

CALM = (
    service(BLUE),
    deployment("model-blue", 2),
    pod("b1", BLUE, "10.0.0.1"),
    pod("b2", BLUE, "10.0.0.2"),
    pod("g1", GREEN, "10.0.0.3"),
    pod("g2", GREEN, "10.0.0.4", ready=False),
    endpoints("10.0.0.1", "10.0.0.2"),
)

BLUE_READY = {"pods": BLUE, "ready": 2}
GREEN_READY = {"pods": GREEN, "ready": 1}
GREEN_MISSING = {"pods": GREEN, "ready": 2}
OTHER_MISSING = {"pods": {"version": "red"}, "ready": 1}


def world(*objects: Object) -> NamespaceObjects:
    made = NamespaceObjects()
    for one in objects:
        made.apply(ObjectChange(0.0, one))
    return made


def read(condition: dict[str, Any], *objects: Object) -> ConditionResult:
    return _CONDITION.validate_python(condition).read(world(*(objects or CALM)))


@pytest.mark.parametrize(
    ("condition", "holds", "found"),
    [
        (
            {"object": "deployment/model-blue", "has": {"spec": {"replicas": 2}}},
            True,
            "deployment/model-blue is as it should be",
        ),
        (
            {"object": "deployment/model-blue", "has": {"spec": {"replicas": 3}}},
            False,
            "spec.replicas is 2, not 3",
        ),
        ({"object": "deployment/other", "has": {}}, False, "deployment/other does not exist"),
        ({"absent": "deployment/other"}, True, "deployment/other does not exist"),
        ({"absent": "service/model"}, False, "service/model exists"),
        ({"selector_of": "model", "is": BLUE}, True, "app=model,version=blue"),
        ({"selector_of": "model", "is": {"app": "model"}}, False, "app=model,version=blue"),
        ({"selector_of": "other", "is": BLUE}, False, "service/other does not exist"),
        ({"behind": "model", "are": BLUE}, True, "the 2 ready pods with app=model,version=blue"),
        ({"behind": "model", "are": {"app": "model"}}, False, "b1, b2"),
        ({"behind": "other", "are": BLUE}, False, "nothing"),
        ({"behind": "model", "at_least": 2}, True, "2"),
        ({"behind": "model", "at_least": 3}, False, "2"),
        ({"pods": GREEN, "ready": 1}, True, "1"),
        ({"pods": GREEN, "ready": 2}, False, "1"),
        ({"not": {"pods": GREEN, "ready": 2}}, True, "1"),
        ({"all_of": ({"pods": BLUE, "ready": 2}, {"pods": GREEN, "ready": 2})}, False, "1"),
        ({"any_of": ({"pods": GREEN, "ready": 2}, {"pods": BLUE, "ready": 2})}, True, "2"),
        # Of several that hold or do not, the one that decides is named: three conditions, three findings.
        ({"all_of": (BLUE_READY, GREEN_MISSING, OTHER_MISSING)}, False, "1"),
        ({"all_of": (BLUE_READY, OTHER_MISSING, GREEN_MISSING)}, False, "0"),
        ({"all_of": (GREEN_READY, BLUE_READY)}, True, "2"),
        ({"any_of": (GREEN_MISSING, BLUE_READY, GREEN_READY)}, True, "2"),
        ({"any_of": (OTHER_MISSING, GREEN_MISSING)}, False, "0"),
    ],
)
def test_a_condition_holds_or_says_what_it_found(condition: dict[str, Any], holds: bool, found: str) -> None:
    assert read(condition) == ConditionResult(holds, found)


def test_a_slice_lists_pods_that_are_not_ready_and_they_do_not_count() -> None:
    slices = endpoints("10.0.0.1", unready=("10.0.0.2",))
    assert read({"behind": "model", "at_least": 2}, slices) == ConditionResult(False, "1")


def test_a_pod_that_is_being_deleted_is_not_ready() -> None:
    assert not read({"pods": BLUE, "ready": 1}, pod("b1", BLUE, "10.0.0.1", going=True)).holds


def test_a_service_that_also_reaches_a_stranger_does_not_have_exactly_the_pods() -> None:
    stranger = pod("fraud", {"app": "fraud", "version": "green"}, "10.0.0.9")
    reading = read(
        {"behind": "model", "are": GREEN},
        pod("g1", GREEN, "10.0.0.3"),
        stranger,
        endpoints("10.0.0.3", "10.0.0.9"),
    )
    assert reading == ConditionResult(False, "fraud, g1")


def test_no_pod_behind_a_service_is_not_exactly_no_pod() -> None:
    assert read({"behind": "model", "are": GREEN}, endpoints()) == ConditionResult(False, "nothing")


@pytest.mark.parametrize(
    "condition",
    [
        {},
        {"object": "service/model"},
        {"object": "svc/model", "has": {}},
        {"object": "service", "has": {}},
        {"behind": "model"},
        {"pods": {}, "ready": 1},
        {"pods": BLUE, "ready": 0},
        {"pods": BLUE, "ready": "2"},
        {"selector_of": "model", "is": BLUE, "also": 1},
        {"all_of": ()},
        {"not": {}},
    ],
)
def test_a_condition_that_is_none_is_refused(condition: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        _CONDITION.validate_python(condition)
