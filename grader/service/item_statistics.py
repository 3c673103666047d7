"""How the bank's problems went with everybody who met them."""

from __future__ import annotations

from grader.rules.item_statistics import Observation, observe
from grader.service.unit_of_work import Desk
from grader.store import item_statistics as firsts


def observed(desk: Desk) -> dict[str, Observation]:
    """By problem, in the bank's order, as each is now."""
    bank = desk.bank
    fingerprints = {problem: bank.fingerprint_of(problem) or "" for problem in bank.problems}
    found = firsts.first_answers(desk.tx, bank.id, fingerprints)
    return {problem: observe(answers) for problem, answers in found.items()}
