"""The opaque ids of a problem's pieces on a page, and that an answer comes back in the author's ids."""

from __future__ import annotations

import json
from dataclasses import asdict

import pytest

from problems.public_views import ProblemKind, PublicProblem, public_view
from tests.grader.sample_bank import KINDS, RIGHT, make_problem
from ui.attempt.opaque_ids import OpaqueIds


def _problem(kind: ProblemKind) -> PublicProblem:
    return public_view(make_problem("p1", kind), 3)


@pytest.mark.parametrize("kind", KINDS)
def test_an_answer_comes_back_as_it_was(kind: ProblemKind) -> None:
    ids = OpaqueIds.of(_problem(kind))
    encoded = ids.encode(RIGHT[kind])
    assert encoded != RIGHT[kind]
    assert ids.decode(encoded) == RIGHT[kind]


@pytest.mark.parametrize("kind", KINDS)
def test_a_problem_with_opaque_ids_has_no_id_of_a_piece_or_a_gap(kind: ProblemKind) -> None:
    problem = _problem(kind)
    shown = OpaqueIds.of(problem).problem(problem)
    assert [one.id for one in shown.pieces] == [f"piece-{at}" for at in range(1, len(problem.pieces) + 1)]
    assert [one.text for one in shown.pieces] == [one.text for one in problem.pieces]
    said = json.dumps([asdict(one) for one in shown.pieces])
    assert not any(f'"{piece.id}"' in said for piece in problem.pieces)
    gaps = [text for part, text in shown.template if part == "blank"]
    assert gaps == [f"gap-{at}" for at in range(1, len(gaps) + 1)]


@pytest.mark.parametrize(
    "sent", [None, 7, {"gap-1": "piece-99"}, {"x": "piece-1"}, ["piece-99"], "piece-99", []]
)
def test_what_names_nothing_is_nothing(sent: object) -> None:
    assert not OpaqueIds.of(_problem("blanks")).decode(sent)
