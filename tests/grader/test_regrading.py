"""A mended key: logged answers are marked again, and the old marks are never lost."""

from __future__ import annotations

import pytest

from grader.errors import NotFound
from grader.service import Grader
from grader.store import Store, attempts, events
from grader.views.views import Regrade
from problems.bank import Bank
from problems.model import ChoiceProblem, Problem
from tests.grader.bank import make_bank, make_problem
from tests.grader.table import Table


def _keyed(problem: Problem, key: str) -> Problem:
    """The same problem with the key on another option."""
    assert isinstance(problem, ChoiceProblem)
    options = tuple(one.model_copy(update={"correct": one.id == key}) for one in problem.options)
    return problem.model_copy(update={"options": options})


def _closed(store: Store, *answers: str, seed: int = 1) -> Table:
    """A learner whose one problem is closed, keyed at b."""
    table = Table(store, make_bank([make_problem("only", "choice")]), seed=seed)
    table.attempt = table.grader.begin(table.learner, "practice", skill="selector-switch")
    for answer in answers:
        table.answer(answer)
    table.grader.end(table.learner, table.attempt)
    return table


def _mended(table: Table, key: str) -> Grader:
    problem = _keyed(table.bank.problems["only"], key)
    return Grader(table.store, Bank(table.bank.manifest, {"only": problem}), table.clock, lambda bits: 7)


def _told(regrade: Regrade) -> list[tuple[float, float]]:
    return [(one.points_before, one.points_now) for one in regrade.items]


def test_a_preview_says_who_gains_and_writes_nothing(store: Store) -> None:
    table = _closed(store, "a")
    grader = _mended(table, "a")
    assert _told(grader.preview_regrade("only")) == [(0.0, 1.0)]
    assert _told(grader.preview_regrade("only")) == [(0.0, 1.0)]
    assert [one.learner for one in grader.preview_regrade("only").gain] == ["Ada"]


def test_the_new_marks_are_written_and_the_old_ones_stay_in_the_history(store: Store) -> None:
    table = _closed(store, "a")
    grader = _mended(table, "a")
    grader.regrade("only")
    kept = store.read(lambda tx: attempts.find(tx, table.learner, table.attempt))
    assert kept is not None
    assert [(one.credit, one.passed) for one in kept.items[0].tries] == [(1.0, True)]
    told = [
        one for one in store.read(lambda tx: events.of_learner(tx, table.learner)) if one.kind == "regraded"
    ]
    assert [one.detail["was"] for one in told] == [[{"number": 1, "credit": 0.0, "passed": False}]]


def test_regrading_twice_is_once(store: Store) -> None:
    table = _closed(store, "b")
    grader = _mended(table, "a")
    assert len(grader.regrade("only").lose) == 1
    assert grader.regrade("only").items == ()
    assert grader.preview_regrade("only").items == ()


def test_a_problem_whose_key_stays_is_left_alone(store: Store) -> None:
    table = _closed(store, "b")
    assert table.grader.preview_regrade("only").items == ()


def test_an_answer_that_the_problem_can_not_read_keeps_its_mark(store: Store) -> None:
    table = _closed(store, "a")
    problem = table.bank.problems["only"]
    assert isinstance(problem, ChoiceProblem)
    fewer = problem.model_copy(update={"options": problem.options[1:]})
    grader = Grader(table.store, Bank(table.bank.manifest, {"only": fewer}), table.clock, lambda bits: 9)
    regrade = grader.regrade("only")
    assert _told(regrade) == [(0.0, 0.0)]
    assert len(regrade.unreadable) == 1
    assert len(grader.preview_regrade("only").items) == 1


def test_an_unknown_problem_is_named(store: Store) -> None:
    with pytest.raises(NotFound, match="no problem `nothing`"):
        Table(store).grader.preview_regrade("nothing")
