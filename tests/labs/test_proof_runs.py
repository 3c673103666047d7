"""Proofs of a bank, side by side: the longest first, and what the machine was too busy for once more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from labs.errors import NotReady
from labs.proofs.cases import confirm
from labs.proofs.runner import ProofResult, prove_all
from problems.model import Problem
from problems.proof_model import OrderProof
from problems.proofs.evidence import CaseResult
from problems.verdict import Verdict
from tests.problems.shipped import BANK


@dataclass
class Machine:
    """Records which problem was asked for, and is too busy for some at first."""

    busy: list[str]
    asked: list[str] = field(default_factory=list)

    def prove(self, problem: Problem) -> ProofResult:
        self.asked.append(problem.id)
        if problem.id in self.busy:
            self.busy.remove(problem.id)
            return ProofResult(problem, Verdict("inconclusive", "The machine is too busy."))
        return ProofResult(problem, Verdict("pass"))


def _run(machine: Machine) -> Iterator[ProofResult]:
    return prove_all(machine.prove, BANK.problems.values(), 1)


def test_what_the_machine_was_too_busy_for_is_asked_once_more() -> None:
    machine = Machine(busy=["switch-output"])
    proven = list(_run(machine))
    assert {one.verdict.outcome for one in proven} == {"pass"}
    assert machine.asked[-1] == "switch-output"
    assert machine.asked.count("switch-output") == 2


def test_what_stays_unknown_is_told_and_not_asked_for_ever() -> None:
    proven = list(_run(Machine(busy=["switch-output"] * 9)))
    assert proven[-1].verdict.outcome == "inconclusive"


def test_the_longest_begin_first_and_those_with_users_come_last() -> None:
    machine = Machine(busy=[])
    list(_run(machine))
    proofs = [BANK.problems[name].proof for name in machine.asked]
    with_users = [isinstance(proof, OrderProof) for proof in proofs]
    assert with_users == sorted(with_users)
    limits = [proof.limit for proof in proofs if proof and not isinstance(proof, OrderProof)]
    assert limits == sorted(limits, reverse=True)


def _seen(held: bool, key: bool = True) -> CaseResult:
    return CaseResult(name="a", key=key, held=held, why="So.", transcript="")


def test_a_trial_against_its_problem_is_carried_out_twice_and_a_wrong_key_fails_twice() -> None:
    busy, wrong = iter([_seen(held=False), _seen(held=True)]), iter([_seen(held=False)] * 2)
    assert confirm(lambda: next(busy)).held
    assert not confirm(lambda: next(wrong)).held


def test_a_trial_that_could_not_be_carried_out_is_tried_again() -> None:
    tries = iter((NotReady("It is not ready.", "Wait."), _seen(held=True)))

    def once() -> CaseResult:
        what = next(tries)
        if isinstance(what, NotReady):
            raise what
        return what

    assert confirm(once).held
