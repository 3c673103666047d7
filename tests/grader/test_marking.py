"""Marks: the reference figures of order blocks, and what must hold of any answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.rules.marking import mark, nearest_order_distance, right_answer
from problems.answer import (
    Answer,
    BlanksAnswer,
    ChoiceAnswer,
    ChoicesAnswer,
    OrderAnswer,
    is_complete,
    read_answer,
    to_raw,
)
from problems.model import Blank, Code, Distractor, OrderProblem, Problem, Step
from tests.grader.sample_bank import KINDS, RIGHT, WRONG, make_problem

CHAIN = {"1": (), "2": ("1",), "3": ("2",), "4": ("3",)}
INTO_C = {"a": (), "b": (), "c": ("a", "b")}
# PrairieLearn's first graph for order blocks.
DAG1: dict[str, tuple[str, ...]] = {
    "1": (),
    "2": ("1",),
    "3": ("1",),
    "4": ("2", "3"),
    "5": ("1",),
    "6": ("2",),
    "7": ("4", "5", "6"),
    "8": (),
    "9": ("7", "8"),
    "10": ("9",),
}

# Each example tries every order.
few = settings(max_examples=40)


def order_problem(edges: Mapping[str, Sequence[str]], distractors: Sequence[str] = ()) -> OrderProblem:
    base = make_problem("ordered", "order")
    return base.model_copy(  # the models' own minimum of three steps does not bind the marking
        update={
            "steps": tuple(
                Step(id=one, text=f"step {one}", after=tuple(before), why="w")
                for one, before in edges.items()
            ),
            "distractors": tuple(Distractor(id=one, text=f"step {one}", why="w") for one in distractors),
        }
    )  # type: ignore[return-value]


def credit_of(edges: Mapping[str, Sequence[str]], answer: str) -> float:
    return mark(order_problem(edges), OrderAnswer(tuple(answer))).credit


@pytest.mark.parametrize(
    ("answer", "credit"), [("1234", 1.0), ("1324", 0.5), ("3124", 0.5), ("2341", 0.5), ("4321", 0.0)]
)
def test_a_chain_is_credited_by_what_can_stay(answer: str, credit: float) -> None:
    assert credit_of(CHAIN, answer) == credit


@pytest.mark.parametrize(("answer", "credit"), [("abc", 1.0), ("bac", 1.0), ("acb", 1 / 3)])
def test_any_order_that_respects_the_edges_is_whole(answer: str, credit: float) -> None:
    assert credit_of(INTO_C, answer) == pytest.approx(credit)


@pytest.mark.parametrize(
    ("answer", "distance"),
    [
        ("8 1 3 2 6 4 5 7 9 10", 0),
        ("1 2 3 4 5 6 7 9 8 10", 2),
        ("1 2 6 3 4 5", 4),
    ],
)
def test_order_blocks_count_the_edits_of_prairielearn(answer: str, distance: int) -> None:
    assert nearest_order_distance(DAG1, answer.split()) == distance


def test_a_random_order_of_four_is_worth_little() -> None:
    worth = [credit_of(CHAIN, "".join(order)) for order in permutations("1234")]
    assert sum(worth) / len(worth) == pytest.approx(0.23, abs=0.005)


def test_a_distractor_step_must_be_taken_out_again() -> None:
    problem = order_problem(CHAIN, distractors="x")
    marked = mark(problem, OrderAnswer(("1", "2", "x", "3", "4")))
    assert (marked.right, marked.credit) == (False, 0.75)


def test_the_largest_ordering_is_marked_exactly_and_at_once() -> None:
    edges = {str(at): (str(at - 1),) if at else () for at in range(10)}
    answer = ["w", *reversed(edges), "x", "y", "z"]
    assert nearest_order_distance(edges, answer) == 4 + 9 + 9


@st.composite
def graphs(draw: st.DrawFn) -> dict[str, tuple[str, ...]]:
    size = draw(st.integers(1, 6))
    names = "abcdef"[:size]
    return {
        name: tuple(earlier for earlier in names[:at] if draw(st.booleans())) for at, name in enumerate(names)
    }


@few
@given(graphs(), st.data())
def test_the_distance_is_the_least_over_every_valid_order(
    edges: dict[str, tuple[str, ...]], data: st.DataObject
) -> None:
    pool = data.draw(st.permutations([*edges, "x", "y"]))
    answer = pool[: data.draw(st.integers(0, len(pool)))]
    assert nearest_order_distance(edges, answer) == _least_distance(edges, answer)


@few
@given(graphs(), st.data())
def test_one_more_step_in_a_place_that_fits_never_costs(
    edges: dict[str, tuple[str, ...]], data: st.DataObject
) -> None:
    valid = next(_valid_orders(edges))
    kept = data.draw(st.integers(0, len(valid) - 1))
    shorter, longer = valid[:kept], valid[: kept + 1]
    assert nearest_order_distance(edges, longer) < nearest_order_distance(edges, shorter)


@pytest.mark.parametrize("kind", KINDS)
def test_the_key_passes_and_is_the_only_full_credit(kind: str) -> None:
    problem = make_problem("p", kind)
    key = mark(problem, right_answer(problem))
    assert (key.right, key.credit, key.verdict.reason) == (True, 1.0, "")
    assert mark(problem, read(problem, RIGHT[kind])).right
    for raw in WRONG[kind]:
        wrong = mark(problem, read(problem, raw))
        assert wrong.verdict.outcome == "fail"
        assert 0 <= wrong.credit < 1


@pytest.mark.parametrize("kind", KINDS)
def test_the_key_has_the_shape_that_pages_send(kind: str) -> None:
    problem = make_problem("p", kind)
    key = right_answer(problem)
    assert read_answer(problem, to_raw(key)) == key
    assert is_complete(problem, key)


@given(st.sets(st.sampled_from("abcd"), min_size=1))
def test_false_picks_eat_up_hits_but_never_more(picked: set[str]) -> None:
    problem = make_problem("p", "choices")
    hits, false = len(picked & {"a", "c"}), len(picked - {"a", "c"})
    marked = mark(problem, ChoicesAnswer(tuple(sorted(picked))))
    assert marked.credit == max(0.0, (hits - false) / 2)
    assert marked.right == (picked == {"a", "c"})


def test_blanks_are_credited_by_gap() -> None:
    problem = make_problem("p", "blanks")
    marked = mark(problem, BlanksAnswer((("noun", "b"), ("verb", "d"))))
    assert (marked.credit, marked.verdict.reason) == (0.5, "1 of 2 gaps is right.")


def test_the_key_gives_every_gap_a_chip_of_its_own() -> None:
    accepts = {"first": ("a", "b"), "second": ("a",), "third": ("b", "c")}
    gaps = {
        "template": Code(language="shell", text="{{first}} {{second}} {{third}}"),
        "blanks": tuple(Blank(id=gap, accepts=chips) for gap, chips in accepts.items()),
    }
    problem = make_problem("p", "blanks").model_copy(update=gaps)
    assert right_answer(problem) == BlanksAnswer((("first", "b"), ("second", "a"), ("third", "c")))
    assert mark(problem, right_answer(problem)).right


def test_an_answer_to_another_kind_of_problem_is_refused() -> None:
    with pytest.raises(TypeError, match="ChoiceAnswer does not answer a order"):
        mark(make_problem("p", "order"), ChoiceAnswer("a"))


def read(problem: Problem, raw: object) -> Answer:
    answer = read_answer(problem, raw)
    assert answer is not None
    return answer


def _valid_orders(edges: Mapping[str, Sequence[str]]):  # type: ignore[no-untyped-def]
    for order in permutations(edges):
        place = {step: at for at, step in enumerate(order)}
        if all(place[before] < place[step] for step, earlier in edges.items() for before in earlier):
            yield order


def _least_distance(edges: Mapping[str, Sequence[str]], answer: Sequence[str]) -> int:
    """By trying every order and every subset: slow, and too simple to be wrong."""
    kept = max(_common(order, answer) for order in _valid_orders(edges))
    return len(answer) + len(edges) - 2 * kept


def _common(order: Sequence[str], answer: Sequence[str]) -> int:
    place = {step: at for at, step in enumerate(order)}
    placed = [place[step] for step in answer if step in place]
    for size in range(len(placed), 0, -1):
        if any(list(some) == sorted(some) for some in combinations(placed, size)):
            return size
    return 0
