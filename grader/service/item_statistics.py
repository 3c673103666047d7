"""How the bank's problems went with everybody who met them."""

from __future__ import annotations

from grader.rules.item_statistics import FirstAnswerStatistics, first_answer_statistics
from grader.service.unit_of_work import Transactions, UnitOfWork
from grader.store.item_statistics import first_answers


class StatisticsService:
    """Figures over all learners; nobody is named."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def first_answers(self) -> dict[str, FirstAnswerStatistics]:
        """By problem, in the bank's order, how it went with everybody who met it for the first time."""
        return self._transactions.read(_first_answers)


def _first_answers(unit: UnitOfWork) -> dict[str, FirstAnswerStatistics]:
    bank = unit.bank
    fingerprints = {problem: bank.fingerprint_of(problem) or "" for problem in bank.problems}
    found = first_answers(unit.tx, bank.id, fingerprints)
    return {problem: first_answer_statistics(answers) for problem, answers in found.items()}
