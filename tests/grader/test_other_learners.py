"""Nobody reaches what is another learner's, by any use case and any id."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from grader.errors import NotFound
from grader.rules.lab_attempt import LabEnd
from grader.rules.progress_file import ProgressFile
from grader.service import Grader
from problems.verdict import Verdict
from tests.grader.client import CHECKS, LIFETIME, OFFER, Client, namespace_of
from tests.grader.test_class_authorisation import CLASS_USE_CASES

EMPTY_FILE = ProgressFile(learner={}, attempts=())
PASSED = LabEnd(Verdict("pass"), CHECKS, "{}")

# Every use case that takes an attempt: what one learner would call with another's.
WITH_AN_ATTEMPT: dict[str, Callable[[Grader, str, str], object]] = {
    "attempts.look": lambda grader, who, attempt: grader.attempts.look(who, attempt),
    "items.look": lambda grader, who, attempt: grader.items.look(who, attempt, 1),
    "items.start_clock": lambda grader, who, attempt: grader.items.start_clock(who, attempt, 1),
    "items.save": lambda grader, who, attempt: grader.items.save(who, attempt, 1, None, 0),
    "items.answer": lambda grader, who, attempt: grader.items.answer(who, attempt, 1, None),
    "items.show_hint": lambda grader, who, attempt: grader.items.show_hint(who, attempt, 1, 1),
    "items.show_solution": lambda grader, who, attempt: grader.items.show_solution(who, attempt, 1),
    "attempts.go": lambda grader, who, attempt: grader.attempts.go(who, attempt, 2),
    "attempts.end": lambda grader, who, attempt: grader.attempts.end(who, attempt),
    "attempts.extend": lambda grader, who, attempt: grader.attempts.extend(who, attempt),
    "attempts.begin_sibling": lambda grader, who, attempt: grader.attempts.begin_sibling(who, attempt, 1),
    "attempts.result": lambda grader, who, attempt: grader.attempts.result(who, attempt),
    "progress.past_item": lambda grader, who, attempt: grader.progress.past_item(who, attempt, 1),
    "bank.evidence": lambda grader, who, attempt: grader.bank.evidence(who, attempt, 1),
    "problem_reports.report": lambda grader, who, attempt: grader.problem_reports.report(who, attempt, 1),
}
# The same for attempts at labs.
WITH_A_LAB: dict[str, Callable[[Grader, str, str], object]] = {
    "labs.look": lambda grader, who, attempt: grader.labs.look(who, attempt),
    "labs.reset": lambda grader, who, attempt: grader.labs.reset(who, attempt, 1),
    "labs.reveal_solution": lambda grader, who, attempt: grader.labs.reveal_solution(who, attempt),
    "labs.record_checks": lambda grader, who, attempt: grader.labs.record_checks(who, attempt, CHECKS),
    "labs.end": lambda grader, who, attempt: grader.labs.end(who, attempt, PASSED),
}
# And those that take a learner alone: what becomes of an id that nobody has.
WITH_A_LEARNER: dict[str, Callable[[Grader, str], object]] = {
    "learners.rename": lambda grader, who: grader.learners.rename(who, "Eve"),
    "learners.set_extra_time": lambda grader, who: grader.learners.set_extra_time(who, "2"),
    "learners.link_code": lambda grader, who: grader.learners.link_code(who),
    "learners.return_code": lambda grader, who: grader.learners.return_code(who),
    "learners.devices": lambda grader, who: grader.learners.devices(who, "d" * 32),
    "learners.leave_others": lambda grader, who: grader.learners.leave_others(who, "d" * 32),
    "progress_imports.bring_in": lambda grader, who: grader.progress_imports.bring_in(who, EMPTY_FILE),
    "progress.home": lambda grader, who: grader.progress.home(who),
    "attempts.begin": lambda grader, who: grader.attempts.begin(who, "test"),
    "progress.history": lambda grader, who: grader.progress.history(who),
    "exports.as_json": lambda grader, who: grader.exports.as_json(who),
    "exports.as_csv": lambda grader, who: grader.exports.as_csv(who),
    "labs.begin": lambda grader, who: grader.labs.begin(
        who, OFFER, namespace_of=namespace_of, lifetime=LIFETIME
    ),
    "labs.unfinished": lambda grader, who: grader.labs.unfinished(who),
    "labs.of_learner": lambda grader, who: grader.labs.of_learner(who),
}
# Those that take neither an attempt nor a learner's id, or may not fail: they have tests of their own.
OTHERS = {
    "learners.of_device",
    "learners.join",
    "learners.redeem",
    "learners.leave",
    "learners.forget",
    "regrading.preview",
    "regrading.apply",
    "statistics.first_answers",
    "bank.summary",
    "bank.has",
    "bank.skill_title",
    "bank.has_problems_of",
    "bank.images",
    "bank.start_sample",
    "bank.sample_evidence",
    "lessons.all",
    "lessons.of_skill",
    "lessons.look",
    "lessons.answer",
    "problem_reports.counts",
    "problem_reports.of_problem",
}


def test_every_use_case_stands_in_one_of_the_lists(client: Client) -> None:
    services = {name: found for name, found in vars(client.grader).items() if not name.startswith("_")}
    public = {f"{name}.{case}" for name, found in services.items() for case in _public(type(found))}
    assert _public(Grader) == {"sweep"}
    assert public == {*WITH_AN_ATTEMPT, *WITH_A_LAB, *WITH_A_LEARNER, *OTHERS, *CLASS_USE_CASES}


def _public(service: type) -> set[str]:
    return {name for name in vars(service) if not name.startswith("_")}


@pytest.mark.parametrize("mode", ["challenge", "practice", "test"])
def test_another_learners_attempt_is_not_found(client: Client, mode: str) -> None:
    eve = Client(client.store, client.bank, client.clock, seed=2)
    client.begin(mode)  # type: ignore[arg-type]
    eve.begin(mode)  # type: ignore[arg-type]
    for mine, theirs in ((eve.learner, client.attempt), (client.learner, eve.attempt)):
        for name, call in WITH_AN_ATTEMPT.items():
            with pytest.raises(NotFound):
                pytest.fail(f"{name} gave {call(client.grader, mine, theirs)}")


def test_another_learners_finished_attempt_is_not_found(client: Client) -> None:
    client.begin("challenge")
    client.finish()
    eve = Client(client.store, client.bank, client.clock, seed=2)
    for name, call in WITH_AN_ATTEMPT.items():
        with pytest.raises(NotFound):
            pytest.fail(f"{name} gave {call(client.grader, eve.learner, client.attempt)}")


def test_another_learners_lab_is_not_found(client: Client) -> None:
    eve = Client(client.store, client.bank, client.clock, seed=2)
    lab = client.begin_lab()
    for name, call in WITH_A_LAB.items():
        with pytest.raises(NotFound):
            pytest.fail(f"{name} gave {call(client.grader, eve.learner, lab.id)}")
    assert client.grader.labs.look(client.learner, lab.id) == lab


def test_an_id_that_nobody_has_is_not_found(client: Client) -> None:
    for name, call in WITH_A_LEARNER.items():
        with pytest.raises(NotFound):
            pytest.fail(f"{name} gave {call(client.grader, 'f' * 32)}")


def test_a_position_that_an_attempt_does_not_have_is_not_found(client: Client) -> None:
    client.begin("practice")
    for position in (-1, 0, 6, 10**9):
        with pytest.raises(NotFound):
            client.grader.items.answer(client.learner, client.attempt, position, "a")
        with pytest.raises(NotFound):
            client.grader.progress.past_item(client.learner, client.attempt, position)
