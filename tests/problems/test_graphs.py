"""Orders and matchings against trying everything."""

from __future__ import annotations

from graphlib import CycleError
from itertools import permutations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from problems.graphs import linear_extensions, maximum_matching, topological_order

STEPS = "abcde"
# Edges only from earlier to later letters, so without a cycle, listed in any order.
acyclic = (
    st.permutations(STEPS)
    .flatmap(
        lambda listed: st.fixed_dictionaries(
            {
                step: st.lists(st.sampled_from([s for s in STEPS if s < step] or [step]), max_size=3)
                for step in listed
            }
        )
    )
    .map(lambda edges: {step: tuple(s for s in before if s != step) for step, before in edges.items()})
)
pairs = st.dictionaries(
    st.sampled_from(["k1", "k2", "k3", "k4"]), st.lists(st.sampled_from("wxyz"), max_size=4).map(tuple)
)


def _respects(order: tuple[str, ...], edges: dict[str, tuple[str, ...]]) -> bool:
    return all(order.index(one) < order.index(step) for step, before in edges.items() for one in before)


@given(acyclic)
def test_the_linear_extensions_are_the_permutations_that_respect_every_edge(
    edges: dict[str, tuple[str, ...]],
) -> None:
    expected = [order for order in permutations(edges) if _respects(order, edges)]
    assert list(linear_extensions(edges)) == expected
    assert topological_order(edges) in expected


def test_a_topological_order_keeps_the_order_of_the_file_where_it_may() -> None:
    assert topological_order({"b": (), "a": (), "d": ("c",), "c": ("a",)}) == ("b", "a", "c", "d")


def test_steps_that_wait_for_each_other_are_named_and_no_others() -> None:
    with pytest.raises(CycleError) as error:
        topological_order({"a": ("c",), "b": (), "c": ("a",), "d": ("c",)})
    assert set(error.value.args[1]) == {"a", "c"}


@given(pairs)
def test_a_matching_uses_no_value_twice_and_none_is_larger(accepts: dict[str, tuple[str, ...]]) -> None:
    matched = maximum_matching(accepts)
    assert all(value in accepts[key] for key, value in matched.items())
    assert len(set(matched.values())) == len(matched)
    choices = product(*[(*values, None) for values in accepts.values()])
    used = ([value for value in choice if value] for choice in choices)
    assert len(matched) == max(len(values) for values in used if len(set(values)) == len(values))
