"""What a learner does with one problem: start its clock, save, answer, see a hint or the solution."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

from grader.errors import NotFound, Refused
from grader.rules.attempt import Attempt, Item, close, limit_with, record, save, show_hint, start
from grader.rules.marking import mark
from grader.rules.stopping_rule import stopped
from grader.rules.submission import asked, new_try
from grader.service import receipts as say
from grader.service.unit_of_work import Desk, Keeping, Place, item_at
from grader.views.views import Receipt
from problems.answer import Answer, UnreadableAnswer, canonical_json, is_complete, read_answer
from problems.model import Problem

# What an action makes of the attempt, and what is said of it.
Outcome = tuple[Attempt, Receipt]


def start_clock(desk: Desk, place: Place) -> Receipt:
    extra = desk.learner(place.learner).extra_time

    def decide(now: Attempt, item: Item) -> Outcome:
        problem = asked(desk.bank, item)
        if item.state == "open":
            return now, say.started(now.now, recorded=False)
        if item.state == "closed" or place.position != now.position:
            return now, say.not_open(item, now.now)
        if problem is None:
            return now, say.withdrawn(now.now)
        limit = limit_with(now.policy, problem.time_limit, extra)
        return start(now, item, limit, extra), say.started(now.now, recorded=True)

    return _act(desk, place, decide)


def save_draft(desk: Keeping, place: Place, raw: object, revision: int) -> Receipt:
    def decide(now: Attempt, item: Item, problem: Problem) -> Outcome:
        given = _read(problem, raw)
        draft = canonical_json(given) if given else None
        if draft == item.draft:
            return now, say.saved(item.draft_saved_at or now.now)
        if revision != item.draft_revision:
            return now, say.changed_elsewhere(now.now)
        return save(now, item, draft), say.saved(now.now)

    return _act(desk, place, _when_open(desk, decide))


def answer(desk: Keeping, place: Place, raw: object, request: str) -> Receipt:
    def decide(now: Attempt, item: Item, problem: Problem) -> Outcome:
        given = _read(problem, raw)
        if given is None:
            return now, say.blank(now.now)
        if not is_complete(problem, given):
            return now, say.incomplete(now.now)
        if any(one.answer == canonical_json(given) for one in item.tries):
            return now, say.repeated(now.now)
        after = record(now, item, new_try(item, problem, given, now.now, request=request))
        after = stopped(after, desk.bank)
        return after, _told(after, item_at(after, place.position), problem)

    def decide_once(now: Attempt, item: Item) -> Outcome:
        problem, before = asked(desk.bank, item), _after_request(item, request)
        if problem is not None and before is not None:
            return now, _told(now, before, problem)
        return _when_open(desk, decide)(now, item)

    return _act(desk, place, decide_once)


def hint(desk: Keeping, place: Place, number: int) -> Receipt:
    def decide(now: Attempt, item: Item, problem: Problem) -> Outcome:
        if not 1 <= number <= min(item.hints + 1, len(problem.hints)):
            raise NotFound("There is no such hint.")
        if number <= item.hints:
            return now, say.hint(now.now, recorded=False)
        return show_hint(now, item), say.hint(now.now, recorded=True)

    return _act(desk, place, _when_open(desk, decide))


def solution(desk: Keeping, place: Place) -> Receipt:
    def decide(now: Attempt, item: Item) -> Outcome:
        if not now.policy.roams:
            return now, say.solution_later(now.now)
        if item.state == "closed":
            return now, say.solution(now.now, recorded=False)
        return _when_open(desk, close_for_it)(now, item)

    def close_for_it(now: Attempt, item: Item, _problem: Problem) -> Outcome:
        return close(now, item, "solution-shown", now.now), say.solution(now.now, recorded=True)

    return _act(desk, place, decide)


def _act(desk: Keeping, place: Place, decide: Callable[[Attempt, Item], Outcome]) -> Receipt:
    before, now = desk.enter(place.learner, place.attempt)
    after, receipt = decide(now, item_at(now, place.position))
    desk.keep(before, after)
    return replace(receipt, revision=item_at(after, place.position).draft_revision)


def _when_open(
    desk: Keeping, decide: Callable[[Attempt, Item, Problem], Outcome]
) -> Callable[[Attempt, Item], Outcome]:
    """The decision for an open item whose problem is as it was; any other is told why not."""

    def guarded(now: Attempt, item: Item) -> Outcome:
        problem = asked(desk.bank, item)
        if item.state != "open":
            return now, say.not_open(item, now.now)
        if problem is None:
            return now, say.withdrawn(now.now)
        return decide(now, item, problem)

    return guarded


def _after_request(item: Item, request: str) -> Item | None:
    """The item as it stood after the try of this request, if it was made already."""
    for one in item.tries:
        if one.request == request:
            return replace(item, tries=item.tries[: one.number], tries_used=one.number)
    return None


def _told(attempt: Attempt, item: Item, problem: Problem) -> Receipt:
    last = read_answer(problem, json.loads(item.tries[-1].answer))
    assert last is not None
    return say.answered(attempt, item, mark(problem, last).verdict.reason)


def _read(problem: Problem, raw: object) -> Answer | None:
    try:
        return read_answer(problem, raw)
    except UnreadableAnswer as error:
        raise Refused("This answer does not belong to this problem. Reload the page.") from error
