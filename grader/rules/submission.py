"""Closing what is over: a deadline that passed, an attempt that its learner ends."""

from __future__ import annotations

import json
from datetime import datetime

from grader.rules.attempt import Attempt, CloseReason, Item, Try, close, finish, is_overdue, record_try
from grader.rules.marking import mark
from problems.answer import Answer, canonical_json, read_answer
from problems.bank import Bank
from problems.model import Problem


def problem_as_asked(bank: Bank, item: Item) -> Problem | None:
    """The item's problem as it was asked; None when the bank has it no more, or another under its id."""
    if bank.fingerprint_of(item.problem) != item.fingerprint:
        return None
    return bank.problems[item.problem]


def parse_draft(item: Item, problem: Problem) -> Answer | None:
    """The answer that is saved, if there is one; a damaged draft is none, and costs its learner no try."""
    try:
        return read_answer(problem, json.loads(item.draft)) if item.draft is not None else None
    except ValueError:
        return None


def parse_try(tried: Try, problem: Problem) -> Answer | None:
    """What was answered; None for what the problem as it is now does not take."""
    try:
        return read_answer(problem, json.loads(tried.answer))
    except ValueError:
        return None


def close_overdue(attempt: Attempt, bank: Bank) -> Attempt:
    """The attempt with everything closed whose time is up, each at its deadline, its saved draft graded."""
    for item in attempt.items:
        if is_overdue(item, attempt.now) and item.deadline is not None:
            attempt = _close_with_draft(attempt, item, problem_as_asked(bank, item), "time-up", item.deadline)
    return attempt


def end_attempt(attempt: Attempt, bank: Bank) -> Attempt:
    """The attempt over and done with, now; where a clock ran, a saved draft counts as it does at its end."""
    if attempt.finished_at is not None:
        return attempt
    for item in attempt.items:
        if item.state == "closed":
            continue
        problem = problem_as_asked(bank, item)
        if problem is None or (item.state == "open" and attempt.policy.timed):
            attempt = _close_with_draft(attempt, item, problem, "ended", attempt.now)
        else:
            attempt = close(attempt, item, "ended", attempt.now)
    return attempt if attempt.finished_at else finish(attempt, attempt.now)


def make_try(
    item: Item, problem: Problem, answer: Answer, at: datetime, *, request: str | None = None
) -> Try:
    """The answer as the item's next try, marked. Without a request it is the clock's."""
    marked = mark(problem, answer)
    return Try(
        number=item.tries_used + 1,
        answer=canonical_json(answer),
        credit=marked.credit,
        passed=marked.right,
        reason=marked.verdict.reason,
        fingerprint=item.fingerprint,
        hints=item.hints,
        at=at,
        given_by="learner" if request else "clock",
        request=request,
    )


def _close_with_draft(
    attempt: Attempt, item: Item, problem: Problem | None, reason: CloseReason, at: datetime
) -> Attempt:
    if problem is None:
        return close(attempt, item, "withdrawn", at)
    answer = _untried_draft(item, problem)
    if answer is None:
        return close(attempt, item, reason, at)
    return record_try(attempt, item, make_try(item, problem, answer, at), reason)


def _untried_draft(item: Item, problem: Problem) -> Answer | None:
    """The draft, unless it is empty or was answered already: the same answer is never a second try."""
    if any(one.answer == item.draft for one in item.tries):
        return None
    return parse_draft(item, problem)
