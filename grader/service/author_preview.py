"""A problem tried by its author: the rules and the views of a practice, and nothing is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from grader.rules.attempt import Attempt, advance_to, start
from grader.rules.modes import PRACTICE
from grader.service.item_selection import new_item
from grader.service.items import reveal_hint, reveal_solution, submit_answer
from grader.service.presenters import attempt_view
from grader.service.unit_of_work import ItemRef
from grader.views.attempts import AttemptView, Receipt
from problems.bank import Bank

_REF = ItemRef("author", "preview", 1)


@dataclass(slots=True)
class AuthorPreview:
    """An attempt at one problem. `bank` may be replaced by a later one in which the problem is the same."""

    bank: Bank
    attempt: Attempt

    def view(self) -> AttemptView:
        """The attempt as a learner would see it."""
        return attempt_view(self.bank, self.attempt, "1")

    def answer(self, raw: object, at: datetime) -> Receipt:
        """Spends a try on a new and complete answer. Raises Refused for one that fits no shape."""
        self.attempt = advance_to(self.attempt, at)
        return submit_answer(self, _REF, raw, f"{self.attempt.items[0].tries_used}")

    def show_hint(self, at: datetime) -> Receipt:
        """Shows the next hint. Raises NotFound where there is none."""
        self.attempt = advance_to(self.attempt, at)
        return reveal_hint(self, _REF, self.attempt.items[0].hints + 1)

    def show_solution(self, at: datetime) -> Receipt:
        """Closes the problem and shows its solution."""
        self.attempt = advance_to(self.attempt, at)
        return reveal_solution(self, _REF)

    def lock_attempt(self, learner: str, attempt: str) -> tuple[Attempt, Attempt]:  # noqa: ARG002 - there is one
        return self.attempt, self.attempt

    def save_attempt(self, before: Attempt, after: Attempt) -> None:  # noqa: ARG002 - no history is written
        self.attempt = after


def start_preview(bank: Bank, problem: str, seed: int, at: datetime) -> AuthorPreview:
    """The problem opened for its author; `seed` decides the order of its pieces. Raises KeyError."""
    item = new_item(PRACTICE, seed, 1, bank.problems[problem])
    attempt = Attempt(
        id=_REF.attempt,
        learner=_REF.learner,
        mode=PRACTICE,
        bank=bank.id,
        seed=seed,
        extra_time="1",
        position=1,
        started_at=at,
        seen_at=at,
        items=(item,),
    )
    return AuthorPreview(bank, start(attempt, item, None, "1"))
