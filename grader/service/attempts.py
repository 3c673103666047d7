"""An attempt as a whole: begun, looked at, moved through, ended, extended, swept up."""

from __future__ import annotations

from grader.rules.attempt import Attempt, ExtraTime, Item, close, extend, limit_with, may_move, move, start
from grader.rules.modes import Mode
from grader.rules.stopping_rule import stopped
from grader.rules.submission import asked, end
from grader.service import receipts as say
from grader.service.item_selection import draw, new_item
from grader.service.presenters import attempt_view
from grader.service.results import questions_to_come
from grader.service.unit_of_work import Desk, item_at
from grader.store import attempts, learners
from grader.views.views import AttemptView, Receipt


def begin(desk: Desk, learner: str, mode: Mode, skill: str | None) -> str:
    learners.lock(desk.tx, learner)
    who = desk.learner(learner)
    going = _still_going(desk, learner, mode)
    if going is not None:
        return going
    seed = desk.dice(32)
    drawn = draw(desk.bank, mode, seed, attempts.of_learner(desk.tx, learner), skill)
    problems = [desk.bank.problems[name] for name in drawn]
    attempt = Attempt(
        id=desk.new_id(),
        learner=learner,
        mode=mode,
        bank=desk.bank.id,
        seed=seed,
        extra_time=who.extra_time,
        position=1,
        started_at=desk.now,
        seen_at=desk.now,
        items=tuple(new_item(mode, seed, at, problem) for at, problem in enumerate(problems, 1)),
    )
    attempts.add(desk.tx, attempt)
    desk.note(learner, "began", attempt=attempt.id, detail={"mode": mode, "skill": skill})
    if not attempt.policy.timed:
        desk.keep(attempt, start(attempt, attempt.items[0], None, who.extra_time))
    return attempt.id


def peek(desk: Desk, learner: str, attempt: str) -> AttemptView | None:
    """The view, when nothing needs to be kept for it; None sends the caller to `look`."""
    who = desk.learner(learner)
    now = settled(desk, learner, attempt)
    return attempt_view(desk.bank, now, who.extra_time) if now else None


def look(desk: Desk, learner: str, attempt: str) -> AttemptView:
    who = desk.learner(learner)
    before, now = desk.enter(learner, attempt)
    desk.keep(before, now)
    return attempt_view(desk.bank, now, who.extra_time)


def settled(desk: Desk, learner: str, attempt: str) -> Attempt | None:
    """The attempt, unless something of it is overdue or a running clock makes every look count."""
    kept = desk.peek(learner, attempt)
    runs = any(item.state == "open" and item.deadline is not None for item in kept.items)
    return None if runs and kept.seen_at < desk.now else kept


def go(desk: Desk, learner: str, attempt: str, position: int) -> Receipt:
    extra = desk.learner(learner).extra_time
    before, now = desk.enter(learner, attempt)
    item_at(now, position)
    if position != now.position:
        now = _let_go_of_withdrawn(desk, now)
        # The last answer may have come from the clock, when nobody was there to be told.
        now = stopped(now, desk.bank)
    if now.finished_at is not None and before.finished_at is None:
        desk.keep(before, now)
        return say.ended(now.now, recorded=True)
    if not may_move(now, position):
        return say.not_yet_moved(now.now)
    if position != now.position:
        now = _reach(desk, now, item_at(now, position), extra)
    desk.keep(before, now)
    return say.moved(now.now, recorded=position != before.position)


def finish(desk: Desk, learner: str, attempt: str) -> Receipt:
    before, now = desk.enter(learner, attempt)
    desk.keep(before, end(now, desk.bank))
    return say.ended(now.now, recorded=before.finished_at is None)


def go_on(desk: Desk, learner: str, attempt: str) -> Receipt:
    learners.lock(desk.tx, learner)
    before, now = desk.enter(learner, attempt)
    if now.policy.result == "mastery" and now.finished_at is None:
        desk.keep(before, now)
        return say.extended(recorded=False, at=now.now)
    drawn = questions_to_come(desk, now)
    if not drawn or attempts.unfinished(desk.tx, learner, desk.bank.id, now.mode):
        return say.not_extended(now.now)
    first = len(now.items) + 1
    problems = [desk.bank.problems[name] for name in drawn]
    more = tuple(new_item(now.mode, now.seed, at, problem) for at, problem in enumerate(problems, first))
    desk.keep(before, extend(now, more))
    return say.extended(recorded=True, at=now.now)


def overdue(desk: Desk) -> list[tuple[str, str]]:
    """Pairs (learner, attempt) for `sweep_up`."""
    return attempts.overdue(desk.tx, desk.now)


def sweep_up(desk: Desk, learner: str, attempt: str) -> int:
    """Closes what is overdue of one attempt, if nobody was first; how many problems that was."""
    before, now = desk.enter(learner, attempt)
    desk.keep(before, now)
    return sum(was.state != is_now.state for was, is_now in zip(before.items, now.items, strict=True))


def _still_going(desk: Desk, learner: str, mode: Mode) -> str | None:
    """The unfinished attempt of this mode, if it is one even after what is overdue was closed."""
    kept = attempts.unfinished(desk.tx, learner, desk.bank.id, mode)
    if kept is None:
        return None
    before, now = desk.enter(learner, kept.id)
    desk.keep(before, now)
    return now.id if now.finished_at is None else None


def _let_go_of_withdrawn(desk: Desk, now: Attempt) -> Attempt:
    """A problem that the bank lost closes when its learner moves on; until then it may come back."""
    here = item_at(now, now.position)
    if here.state != "closed" and asked(desk.bank, here) is None and not now.policy.roams:
        return close(now, here, "withdrawn", now.now)
    return now


def _reach(desk: Desk, now: Attempt, item: Item, extra: ExtraTime) -> Attempt:
    """The learner stands at the item; where the mode says so, its clock starts with that."""
    there, problem = move(now, item.position), asked(desk.bank, item)
    if item.state != "ready" or problem is None or not now.policy.starts_when_reached:
        return there
    return start(there, item, limit_with(now.policy, problem.time_limit, extra), extra)
