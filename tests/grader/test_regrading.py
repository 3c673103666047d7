"""A mended key: logged answers are marked again, and the old marks are never lost."""

from __future__ import annotations

import pytest

from grader.errors import NotFound
from grader.service import Grader
from grader.store import Store, attempts, events
from grader.views.regrade import Regrade
from problems.bank import Bank
from problems.model import ChoiceProblem, Problem
from tests.grader.client import Client
from tests.grader.sample_bank import make_bank, make_problem


def _keyed(problem: Problem, key: str) -> Problem:
    """The same problem with the key on another option."""
    assert isinstance(problem, ChoiceProblem)
    options = tuple(one.model_copy(update={"correct": one.id == key}) for one in problem.options)
    return problem.model_copy(update={"options": options})


def _closed(store: Store, *answers: str, seed: int = 1) -> Client:
    """A learner whose one problem is closed, keyed at b."""
    client = Client(store, make_bank([make_problem("only", "choice")]), seed=seed)
    client.attempt = client.grader.attempts.begin(client.learner, "practice", skill="selector-switch")
    for answer in answers:
        client.answer(answer)
    client.grader.attempts.end(client.learner, client.attempt)
    return client


def _mended(client: Client, key: str) -> Grader:
    problem = _keyed(client.bank.problems["only"], key)
    return Grader(client.store, Bank(client.bank.manifest, {"only": problem}), client.clock, lambda bits: 7)


def _told(regrade: Regrade) -> list[tuple[float, float]]:
    return [(one.points_before, one.points_now) for one in regrade.items]


def test_a_preview_says_who_gains_and_writes_nothing(store: Store) -> None:
    client = _closed(store, "a")
    grader = _mended(client, "a")
    assert _told(grader.regrading.preview("only")) == [(0.0, 1.0)]
    assert _told(grader.regrading.preview("only")) == [(0.0, 1.0)]
    assert [one.learner for one in grader.regrading.preview("only").gain] == ["Ada"]


def test_the_new_marks_are_written_and_the_old_ones_stay_in_the_history(store: Store) -> None:
    client = _closed(store, "a")
    grader = _mended(client, "a")
    grader.regrading.apply("only")
    kept = store.read(lambda tx: attempts.find(tx, client.learner, client.attempt))
    assert kept is not None
    assert [(one.credit, one.passed) for one in kept.items[0].tries] == [(1.0, True)]
    told = [
        one for one in store.read(lambda tx: events.of_learner(tx, client.learner)) if one.kind == "regraded"
    ]
    assert [one.detail["was"] for one in told] == [[{"number": 1, "credit": 0.0, "passed": False}]]


def test_regrading_twice_is_once(store: Store) -> None:
    client = _closed(store, "b")
    grader = _mended(client, "a")
    assert len(grader.regrading.apply("only").lose) == 1
    assert grader.regrading.apply("only").items == ()
    assert grader.regrading.preview("only").items == ()


def test_a_problem_whose_key_stays_is_left_alone(store: Store) -> None:
    client = _closed(store, "b")
    assert client.grader.regrading.preview("only").items == ()


def test_an_answer_that_the_problem_can_not_read_keeps_its_mark(store: Store) -> None:
    client = _closed(store, "a")
    problem = client.bank.problems["only"]
    assert isinstance(problem, ChoiceProblem)
    fewer = problem.model_copy(update={"options": problem.options[1:]})
    grader = Grader(client.store, Bank(client.bank.manifest, {"only": fewer}), client.clock, lambda bits: 9)
    regrade = grader.regrading.apply("only")
    assert _told(regrade) == [(0.0, 0.0)]
    assert len(regrade.unreadable) == 1
    assert len(grader.regrading.preview("only").items) == 1


def test_an_unknown_problem_is_named(store: Store) -> None:
    with pytest.raises(NotFound, match="no problem `nothing`"):
        Client(store).grader.regrading.preview("nothing")
