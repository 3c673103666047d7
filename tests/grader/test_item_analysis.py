"""Item analysis against published figures, by hand, with missing answers, and over planted mis-keys."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from random import Random

import pytest

from grader.errors import ResponseFileError
from grader.rules.item_analysis import (
    ItemResponses,
    analyse_responses,
    correlation,
    discriminative_efficiency,
)
from grader.rules.response_file import read_keys, read_responses
from tests.grader.planted_mis_keys import ITEMS, simulate, simulated_class

# How many of 1,000 gave each pattern of section 6 of the Law School Admission Test, 00000 to 11111:
# Bock and Lieberman, Psychometrika 35 (1970), 179-197.
LSAT6 = "3 6 2 11 1 1 3 4 1 8 0 16 0 3 2 15 10 29 14 81 3 28 15 80 16 56 21 173 11 61 28 298"


def _lsat6() -> list[ItemResponses]:
    counts = [int(count) for count in LSAT6.split()]
    patterns = product((0.0, 1.0), repeat=5)
    persons = [marks for marks, count in zip(patterns, counts, strict=True) for _ in range(count)]
    return [ItemResponses(f"Q{at + 1}", [marks[at] for marks in persons]) for at in range(5)]


def _items(*columns: Sequence[float | None]) -> list[ItemResponses]:
    return [ItemResponses(f"q{at}", column) for at, column in enumerate(columns)]


def _picked(item: str, picks: str, key: str) -> ItemResponses:
    """An item with a letter for each pick, and `-` where it is missing."""
    cells = [None if pick == "-" else pick for pick in picks]
    return ItemResponses(item, [None if pick is None else float(pick == key) for pick in cells], cells, key)


def test_lsat6_has_its_published_figures_to_every_digit() -> None:
    found = analyse_responses(_lsat6())
    assert (found.n, found.complete) == (1000, 1000)
    assert f"{found.alpha:.4f}" == "0.2950"
    assert [f"{one.facility:.3f}" for one in found.items] == ["0.924", "0.709", "0.553", "0.763", "0.870"]
    assert [f"{one.item_rest:.4f}" for one in found.items] == [
        "0.1128",
        "0.1532",
        "0.1728",
        "0.1444",
        "0.1216",
    ]
    deleted = [f"{one.alpha_if_deleted:.4f}" for one in found.items]
    assert deleted == ["0.2754", "0.2376", "0.2168", "0.2459", "0.2663"]
    assert [one.options for one in found.items] == [()] * 5


def test_a_missing_answer_leaves_its_item_and_lowers_no_rest() -> None:
    """By hand: the fourth person answered one other item of two, and it was right: their rest is 1."""
    found = analyse_responses(_items([1, 0, 1, 0], [1, 0, 0, 1], [1, 1, 0, None]))
    assert (found.n, found.complete) == (4, 3)
    assert [one.facility for one in found.items] == [0.5, 0.5, pytest.approx(2 / 3)]
    assert found.items[0].item_rest == correlation([1, 0, 1, 0], [1, 0.5, 0, 1])
    assert found.items[2].item_rest == correlation([1, 1, 0], [1, 0, 0.5])


def test_alpha_is_over_those_who_answered_everything() -> None:
    answered = _items([1, 0, 1, 0], [1, 0, 0, 0], [1, 0, 1, 1])
    with_missing = _items([1, 0, 1, 0, 1], [1, 0, 0, 0, None], [1, 0, 1, 1, 0])
    assert analyse_responses(with_missing).alpha == analyse_responses(answered).alpha
    # The variances are 1/3, 1/4 and 1/4, and that of the totals 3, 0, 2, 1 is 5/3.
    assert analyse_responses(answered).alpha == pytest.approx(3 / 2 * (1 - (5 / 6) / (5 / 3)))


@pytest.mark.parametrize(
    "items",
    [
        _items([1, 1, 1], [1, 1, 1]),
        _items([1, 0, 1]),
        _items([1], [0]),
        _items([None, None], [None, None]),
        _items([], []),
        [],
        [_picked("q", "AAA", "A"), _picked("r", "BBB", "A")],
    ],
)
def test_what_is_not_defined_is_none(items: list[ItemResponses]) -> None:
    found = analyse_responses(items)
    assert found.alpha is None
    assert {one.item_rest for one in found.items} <= {None}
    assert {option.rest for one in found.items for option in one.options} <= {None}


def test_marks_that_do_not_vary_have_no_correlation_for_any_rounding() -> None:
    assert correlation([0.1] * 10, [0.1 * at for at in range(10)]) is None
    assert discriminative_efficiency([0.1] * 10, [0.1 * at for at in range(10)]) is None


def test_efficiency_is_one_at_the_best_order_and_minus_one_at_its_reverse() -> None:
    assert discriminative_efficiency([0, 0, 1, 1], [1, 2, 3, 4]) == 1
    assert discriminative_efficiency([1, 1, 0, 0], [1, 2, 3, 4]) == -1


def test_an_option_s_figures_are_those_of_its_indicator() -> None:
    rest = [1.0, 0.0, 1.0, 1.0, 0.0]
    found = analyse_responses([_picked("q", "ABA-C", "A"), ItemResponses("r", rest)]).items[0]
    assert [(one.option, one.share) for one in found.options] == [("A", 0.5), ("B", 0.25), ("C", 0.25)]
    answered = [1.0, 0.0, 1.0, 0.0]
    for option, picked in zip(found.options, ([1, 0, 1, 0], [0, 1, 0, 0], [0, 0, 0, 1]), strict=True):
        assert option.rest == pytest.approx(correlation(picked, answered))


def test_a_key_that_nobody_picked_is_listed_and_flagged() -> None:
    others = ItemResponses("r", [1.0, 0.0] * 15)
    found = analyse_responses([_picked("q", "ab" * 15, "A"), others]).items[0]
    assert [(one.option, one.share) for one in found.options] == [("A", 0), ("a", 0.5), ("b", 0.5)]
    assert found.flags == ("too-hard", "mis-key")
    assert found.rival == "a"


def _flagged(size: int, right: int) -> tuple[str, ...]:
    marks = [float(at < right) for at in range(size)]
    return analyse_responses(_items(marks, [float(at % 2) for at in range(size)])).items[0].flags


def test_flags_wait_for_thirty_answers() -> None:
    assert _flagged(29, 29) == ()
    assert _flagged(30, 30) == ("too-easy",)
    missing = _items([*[1.0] * 29, None], [float(at % 2) for at in range(30)])
    assert analyse_responses(missing).items[0].flags == ()


def test_the_bounds_of_facility_are_inside() -> None:
    assert "too-easy" in _flagged(40, 38)
    assert "too-easy" not in _flagged(40, 37)
    assert "too-hard" in _flagged(40, 2)
    assert "too-hard" not in _flagged(40, 3)


def test_an_item_that_does_not_tell_strong_from_weak_is_flagged() -> None:
    assert _flagged(40, 20) == ("efficiency", "discrimination")
    parallel = [float(at % 2) for at in range(40)]
    assert analyse_responses(_items(parallel, parallel)).items[0].flags == ()


def test_planted_mis_keys_are_found_in_small_classes_too() -> None:
    """A seeded part of what `python -m tests.grader.planted_mis_keys` runs whole."""
    small, large = simulate(30, 10, Random(30)), simulate(200, 4, Random(200))
    assert small.found >= 8
    assert small.sound_items <= 0.15 * 10 * (ITEMS - 1)
    assert (large.found, large.with_sound_flagged) == (4, 0)


def test_a_class_with_sound_keys_has_no_mis_key() -> None:
    found = analyse_responses(simulated_class(200, Random(1), planted=False))
    assert [one.item for one in found.items if "mis-key" in one.flags] == []


def test_cells_are_marks_or_options_and_empty_ones_are_missing() -> None:
    data = b"person,q1,q2\nAda,1,A\nBo,,B\nCy,0, \n"
    keys = read_keys(b"item,key\nq2,A\n", "key.csv")
    first, second = read_responses(data, "r.csv", keys)
    assert (first.marks, first.picks) == ([1, None, 0], ())
    assert (second.marks, second.picks, second.key) == ([1, 0, None], ["A", "B", None], "A")
    wrong = read_responses(data, "r.csv", keys, missing_is_wrong=True)
    assert [one.marks for one in wrong] == [[1, 0, 0], [1, 0, 0]]
    assert wrong[1].picks == ["A", "B", None]


def test_what_spreadsheets_write_is_read() -> None:
    data = b'\xef\xbb\xbfperson,q1\r\n"Lovelace, Ada",=1+1\r\n\r\nBo,@A\r\n'
    (item,) = read_responses(data, "r.csv", {"q1": "=1+1"})
    assert (item.picks, item.marks) == (["=1+1", "@A"], [1, 0])


def test_numbered_options_are_no_marks() -> None:
    (item,) = read_responses(b"person,q1\nAda,1\nBo,1\n", "r.csv", {"q1": "2"})
    assert item.marks == [0, 0]
    with pytest.raises(ResponseFileError, match=r"^r.csv, line 2: q1 has only 0 and 1, .* take it out"):
        read_responses(b"person,q1\nAda,1\nBo,0\n", "r.csv", {"q1": "B"})


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("", "line 1: the file is empty; begin it with a header row."),
        ("\n \n", "line 1: the file is empty; begin it with a header row."),
        ("person,q1\n", "line 1: there is no row below the header; add some."),
        ("person\nAda\n", "line 1: there is no item; add a column for each after the first."),
        (
            "person;q1\nAda;1\n",
            "line 1: the cells are separated by semicolons; save the file with commas between them.",
        ),
        ("person,q1,\nAda,1,\n", "line 1: column 3 has no name; name each item in a header row."),
        ("Ada,1,0,1\nBo,1,1,0\n", "line 1: 1 stands twice; give each item its own name in a header row."),
        (
            "Ada,1\nBo,0\n",
            "line 1: this row looks like answers; put a header row above it, like person,item-1,item-2.",
        ),
        (
            "Ada,A,B\nBo,B,B\nCy,A,C\n",
            "line 1: this row looks like answers; put a header row above it, like person,item-1,item-2.",
        ),
        (
            "person,q1\n\nAda,1,1\n",
            "line 3: the row has 3 cells and the header 2; give each row as many, "
            "with nothing between the commas where an answer is missing.",
        ),
        (
            'person,q1\n"A\nb",1\nBo\n',
            "line 4: the row has 1 cell and the header 2; give each row as many, "
            "with nothing between the commas where an answer is missing.",
        ),
        (
            "person,q1\nAda,1\nAda,0\n",
            "line 3: Ada is on line 2 already; keep each person's first attempt only.",
        ),
        ("person,q1\n ,1\n", "line 2: the first column is empty; name the person there."),
        (
            "person,q1\nAda,1\nBo,\x1b[1mB" + "9" * 5000 + "\n",
            "line 3: q1 has the option �[1mB" + "9" * 34 + "… and no key; "
            "give its key in a file with the columns item,key by --key FILE.",
        ),
        (
            'person,q1\nAda,"1\n',
            "line 2: this row is no CSV (unexpected end of data); "
            "close each quote, and double those inside a cell.",
        ),
        ("person,q1\nAda,\0\n", "line 2: this is not UTF-8 text; save the file as CSV in UTF-8."),
        (
            b"person,q1\nZo\xeb,1\n",
            "line 2: this is not UTF-8 text; save the file as CSV in UTF-8.",
        ),
    ],
)
def test_a_bad_file_gets_a_sentence_with_line_and_cure(data: str | bytes, message: str) -> None:
    with pytest.raises(ResponseFileError) as error:
        read_responses(data.encode() if isinstance(data, str) else data, "r.csv", {})
    assert str(error.value) == f"r.csv, {message}"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("q1,A\nq2,B\n", "line 1: a key file begins with the header row item,key; add it."),
        ("item,key\nq1,\n", "line 2: item or key is empty; fill in both, or delete the row."),
        ("item,key\nq1,A\nq1,B\n", "line 3: q1 has a key already; keep one of them."),
    ],
)
def test_a_bad_key_file_gets_a_sentence_with_line_and_cure(data: str, message: str) -> None:
    with pytest.raises(ResponseFileError) as error:
        read_keys(data.encode(), "k.csv")
    assert str(error.value) == f"k.csv, {message}"


def test_a_key_for_no_item_is_refused() -> None:
    with pytest.raises(ResponseFileError, match=r"^r.csv, line 1: there is no column for q9, .* out of"):
        read_responses(b"person,q1\nAda,1\n", "r.csv", {"q9": "A"})
