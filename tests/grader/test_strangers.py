"""Nobody reaches what is another learner's, by any use case and any id."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from grader.errors import NotFound
from grader.rules.lab_attempt import LabEnd
from grader.service import Grader
from problems.verdict import Verdict
from tests.grader.table import CHECKS, LIFE, OFFER, Table, place_of

PASSED = LabEnd(Verdict("pass"), CHECKS, "{}")

# Every use case that takes an attempt: what one learner would call with another's.
WITH_AN_ATTEMPT: dict[str, Callable[[Grader, str, str], object]] = {
    "look": lambda grader, who, attempt: grader.look(who, attempt),
    "start_clock": lambda grader, who, attempt: grader.start_clock(who, attempt, 1),
    "save": lambda grader, who, attempt: grader.save(who, attempt, 1, None, 0),
    "answer": lambda grader, who, attempt: grader.answer(who, attempt, 1, None),
    "show_hint": lambda grader, who, attempt: grader.show_hint(who, attempt, 1, 1),
    "show_solution": lambda grader, who, attempt: grader.show_solution(who, attempt, 1),
    "go": lambda grader, who, attempt: grader.go(who, attempt, 2),
    "end": lambda grader, who, attempt: grader.end(who, attempt),
    "extend": lambda grader, who, attempt: grader.extend(who, attempt),
    "result": lambda grader, who, attempt: grader.result(who, attempt),
    "past": lambda grader, who, attempt: grader.past(who, attempt, 1),
}
# The same for attempts at labs.
WITH_A_LAB: dict[str, Callable[[Grader, str, str], object]] = {
    "look_lab": lambda grader, who, attempt: grader.look_lab(who, attempt),
    "reset_lab": lambda grader, who, attempt: grader.reset_lab(who, attempt, 1),
    "reveal_lab": lambda grader, who, attempt: grader.reveal_lab(who, attempt),
    "record_lab": lambda grader, who, attempt: grader.record_lab(who, attempt, CHECKS),
    "end_lab": lambda grader, who, attempt: grader.end_lab(who, attempt, PASSED),
}
# And those that take a learner alone: what becomes of an id that nobody has.
WITH_A_LEARNER: dict[str, Callable[[Grader, str], object]] = {
    "rename": lambda grader, who: grader.rename(who, "Eve"),
    "set_extra_time": lambda grader, who: grader.set_extra_time(who, "2"),
    "carry_code": lambda grader, who: grader.carry_code(who),
    "home": lambda grader, who: grader.home(who),
    "begin": lambda grader, who: grader.begin(who, "test"),
    "progress": lambda grader, who: grader.progress(who),
    "export_json": lambda grader, who: grader.export_json(who),
    "export_csv": lambda grader, who: grader.export_csv(who),
    "begin_lab": lambda grader, who: grader.begin_lab(who, OFFER, place_of=place_of, life=LIFE),
    "going_lab": lambda grader, who: grader.going_lab(who),
    "past_labs": lambda grader, who: grader.past_labs(who),
}
# Those that take neither an attempt nor a learner's id, or may not fail: they have tests of their own.
OTHERS = {
    "learner_of",
    "join",
    "redeem",
    "leave",
    "forget",
    "sweep",
    "preview_regrade",
    "regrade",
    "observed",
}


def test_every_use_case_stands_in_one_of_the_lists() -> None:
    public = {name for name in vars(Grader) if not name.startswith("_")}
    assert public == {*WITH_AN_ATTEMPT, *WITH_A_LAB, *WITH_A_LEARNER, *OTHERS}


@pytest.mark.parametrize("mode", ["challenge", "practice", "test"])
def test_another_learners_attempt_is_not_found(table: Table, mode: str) -> None:
    eve = Table(table.store, table.bank, table.clock, seed=2)
    table.begin(mode)  # type: ignore[arg-type]
    eve.begin(mode)  # type: ignore[arg-type]
    for mine, theirs in ((eve.learner, table.attempt), (table.learner, eve.attempt)):
        for name, call in WITH_AN_ATTEMPT.items():
            with pytest.raises(NotFound):
                pytest.fail(f"{name} gave {call(table.grader, mine, theirs)}")


def test_another_learners_finished_attempt_is_not_found(table: Table) -> None:
    table.begin("challenge")
    table.finish()
    eve = Table(table.store, table.bank, table.clock, seed=2)
    for name, call in WITH_AN_ATTEMPT.items():
        with pytest.raises(NotFound):
            pytest.fail(f"{name} gave {call(table.grader, eve.learner, table.attempt)}")


def test_another_learners_lab_is_not_found(table: Table) -> None:
    eve = Table(table.store, table.bank, table.clock, seed=2)
    lab = table.begin_lab()
    for name, call in WITH_A_LAB.items():
        with pytest.raises(NotFound):
            pytest.fail(f"{name} gave {call(table.grader, eve.learner, lab.id)}")
    assert table.grader.look_lab(table.learner, lab.id) == lab


def test_an_id_that_nobody_has_is_not_found(table: Table) -> None:
    for name, call in WITH_A_LEARNER.items():
        with pytest.raises(NotFound):
            pytest.fail(f"{name} gave {call(table.grader, 'f' * 32)}")


def test_a_position_that_an_attempt_does_not_have_is_not_found(table: Table) -> None:
    table.begin("practice")
    for position in (-1, 0, 6, 10**9):
        with pytest.raises(NotFound):
            table.grader.answer(table.learner, table.attempt, position, "a")
        with pytest.raises(NotFound):
            table.grader.past(table.learner, table.attempt, position)
