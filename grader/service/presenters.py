"""Views from rows and the bank: the one place that decides what may be seen, field by field."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

from grader.rules.attempt import Attempt, ExtraTime, Item, Try, limit_with, remaining
from grader.rules.marking import mark
from grader.rules.scoring import hinted_value, points, try_value
from grader.rules.submission import asked, draft_of
from grader.service.whys import solution_view, whys_of, whys_while_open
from grader.views.views import AttemptView, HintOffer, ItemView, Progress, TryView
from problems.answer import read_answer, to_raw
from problems.bank import Bank
from problems.model import Problem
from problems.public_views import PublicProblem, public_view
from problems.verdict import Verdict


def attempt_view(bank: Bank, attempt: Attempt, extra: ExtraTime) -> AttemptView:
    """The attempt and the problem at which it stands; `extra` is the learner's, for clocks to come."""
    item = attempt.items[attempt.position - 1]
    return AttemptView(
        id=attempt.id,
        mode=attempt.mode,
        finished=attempt.finished_at is not None,
        position=attempt.position,
        marks=tuple(progress_of(bank, one) for one in attempt.items),
        item=item_view(bank, attempt, item, extra),
    )


def item_view(bank: Bank, attempt: Attempt, item: Item, extra: ExtraTime) -> ItemView:
    """What the learner may see of the item now."""
    problem = asked(bank, item)
    gone = problem is None and item.state != "closed"
    skill = bank.skills.get(item.skill)
    draft = draft_of(item, problem) if problem else None
    shows_tries = attempt.policy.feedback or item.revealed_at is not None
    return ItemView(
        position=item.position,
        title=problem.title if problem else item.problem,
        problem=_as_asked(attempt, item, problem),
        skill_title=skill.title if skill else item.skill,
        state="closed" if gone else item.state,
        close_reason="withdrawn" if gone else item.close_reason,
        mark=progress_of(bank, item),
        time_limit=_limit(attempt, item, problem, extra),
        remaining=None if gone else remaining(item, attempt.now),
        tries_left=item.tries_allowed - item.tries_used,
        tries_allowed=item.tries_allowed,
        draft=to_raw(draft) if draft else None,
        draft_revision=item.draft_revision,
        draft_saved_at=item.draft_saved_at,
        hints=problem.hints[: item.hints] if problem else (),
        next_hint=_next_hint(attempt, item, problem),
        tries=tuple(_try_view(item, one, problem) for one in item.tries) if shows_tries else (),
        solution=solution_view(problem) if problem and item.revealed_at else None,
        points=shown_points(attempt, item),
    )


def item_points(attempt: Attempt, item: Item) -> float:
    """0..1, of the tries and the hints before each."""
    share = attempt.policy.hint_share
    return points(
        (one.credit, hinted_value(try_value(one.number, item.tries_allowed), one.hints, share))
        for one in item.tries
    )


def shown_points(attempt: Attempt, item: Item) -> float | None:
    """`item_points` once they may be seen; None for a problem that counts for nothing."""
    withheld = item.revealed_at is None or item.close_reason == "withdrawn"
    return None if withheld else item_points(attempt, item)


def progress_of(bank: Bank, item: Item) -> Progress:
    if item.state != "closed":
        if asked(bank, item) is None:
            return "withdrawn"
        return "open" if item.state == "open" else "ahead"
    if item.close_reason == "withdrawn":
        return "withdrawn"
    if not item.tries:
        return "unanswered"
    if item.revealed_at is None:
        return "answered"
    return "right" if item.right else "wrong"


def _as_asked(attempt: Attempt, item: Item, problem: Problem | None) -> PublicProblem | None:
    """The problem in public; before its clock starts only what it is about, so that no reading is free."""
    if problem is None:
        return None
    public = public_view(problem, item.seed)
    if item.started_at is None and attempt.policy.timed:
        return replace(public, prompt="", code=None, pieces=(), template=())
    return public


def _limit(attempt: Attempt, item: Item, problem: Problem | None, extra: ExtraTime) -> timedelta | None:
    if item.started_at is not None or problem is None:
        return item.time_limit
    return limit_with(attempt.policy, problem.time_limit, extra)


def _next_hint(attempt: Attempt, item: Item, problem: Problem | None) -> HintOffer | None:
    if problem is None or item.state != "open" or item.hints >= len(problem.hints):
        return None
    return HintOffer(
        number=item.hints + 1,
        of=len(problem.hints),
        share=1 - attempt.policy.hint_share,
        counts_as_unknown=not attempt.policy.feedback,
    )


def _try_view(item: Item, one: Try, problem: Problem | None) -> TryView:
    answer = read_answer(problem, json.loads(one.answer)) if problem else None
    if problem is None or answer is None:
        verdict = Verdict("pass") if one.passed else Verdict("fail", "This was not right.")
        return TryView(one.number, json.loads(one.answer), verdict, one.credit, one.at, ())
    explain = whys_of if item.revealed_at is not None else whys_while_open
    return TryView(
        number=one.number,
        answer=to_raw(answer),
        verdict=mark(problem, answer).verdict,
        credit=one.credit,
        at=one.at,
        whys=explain(problem, answer),
    )
