"""Views from rows and the bank: the one place that decides what may be seen, field by field."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

from grader.rules.attempt import Attempt, ExtraTime, Item, Try, remaining, time_limit_for
from grader.rules.marking import right_answer
from grader.rules.scoring import hinted_value, points, try_value
from grader.rules.submission import parse_draft, problem_as_asked
from grader.service.misconceptions import item_misconceptions
from grader.service.rationales import all_rationales, rationales_of, rationales_while_open
from grader.views.attempts import (
    AttemptView,
    HintOffer,
    ItemMark,
    ItemView,
    MisconceptionView,
    SolutionView,
    TryView,
)
from problems.answer import read_answer, to_raw
from problems.bank import Bank
from problems.model import Problem
from problems.picture import solved_picture
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
        marks=tuple(item_mark(bank, one) for one in attempt.items),
        item=item_view(bank, attempt, item, extra),
        part=attempt.part,
        paused=attempt.paused_at is not None,
        feedback=attempt.policy.feedback,
        withheld=attempt.withholds_solutions,
    )


def item_view(bank: Bank, attempt: Attempt, item: Item, extra: ExtraTime) -> ItemView:
    """What the learner may see of the item now."""
    problem = problem_as_asked(bank, item)
    gone = problem is None and item.state != "closed"
    skill = bank.skills.get(item.skill)
    draft = parse_draft(item, problem) if problem else None
    shows_tries = attempt.policy.feedback or item.revealed_at is not None
    return ItemView(
        position=item.position,
        title=problem.title if problem else item.problem,
        problem=_as_asked(attempt, item, problem),
        skill_title=skill.title if skill else item.skill,
        state="closed" if gone else item.state,
        close_reason="withdrawn" if gone else item.close_reason,
        mark=item_mark(bank, item),
        time_limit=_limit(attempt, item, problem, extra),
        remaining=None if gone else remaining(item, attempt.now),
        tries_left=item.tries_allowed - item.tries_used,
        tries_allowed=item.tries_allowed,
        draft=to_raw(draft) if draft else None,
        draft_revision=item.draft_revision,
        draft_saved_at=item.draft_saved_at,
        hints=problem.hints[: item.hints] if problem else (),
        next_hint=_next_hint(attempt, item, problem),
        tries=tuple(_try_view(item, tried, problem) for tried in item.tries) if shows_tries else (),
        solution=_solution(bank, item, problem) if problem and item.revealed_at else None,
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


def item_mark(bank: Bank, item: Item) -> ItemMark:
    if item.state != "closed":
        if problem_as_asked(bank, item) is None:
            return "withdrawn"
        return "open" if item.state == "open" else "ahead"
    if item.close_reason == "withdrawn":
        return "withdrawn"
    if not item.tries:
        return "unanswered"
    if item.revealed_at is None:
        return "answered"
    return "right" if item.right else "wrong"


def solution_view(problem: Problem, misconceptions: tuple[MisconceptionView, ...] = ()) -> SolutionView:
    """Everything that a closed problem has to teach; `misconceptions` are those of the answers to it."""
    return SolutionView(
        key=to_raw(right_answer(problem)),
        rationales=all_rationales(problem),
        steps=problem.solution.steps,
        takeaway=problem.solution.takeaway,
        mistakes=problem.solution.mistakes,
        source=problem.source,
        picture=solved_picture(problem.picture),
        misconceptions=misconceptions,
    )


def _solution(bank: Bank, item: Item, problem: Problem) -> SolutionView:
    return solution_view(problem, item_misconceptions(bank, item, problem))


def _as_asked(attempt: Attempt, item: Item, problem: Problem | None) -> PublicProblem | None:
    """The problem in public; before its clock starts only what it is about, so that no reading is free."""
    if problem is None:
        return None
    public = public_view(problem, item.seed)
    if item.started_at is None and attempt.policy.timed:
        return replace(public, prompt="", picture=None, code=None, pieces=(), template=())
    return public


def _limit(attempt: Attempt, item: Item, problem: Problem | None, extra: ExtraTime) -> timedelta | None:
    if item.started_at is not None or problem is None:
        return item.time_limit
    return time_limit_for(attempt.policy, problem.time_limit, extra)


def _next_hint(attempt: Attempt, item: Item, problem: Problem | None) -> HintOffer | None:
    if problem is None or item.state != "open" or item.hints >= len(problem.hints):
        return None
    return HintOffer(
        number=item.hints + 1,
        of=len(problem.hints),
        share=1 - attempt.policy.hint_share,
        counts_as_unknown=not attempt.policy.feedback,
    )


def _try_view(item: Item, tried: Try, problem: Problem | None) -> TryView:
    """The try as it was marked; what it chose is explained while the problem is as it was asked."""
    verdict = Verdict("pass") if tried.passed else Verdict("fail", tried.reason)
    raw = json.loads(tried.answer)
    answer = read_answer(problem, raw) if problem else None
    explain = rationales_of if item.revealed_at is not None else rationales_while_open
    return TryView(
        number=tried.number,
        answer=raw if answer is None else to_raw(answer),
        verdict=verdict,
        credit=tried.credit,
        at=tried.at,
        rationales=explain(problem, answer) if problem and answer else (),
    )
