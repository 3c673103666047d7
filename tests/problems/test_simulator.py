"""The model of the switch finds what is wrong with an ordering, and nothing wrong with the shipped ones."""

from __future__ import annotations

import pytest

from problems.model import Distractor, OrderProblem
from problems.proof_model import OrderProof, StepAction
from problems.proofs.fixtures import read_fixture
from problems.proofs.simulator import disagreements, initial_state, simulate
from problems.reading.reader import read_bank
from ui.cli.options import SHIPPED

BANK = read_bank(SHIPPED)
ORDERS = [
    problem
    for problem in BANK.problems.values()
    if isinstance(problem, OrderProblem) and isinstance(problem.proof, OrderProof)
]


def _said(problem: OrderProblem) -> list[str]:
    assert isinstance(problem.proof, OrderProof)
    return disagreements(problem, problem.proof, read_fixture(SHIPPED, problem.proof.start))


@pytest.mark.slow
@pytest.mark.parametrize("problem", ORDERS, ids=lambda problem: problem.id)
def test_the_accepted_orders_are_exactly_the_safe_ones(problem: OrderProblem) -> None:
    assert _said(problem) == []


@pytest.mark.slow
@pytest.mark.parametrize("problem", ORDERS, ids=lambda problem: problem.id)
def test_a_dropped_edge_is_found(problem: OrderProblem) -> None:
    """An edge that another path implies can be dropped: then the accepted orders are the same."""
    edges = problem.edges()
    full = problem.model_copy(
        update={"steps": tuple(s.model_copy(update={"after": edges[s.id]}) for s in problem.steps)}
    )
    for at, step in enumerate(full.steps):
        for edge in step.after or ():
            less = step.model_copy(update={"after": tuple(one for one in step.after or () if one != edge)})
            mutant = full.model_copy(update={"steps": (*full.steps[:at], less, *full.steps[at + 1 :])})
            assert _said(mutant), f"{edge} before {step.id}"


@pytest.mark.parametrize("problem", ORDERS, ids=lambda problem: problem.id)
def test_every_unsafe_order_breaks_in_the_model_too(problem: OrderProblem) -> None:
    proof = problem.proof
    assert isinstance(proof, OrderProof)
    world = initial_state(read_fixture(SHIPPED, proof.start))
    for unsafe in proof.unsafe:
        assert simulate(world, unsafe.order, proof.acts, proof.rules).violation is not None, unsafe.order


def test_a_distractor_that_harms_nobody_is_found() -> None:
    problem = next(one for one in ORDERS if one.id == "scale-order")
    assert isinstance(problem.proof, OrderProof)
    harmless = Distractor(id="look-again", text="Look again", why="It harms nobody.")
    act = StepAction(look="kubectl get pods")
    mutant = problem.model_copy(
        update={
            "distractors": (harmless,),
            "proof": problem.proof.model_copy(update={"acts": {**problem.proof.acts, "look-again": act}}),
        }
    )
    assert _said(mutant) == ["`look-again` is a distractor, and breaks nothing anywhere"]


def test_traffic_without_ready_pods_is_named() -> None:
    problem = next(one for one in ORDERS if one.id == "scale-order")
    proof = problem.proof
    assert isinstance(proof, OrderProof)
    world = initial_state(read_fixture(SHIPPED, proof.start))
    done = simulate(world, ("baseline", "scale-green", "flip"), proof.acts, proof.rules)
    assert done.violation == "after `flip`, 0 Ready pods are behind the Service, not 4"
