"""A problem tried by its author: the rules and the views of a practice, and nothing is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from grader.rules.attempt import Attempt, seen, start
from grader.rules.modes import PRACTICE
from grader.service import items as answers
from grader.service.item_selection import new_item
from grader.service.presenters import attempt_view
from grader.service.unit_of_work import Place
from grader.views.views import AttemptView, Receipt
from problems.bank import Bank

_PLACE = Place("author", "rehearsal", 1)


@dataclass(slots=True)
class Rehearsal:
    """An attempt at one problem. `bank` may be replaced by a later one in which the problem is the same."""

    bank: Bank
    attempt: Attempt

    def view(self) -> AttemptView:
        """The attempt as a learner would see it."""
        return attempt_view(self.bank, self.attempt, "1")

    def answer(self, raw: object, at: datetime) -> Receipt:
        """Spends a try on a new and complete answer. Raises Refused for one that fits no shape."""
        self.attempt = seen(self.attempt, at)
        return answers.answer(self, _PLACE, raw, f"{self.attempt.items[0].tries_used}")

    def show_hint(self, at: datetime) -> Receipt:
        """Shows the next hint. Raises NotFound where there is none."""
        self.attempt = seen(self.attempt, at)
        return answers.hint(self, _PLACE, self.attempt.items[0].hints + 1)

    def show_solution(self, at: datetime) -> Receipt:
        """Closes the problem and shows its solution."""
        self.attempt = seen(self.attempt, at)
        return answers.solution(self, _PLACE)

    def enter(self, learner: str, attempt: str) -> tuple[Attempt, Attempt]:  # noqa: ARG002 - there is one
        return self.attempt, self.attempt

    def keep(self, before: Attempt, after: Attempt) -> None:  # noqa: ARG002 - no history is written
        self.attempt = after


def rehearse(bank: Bank, problem: str, seed: int, at: datetime) -> Rehearsal:
    """The problem opened for its author; `seed` decides the order of its pieces. Raises KeyError."""
    item = new_item(PRACTICE, seed, 1, bank.problems[problem])
    attempt = Attempt(
        id=_PLACE.attempt,
        learner=_PLACE.learner,
        mode=PRACTICE,
        bank=bank.id,
        seed=seed,
        extra_time="1",
        position=1,
        started_at=at,
        seen_at=at,
        items=(item,),
    )
    return Rehearsal(bank, start(attempt, item, None, "1"))
