"""When a test that goes on has told enough, so that nobody is asked what nobody needs to know."""

from __future__ import annotations

from collections.abc import Iterable

from grader.rules.attempt import Attempt, Item
from grader.rules.mastery import CERTAINLY_NOT_AT, CERTAINLY_STRONG_AT, ItemResponse, Question, posterior
from grader.rules.modes import form_size
from grader.rules.submission import end_attempt
from problems.bank import Bank


def item_responses(items: Iterable[Item]) -> list[ItemResponse]:
    """What closed problems say about what is known; the withdrawn and the never met say nothing."""
    return [
        ItemResponse(Question(item.difficulty, item.guess), item.mastery_evidence)
        for item in items
        if item.scorable
    ]


def stop_if_certain(attempt: Attempt, bank: Bank) -> Attempt:
    """A test that was extended ends between two of its questions once it is certain.

    A first form is always asked to its end, so that every result stands on as many answers at least.
    """
    if attempt.finished_at is not None or not is_certain(attempt, bank):
        return attempt
    return attempt if any(item.state == "open" for item in attempt.items) else end_attempt(attempt, bank)


def administered(attempt: Attempt, bank: Bank) -> list[Item]:
    """The items without those that a test was certain without."""
    if not is_certain(attempt, bank):
        return list(attempt.items)
    return [item for item in attempt.items if item.started_at is not None or item.close_reason != "ended"]


def scored(attempt: Attempt, bank: Bank) -> list[Item]:
    """What a score is out of: what was not spared, and not withdrawn."""
    return [item for item in administered(attempt, bank) if item.close_reason != "withdrawn"]


def is_certain(attempt: Attempt, bank: Bank) -> bool:
    """Whether this is an extended test whose next answers would hardly change the verdict."""
    if attempt.policy.result != "mastery" or len(attempt.items) <= form_size(attempt.mode, bank.manifest):
        return False
    chance = posterior(item_responses(attempt.items)).chance_of()
    return chance >= CERTAINLY_STRONG_AT or chance <= CERTAINLY_NOT_AT
