"""Partial objects: what counts as having a field, and the difference that is told first."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from labs.checks.subset import difference, shown

SERVICE = {
    "kind": "Service",
    "spec": {"selector": {"app": "model", "version": "blue"}, "ports": [{"port": 80}]},
}
CONTAINERS = {"containers": [{"name": "side", "image": "a"}, {"name": "model", "image": "b", "env": []}]}


@pytest.mark.parametrize(
    ("wanted", "found", "told"),
    [
        ({}, SERVICE, None),
        ({"spec": {"selector": {"version": "blue"}}}, SERVICE, None),
        ({"spec": {"selector": {"version": "green"}}}, SERVICE, "spec.selector.version is blue, not green"),
        ({"spec": {"selector": {"slot": "blue"}}}, SERVICE, "spec.selector.slot is missing, not blue"),
        ({"spec": {"selector": {"version": {"is": "blue"}}}}, SERVICE, "spec.selector.version is blue"),
        ({"spec": {"ports": [{"port": 80}]}}, SERVICE, None),
        ({"spec": {"ports": ({"port": 81},)}}, SERVICE, "spec.ports[0].port is 80, not 81"),
        ({"spec": {"ports": "80"}}, SERVICE, "spec.ports is [port=80], not 80"),
        ({"metadata": {"name": "x"}}, SERVICE, "metadata is missing"),
        ({"containers": [{"name": "model", "image": "b"}]}, CONTAINERS, None),
        (
            {"containers": [{"name": "model", "image": "c"}]},
            CONTAINERS,
            "containers[model].image is b, not c",
        ),
        ({"containers": [{"name": "other"}]}, CONTAINERS, "containers[other] is missing"),
        ({"containers": [{"image": "z"}]}, CONTAINERS, "containers lacks image=z"),
        ({"containers": []}, CONTAINERS, None),
        ({"replicas": 1}, {"replicas": True}, "replicas is true, not 1"),
        ({"replicas": "1"}, {"replicas": 1}, "replicas is 1, not 1"),
        ({"grace": ">= 5"}, {"grace": 5}, None),
        ({"grace": ">= 5"}, {"grace": 4}, "grace is 4, not >= 5"),
        ({"grace": ">= 5"}, {"grace": None}, "grace is missing, not >= 5"),
    ],
)
def test_the_first_difference_is_told_by_its_path(wanted: object, found: object, told: str | None) -> None:
    assert difference(wanted, found) == told


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "missing"),
        ({}, "empty"),
        ("", "empty"),
        (True, "true"),
        ({"b": 1, "a": "x"}, "a=x,b=1"),
        ([1, "a"], "[1, a]"),
    ],
)
def test_values_are_shown_as_people_write_them(value: object, text: str) -> None:
    assert shown(value) == text


WORDS = st.sampled_from(["a", "b", "name", "x-y"])
PLAIN = st.none() | st.booleans() | st.integers(-3, 3) | WORDS
OBJECTS = st.recursive(
    PLAIN,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=12,
)


@settings(max_examples=40)
@given(OBJECTS)
@example([{"name": "a"}, {"name": "a", "b": []}])
@example([{"name": {"a": None}}, {"name": {"a": None}, "b": []}])
def test_everything_has_itself(value: object) -> None:
    assert difference(value, value) is None


@settings(max_examples=40)
@given(st.dictionaries(WORDS, OBJECTS, max_size=3), st.dictionaries(st.sampled_from(["new", "other"]), PLAIN))
def test_more_fields_do_no_harm(wanted: dict[str, object], more: dict[str, object]) -> None:
    assert difference(wanted, wanted | more) is None


@settings(max_examples=40)
@given(st.dictionaries(WORDS, PLAIN.filter(lambda one: one is not None), min_size=1), WORDS)
def test_a_field_that_is_gone_is_missed(wanted: dict[str, object], key: str) -> None:
    found = {name: one for name, one in wanted.items() if name != key}
    told = difference(wanted, found)
    assert (told is not None) == (key in wanted)
    if told:
        assert told.startswith(f"{key} is missing")
