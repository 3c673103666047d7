"""An attempt as a whole: begin, look, move, end, extend, and close what is overdue."""

from __future__ import annotations

from collections.abc import Sequence

from grader.errors import NotFound, Refused
from grader.rules.attempt import (
    Attempt,
    ExtraTime,
    Item,
    advance_to,
    close,
    extend,
    is_overdue,
    may_move_to,
    move_to,
    start,
    time_limit_for,
)
from grader.rules.modes import PRACTICE, Mode
from grader.rules.stopping_rule import stop_if_certain
from grader.rules.submission import end_attempt, problem_as_asked
from grader.service import receipts
from grader.service.item_selection import draw, draw_sibling, new_item
from grader.service.presenters import attempt_view
from grader.service.results import extension_for, result
from grader.service.unit_of_work import Transactions, UnitOfWork, extra_time_of, item_at
from grader.store import attempts, learners
from grader.views.attempts import AttemptView, Receipt
from grader.views.learners import LearnerView
from grader.views.results import ResultView

_FINISH_FIRST = "You have a practice that is not finished. Finish it first, then begin this one."


class AttemptService:
    """What a learner does with an attempt as a whole."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def begin(self, learner: str, mode: Mode, *, skill: str | None = None) -> str:
        """The id of a new attempt, or of the unfinished one of this mode.

        Raises Refused when too few problems are left that are not open elsewhere, and when the unfinished
        one is not of the `skill` that was asked for.
        """
        return self._transactions.write(_begin, learner, mode, skill)

    def begin_sibling(self, learner: str, attempt: str, position: int) -> str:
        """The id of a practice of one problem of the same skill and kind as a revealed one, not itself.

        Where there is none it is one of the same skill, else the problem itself. An unfinished practice of
        just that is given again. Raises NotFound while the problem is not revealed, and Refused while
        another practice is unfinished.
        """
        return self._transactions.write(_begin_sibling, learner, attempt, position)

    def look(self, learner: str, attempt: str) -> AttemptView:
        """The attempt now; what is overdue is closed first, its saved draft graded, once.

        Nothing else is written: a clock that runs is kept up to date by acts and by the sweep.
        """
        at = self._transactions.now()
        found = self._transactions.read_at(at, _look_only, learner, attempt)
        return found or self._transactions.write_at(at, _look, learner, attempt)

    def go(self, learner: str, attempt: str, position: int) -> Receipt:
        """Moves to a problem; where the mode says so, its clock starts with that."""
        return self._transactions.write(_go, learner, attempt, position)

    def end(self, learner: str, attempt: str) -> Receipt:
        """Finishes the attempt; where a clock runs, the saved draft is graded."""
        return self._transactions.write(_end, learner, attempt)

    def extend(self, learner: str, attempt: str) -> Receipt:
        """Lets an undecided test go on with the five most informative questions."""
        return self._transactions.write(_extend, learner, attempt)

    def result(self, learner: str, attempt: str) -> ResultView:
        """Raises NotFound while the attempt goes on."""
        return self._transactions.read(result, learner, attempt)


def overdue(unit: UnitOfWork) -> list[tuple[str, str]]:
    """Pairs (learner, attempt) for `close_overdue`."""
    return attempts.overdue(unit.tx, unit.now)


def close_overdue(unit: UnitOfWork, learner: str, attempt: str) -> int:
    """Closes what is overdue of one attempt, if nobody was first; how many problems that was."""
    before, now = unit.lock_attempt(learner, attempt)
    unit.save_attempt(before, now)
    return sum(was.state != is_now.state for was, is_now in zip(before.items, now.items, strict=True))


def advance_running(unit: UnitOfWork) -> int:
    """Moves the last-seen instant of every attempt whose clock runs to now; how many that were."""
    return attempts.advance_running(unit.tx, unit.now)


def clocks_run(unit: UnitOfWork) -> bool:
    """Whether `advance_running` would change anything."""
    return attempts.clocks_run(unit.tx, unit.now)


def _begin(unit: UnitOfWork, learner: str, mode: Mode, skill: str | None) -> str:
    learners.lock(unit.tx, learner)
    who = unit.learner(learner)
    unfinished = _unfinished(unit, learner, mode)
    if unfinished is not None:
        if skill is not None and any(item.skill != skill for item in unfinished.items):
            raise Refused(_FINISH_FIRST)
        return unfinished.id
    seed = unit.random_bits(32)
    drawn = draw(unit.bank, mode, seed, attempts.of_learner(unit.tx, learner), skill=skill, now=unit.now)
    return _add(unit, _new_attempt(unit, who, mode, seed, drawn), {"skill": skill})


def _begin_sibling(unit: UnitOfWork, learner: str, attempt: str, position: int) -> str:
    learners.lock(unit.tx, learner)
    who = unit.learner(learner)
    item = item_at(unit.find_attempt(learner, attempt), position)
    if item.revealed_at is None:
        raise NotFound("This problem can be done again once it is closed.")
    unfinished = _unfinished(unit, learner, PRACTICE)
    if unfinished is not None:
        if [one.skill for one in unfinished.items] != [item.skill]:
            raise Refused(_FINISH_FIRST)
        return unfinished.id
    drawn = draw_sibling(unit.bank, attempts.of_learner(unit.tx, learner), item)
    again = _new_attempt(unit, who, PRACTICE, unit.random_bits(32), (drawn,))
    return _add(unit, again, {"skill": item.skill, "sibling_of": item.problem})


def _add(unit: UnitOfWork, attempt: Attempt, detail: dict[str, object]) -> str:
    """Stores a new attempt; where nothing waits for a clock, its first problem is open at once."""
    attempts.add(unit.tx, attempt)
    unit.record_event(attempt.learner, "began", attempt=attempt.id, detail={"mode": attempt.mode, **detail})
    if not attempt.policy.timed:
        unit.save_attempt(attempt, start(attempt, attempt.items[0], None, attempt.extra_time))
    return attempt.id


def _new_attempt(unit: UnitOfWork, who: LearnerView, mode: Mode, seed: int, drawn: Sequence[str]) -> Attempt:
    problems = [unit.bank.problems[name] for name in drawn]
    return Attempt(
        id=unit.new_id(),
        learner=who.id,
        mode=mode,
        bank=unit.bank.id,
        seed=seed,
        extra_time=who.extra_time,
        position=1,
        started_at=unit.now,
        seen_at=unit.now,
        items=tuple(new_item(mode, seed, at, problem) for at, problem in enumerate(problems, 1)),
    )


def _look_only(unit: UnitOfWork, learner: str, attempt: str) -> AttemptView | None:
    """The view, when nothing needs to be kept for it; None sends the caller to `_look`."""
    own = unit.learner(learner).extra_time
    now = advance_to(unit.find_attempt(learner, attempt), unit.now)
    return attempt_view(unit.bank, now, extra_time_of(now, own)) if _needs_no_write(now) else None


def _needs_no_write(now: Attempt) -> bool:
    """Whether no clock of it has run out."""
    return not any(is_overdue(item, now.now) for item in now.items)


def _look(unit: UnitOfWork, learner: str, attempt: str) -> AttemptView:
    own = unit.learner(learner).extra_time
    before, now = unit.lock_attempt(learner, attempt)
    unit.save_attempt(before, now)
    return attempt_view(unit.bank, now, extra_time_of(now, own))


def _go(unit: UnitOfWork, learner: str, attempt: str, position: int) -> Receipt:
    own = unit.learner(learner).extra_time
    before, now = unit.lock_attempt(learner, attempt)
    item_at(now, position)
    if now.paused_at is not None:
        return receipts.paused(now.now)
    if position != now.position:
        now = _close_withdrawn(unit, now)
        # The last answer may have come from the clock, when nobody was there to be told.
        now = stop_if_certain(now, unit.bank)
    if now.finished_at is not None and before.finished_at is None:
        unit.save_attempt(before, now)
        return receipts.ended(now.now, recorded=True)
    if not may_move_to(now, position):
        return receipts.may_not_move(now.now)
    if position != now.position:
        now = _reach(unit, now, item_at(now, position), extra_time_of(now, own))
    unit.save_attempt(before, now)
    return receipts.moved(now.now, recorded=position != before.position)


def _end(unit: UnitOfWork, learner: str, attempt: str) -> Receipt:
    before, now = unit.lock_attempt(learner, attempt)
    if now.paused_at is not None and now.finished_at is None:
        return receipts.paused(now.now)
    unit.save_attempt(before, end_attempt(now, unit.bank))
    return receipts.ended(now.now, recorded=before.finished_at is None)


def _extend(unit: UnitOfWork, learner: str, attempt: str) -> Receipt:
    learners.lock(unit.tx, learner)
    before, now = unit.lock_attempt(learner, attempt)
    if now.part is not None:
        return receipts.not_extended(now.now)
    if now.policy.result == "mastery" and now.finished_at is None:
        unit.save_attempt(before, now)
        return receipts.extended(recorded=False, at=now.now)
    drawn = extension_for(unit, now)
    if not drawn or attempts.unfinished(unit.tx, learner, unit.bank.id, now.mode):
        return receipts.not_extended(now.now)
    first = len(now.items) + 1
    problems = [unit.bank.problems[name] for name in drawn]
    more = tuple(new_item(now.mode, now.seed, at, problem) for at, problem in enumerate(problems, first))
    unit.save_attempt(before, extend(now, more))
    return receipts.extended(recorded=True, at=now.now)


def _unfinished(unit: UnitOfWork, learner: str, mode: Mode) -> Attempt | None:
    """The unfinished attempt of this mode, if it is one even after what is overdue was closed."""
    stored = attempts.unfinished(unit.tx, learner, unit.bank.id, mode)
    if stored is None:
        return None
    before, now = unit.lock_attempt(learner, stored.id)
    unit.save_attempt(before, now)
    return now if now.finished_at is None else None


def _close_withdrawn(unit: UnitOfWork, now: Attempt) -> Attempt:
    """A problem that the bank lost closes when its learner moves on; until then it may come back."""
    here = item_at(now, now.position)
    if (
        here.state != "closed"
        and problem_as_asked(unit.bank, here) is None
        and not now.policy.free_navigation
    ):
        return close(now, here, "withdrawn", now.now)
    return now


def _reach(unit: UnitOfWork, now: Attempt, item: Item, extra: ExtraTime) -> Attempt:
    """The learner stands at the item; where the mode says so, its clock starts with that."""
    there, problem = move_to(now, item.position), problem_as_asked(unit.bank, item)
    if item.state != "ready" or problem is None or not now.policy.starts_when_reached:
        return there
    return start(there, item, time_limit_for(now.policy, problem.time_limit, extra), extra)
