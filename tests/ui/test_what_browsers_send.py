"""A browser can send anything. What is not an answer to what was shown counts as nothing sent."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.components.blanks import read_filled
from ui.components.countdown import milliseconds
from ui.components.options import read_picked
from ui.components.ordering import read_order
from ui.components.picture import file_name
from ui.components.shortcuts import Binding, Press, read_action, read_press
from ui.components.wire import ComponentState, read_state

IDS = ("a", "b", "c")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.sampled_from([*IDS, "x"]),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from([*IDS, "g"]), inner, max_size=4)
    ),
    max_leaves=12,
)
STRANGE = [
    None,
    "a",
    7,
    True,
    {},
    {"a": 1},
    ["x"],
    ["a", "a"],
    [["a"]],
    [None],
    ["a"] * 100_000,
    [{"a": "b"}],
]


def state(value: object, edit: object = 1) -> dict[str, object]:
    return {"answer": {"value": value, "edit": edit}}


@pytest.mark.parametrize("edit", [0, -1, True, "1", 1.0, None, 10**9])
def test_an_answer_without_a_count_of_edits_is_not_taken(edit: object) -> None:
    assert read_state(state(["a"], edit)) == ComponentState()


@pytest.mark.parametrize("strange", [None, "answer", 5, [], {}, {"answer": None}, {"answer": ["a"]}])
def test_a_state_of_another_shape_is_nothing_sent(strange: object) -> None:
    assert read_state(strange) == ComponentState()


def test_an_answer_comes_with_its_count_of_edits() -> None:
    assert read_state(state(["a"], 3)) == ComponentState(["a"], 3)


@pytest.mark.parametrize("strange", STRANGE, ids=lambda value: repr(value)[:20])
def test_a_strange_list_is_neither_a_pick_nor_an_order(strange: object) -> None:
    assert read_picked(strange, IDS, many=True) is None
    assert read_order(strange, IDS, may_leave=True) is None


def test_two_picks_are_not_one() -> None:
    assert read_picked(["a", "b"], IDS, many=False) is None
    assert read_picked(["a", "b"], IDS, many=True) == ("a", "b")
    assert read_picked([], IDS, many=False) == ()


def test_a_step_is_lost_only_where_steps_may_be_left_out() -> None:
    assert read_order(["c", "a"], IDS, may_leave=False) is None
    assert read_order(["c", "a"], IDS, may_leave=True) == ("c", "a")


@pytest.mark.parametrize(
    "strange",
    [None, [], "g", {"x": "a"}, {"g": "x"}, {"g": ["a"]}, {"g": "a", "h": "a"}, {"g": None}, {7: "a"}],
    ids=repr,
)
def test_a_strange_filling_is_nothing_sent(strange: object) -> None:
    assert read_filled(strange, ("g", "h"), IDS) is None


def test_a_gap_may_stay_empty() -> None:
    assert read_filled({"g": "a"}, ("g", "h"), IDS) == {"g": "a"}
    assert read_filled({}, ("g", "h"), IDS) == {}


@given(JSON)
def test_whatever_is_read_is_made_of_known_ids(raw: object) -> None:
    assert set(read_picked(raw, IDS, many=True) or ()) <= set(IDS)
    assert set(read_order(raw, IDS, may_leave=True) or ()) <= set(IDS)
    assert set((read_filled(raw, ("g",), IDS) or {}).values()) <= set(IDS)


@pytest.mark.parametrize("raw", [None, "sudo", 1, ["answer"], {"action": "answer"}])
def test_an_action_that_no_key_is_bound_to_is_none(raw: object) -> None:
    assert read_action(raw, [Binding("answer", ("a",), "Answer")]) is None


@pytest.mark.parametrize(
    "raw",
    [
        None,
        "answer",
        {},
        {"action": "answer"},
        {"action": 1, "request": "0" * 32},
        {"action": "a", "request": "0"},
    ],
)
def test_a_press_without_its_name_is_none(raw: object) -> None:
    assert read_press(raw) is None


def test_a_press_comes_with_what_the_answer_was_then() -> None:
    sent = {"action": "answer", "request": "0" * 32, "value": ["a"]}
    assert read_press(sent) == Press("answer", "0" * 32, ["a"])


@pytest.mark.parametrize("taken", ["r", "c", "?"])
def test_a_key_that_streamlit_or_the_list_listens_to_cannot_be_bound(taken: str) -> None:
    with pytest.raises(ValueError, match="is taken"):
        Binding("answer", (taken,), "Answer")


@pytest.mark.parametrize(("seconds", "expected"), [(72, 72_000), (-3, 0), (0.0004, 0), (1.5, 1500)])
def test_time_is_sent_in_whole_milliseconds_and_never_below_zero(seconds: float, expected: int) -> None:
    assert milliseconds(timedelta(seconds=seconds)) == expected


@pytest.mark.parametrize(
    ("title", "expected"), [("Who answered", "who-answered"), ("../../etc", "etc"), ("…", "picture")]
)
def test_a_file_name_holds_letters_digits_and_dashes_only(title: str, expected: str) -> None:
    assert file_name(title) == expected
