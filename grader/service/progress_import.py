"""Bringing a learner's own download back in, on another server or after leaving.

Nothing in the file is believed but what was answered and when: the bank of this server marks the answers
again, and every attempt is marked as imported, so that it earns no badge and counts in no statistics of
problems. An attempt that is here already, or was imported before, is left as it is.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace

from grader.errors import Refused
from grader.rules.attempt import Attempt, CloseReason, Item, Try
from grader.rules.marking import mark
from grader.rules.progress_file import MOST_ATTEMPTS, FileAttempt, FileItem, FileTry, ProgressFile
from grader.service.item_selection import new_item
from grader.service.unit_of_work import Transactions, UnitOfWork
from grader.store import attempts, learners
from problems.answer import UnreadableAnswer, canonical_json, is_complete, read_answer
from problems.model import Problem


@dataclass(frozen=True, slots=True)
class ImportReport:
    """How many attempts of a file were brought in, were here before, and were left out."""

    imported: int
    known: int
    left_out: int


class ProgressImportService:
    """The way back in for a download of My progress."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def bring_in(self, learner: str, file: ProgressFile) -> ImportReport:
        """Adds the finished attempts at this server's bank. Raises Refused where that would be too many."""
        return self._transactions.write(_bring_in, learner, file)


def _bring_in(unit: UnitOfWork, learner: str, file: ProgressFile) -> ImportReport:
    learners.lock(unit.tx, learner)
    unit.learner(learner)
    here = attempts.of_learner(unit.tx, learner)
    ids, imported = {one.id for one in here}, sum(one.imported_at is not None for one in here)
    new = {
        _own_id(learner, one.id): one for one in file.attempts if not {one.id, _own_id(learner, one.id)} & ids
    }
    made = [graded for own, one in new.items() if (graded := _graded(unit, learner, own, one)) is not None]
    if imported + len(made) > MOST_ATTEMPTS:
        raise Refused(f"Up to {MOST_ATTEMPTS} attempts can be brought in. This would be more, so none was.")
    for attempt in made:
        attempts.add(unit.tx, attempt)
        unit.record_event(learner, "imported", attempt=attempt.id, detail={"mode": attempt.mode})
    return ImportReport(len(made), len(file.attempts) - len(new), len(new) - len(made))


def _own_id(learner: str, id_in_file: str) -> str:
    """The same for each import of one attempt by one learner; the server it came from may be this one."""
    return hashlib.sha256(f"{learner}/{id_in_file}".encode()).hexdigest()[:32]


def _graded(unit: UnitOfWork, learner: str, own_id: str, one: FileAttempt) -> Attempt | None:
    """The attempt with its answers marked by the bank; None where nothing of it can be marked."""
    end = one.finished_at
    if one.bank != unit.bank.id or end is None or not one.started_at <= end <= unit.now:
        return None
    seed = int(own_id[:8], 16) >> 1
    items: list[Item] = []
    for asked in one.problems:
        problem = unit.bank.problems.get(asked.problem)
        if problem is not None and _is_closed_within(asked, one):
            items.append(_graded_item(new_item(one.mode, seed, len(items) + 1, problem), problem, asked))
    if not items:
        return None
    return Attempt(
        id=own_id,
        learner=learner,
        mode=one.mode,
        bank=one.bank,
        seed=seed,
        extra_time=one.extra_time,
        position=len(items),
        started_at=one.started_at,
        seen_at=end,
        items=tuple(replace(item, revealed_at=end) for item in items),
        finished_at=end,
        imported_at=unit.now,
    )


def _is_closed_within(asked: FileItem, one: FileAttempt) -> bool:
    """Whether it was closed and revealed in its attempt, so that all of its answers are in the file."""
    closed, end = asked.closed_at, one.finished_at
    if closed is None or end is None or asked.close_reason in (None, "withdrawn"):
        return False
    times = [one.started_at, asked.started_at, *(tried.at for tried in asked.tries), closed, end]
    return times == sorted(times) and all(tried.answer is not None for tried in asked.tries)


def _graded_item(item: Item, problem: Problem, asked: FileItem) -> Item:
    tries: list[Try] = []
    for tried in asked.tries[: item.tries_allowed]:
        graded = _graded_try(item, problem, tried, len(tries) + 1)
        if graded is not None:
            tries.append(graded)
        if graded is not None and graded.passed:
            break
    return replace(
        item,
        state="closed",
        started_at=asked.started_at,
        tries_used=len(tries),
        hints=min(asked.hints, len(problem.hints)),
        draft=tries[-1].answer if tries else None,
        close_reason=_close_reason(asked, item, tries),
        closed_at=asked.closed_at,
        tries=tuple(tries),
    )


def _graded_try(item: Item, problem: Problem, tried: FileTry, number: int) -> Try | None:
    """The answer as this bank marks it; None for one that the problem, as it is now, does not take."""
    try:
        answer = read_answer(problem, tried.answer)
    except UnreadableAnswer:
        return None
    if answer is None or not is_complete(problem, answer):
        return None
    marked = mark(problem, answer)
    return Try(
        number=number,
        answer=canonical_json(answer),
        credit=marked.credit,
        passed=marked.right,
        reason=marked.verdict.reason,
        fingerprint=item.fingerprint,
        hints=min(tried.hints, len(problem.hints)),
        at=tried.at,
        given_by="learner",
    )


def _close_reason(asked: FileItem, item: Item, tries: list[Try]) -> CloseReason:
    """Why it was closed, in keeping with how its answers are marked here."""
    if asked.close_reason in ("answered", "time-up", "solution-shown"):
        return asked.close_reason
    if tries and tries[-1].passed:
        return "right"
    return "out-of-tries" if len(tries) == item.tries_allowed else "ended"
