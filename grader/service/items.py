"""What a learner does with one problem: start its clock, save, answer, see a hint or the solution.

The functions of an `AttemptRepository` serve the author's preview too, where nothing is stored.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import replace

from grader.errors import NotFound, Refused
from grader.rules.attempt import (
    Attempt,
    Item,
    advance_to,
    close,
    record_try,
    remaining,
    save_draft,
    show_hint,
    start,
    time_limit_for,
)
from grader.rules.stopping_rule import stop_if_certain
from grader.rules.submission import make_try, problem_as_asked
from grader.service import receipts
from grader.service.presenters import item_view
from grader.service.unit_of_work import (
    AttemptRepository,
    ItemRef,
    Transactions,
    UnitOfWork,
    extra_time_of,
    item_at,
)
from grader.views.attempts import ItemView, Receipt
from problems.answer import Answer, UnreadableAnswer, canonical_json, is_complete, read_answer
from problems.model import Problem

# What an action makes of the attempt, and its receipt.
Decision = tuple[Attempt, Receipt]


class ItemService:
    """Actions on one problem. Answers have the shapes of `problems.answer.read_answer`.

    One that fits no shape of the problem raises Refused.
    """

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def start_clock(self, learner: str, attempt: str, position: int) -> Receipt:
        """Opens the problem at which the learner stands; a clock that runs goes on."""
        return self._transactions.write(_start_clock, ItemRef(learner, attempt, position))

    def look(self, learner: str, attempt: str, position: int) -> ItemView:
        """The problem now, wherever the learner stands. Nothing is closed, since nothing is written."""
        return self._transactions.read(_look, ItemRef(learner, attempt, position))

    def save(
        self,
        learner: str,
        attempt: str,
        position: int,
        raw: object,
        revision: int,
        *,
        sent_before: Sequence[object] = (),
    ) -> Receipt:
        """Keeps a draft if nobody else changed it since `revision` (`ItemView.draft_revision`).

        `sent_before` are drafts that this page sent since then and got no receipt for: whether or not one of
        them was kept, the new one may follow it.
        """
        return self._transactions.write(
            _save, ItemRef(learner, attempt, position), raw, revision, sent_before
        )

    def answer(
        self, learner: str, attempt: str, position: int, raw: object, *, request: str | None = None
    ) -> Receipt:
        """Spends a try on a new and complete answer.

        `request` names the learner's intention: whatever comes again under it gets the first one's receipt.
        """
        own = request or secrets.token_hex(16)
        return self._transactions.write(submit_answer, ItemRef(learner, attempt, position), raw, own)

    def show_hint(self, learner: str, attempt: str, position: int, number: int) -> Receipt:
        """Shows the next hint. Raises NotFound for one that does not exist or is not next."""
        return self._transactions.write(reveal_hint, ItemRef(learner, attempt, position), number)

    def show_solution(self, learner: str, attempt: str, position: int) -> Receipt:
        """Where the mode has free navigation: closes the problem and shows its solution."""
        return self._transactions.write(reveal_solution, ItemRef(learner, attempt, position))


def submit_answer(repository: AttemptRepository, ref: ItemRef, raw: object, request: str) -> Receipt:
    def decide(now: Attempt, item: Item, problem: Problem) -> Decision:
        given = _read(problem, raw)
        if given is None:
            return now, receipts.blank(now.now)
        if not is_complete(problem, given):
            return now, receipts.incomplete(now.now)
        if any(tried.answer == canonical_json(given) for tried in item.tries):
            return now, receipts.repeated(now.now)
        after = record_try(now, item, make_try(item, problem, given, now.now, request=request))
        after = stop_if_certain(after, repository.bank)
        return after, receipts.answered(after, item_at(after, ref.position))

    def decide_once(now: Attempt, item: Item) -> Decision:
        before = _after_request(item, request)
        if before is not None:
            return now, receipts.answered(now, before)
        return _when_open(repository, decide)(now, item)

    return _act(repository, ref, decide_once)


def reveal_hint(repository: AttemptRepository, ref: ItemRef, number: int) -> Receipt:
    def decide(now: Attempt, item: Item, problem: Problem) -> Decision:
        if not 1 <= number <= min(item.hints + 1, len(problem.hints)):
            raise NotFound("There is no such hint.")
        if number <= item.hints:
            return now, receipts.hint(now.now, recorded=False)
        return show_hint(now, item), receipts.hint(now.now, recorded=True)

    return _act(repository, ref, _when_open(repository, decide))


def reveal_solution(repository: AttemptRepository, ref: ItemRef) -> Receipt:
    def decide(now: Attempt, item: Item) -> Decision:
        if not now.policy.free_navigation:
            return now, receipts.solution_later(now.now)
        if item.state == "closed":
            return now, receipts.solution(now.now, recorded=False)
        return _when_open(repository, close_for_it)(now, item)

    def close_for_it(now: Attempt, item: Item, _problem: Problem) -> Decision:
        return close(now, item, "solution-shown", now.now), receipts.solution(now.now, recorded=True)

    return _act(repository, ref, decide)


def _start_clock(unit: UnitOfWork, ref: ItemRef) -> Receipt:
    own = unit.learner(ref.learner).extra_time

    def decide(now: Attempt, item: Item) -> Decision:
        extra = extra_time_of(now, own)
        problem = problem_as_asked(unit.bank, item)
        if now.paused_at is not None:
            return now, receipts.paused(now.now)
        if item.state == "open":
            return now, receipts.started(now.now, recorded=False)
        if item.state == "closed" or ref.position != now.position:
            return now, receipts.not_open(item, now.now)
        if problem is None:
            return now, receipts.withdrawn(now.now)
        limit = time_limit_for(now.policy, problem.time_limit, extra)
        return start(now, item, limit, extra), receipts.started(now.now, recorded=True)

    return _act(unit, ref, decide)


def _look(unit: UnitOfWork, ref: ItemRef) -> ItemView:
    extra = unit.learner(ref.learner).extra_time
    now = advance_to(unit.find_attempt(ref.learner, ref.attempt), unit.now)
    return item_view(unit.bank, now, item_at(now, ref.position), extra)


def _save(
    repository: AttemptRepository, ref: ItemRef, raw: object, revision: int, sent_before: Sequence[object]
) -> Receipt:
    def decide(now: Attempt, item: Item, problem: Problem) -> Decision:
        draft = _draft(problem, raw)
        if draft == item.draft:
            return now, receipts.saved(item.draft_saved_at or now.now)
        own = (_draft(problem, sent) for sent in sent_before)
        if revision != item.draft_revision and item.draft not in own:
            return now, receipts.changed_elsewhere(now.now)
        return save_draft(now, item, draft), receipts.saved(now.now)

    # What was typed before the pause reached the page must not be lost.
    return _act(repository, ref, _when_open(repository, decide, in_pause=True))


def _act(repository: AttemptRepository, ref: ItemRef, decide: Callable[[Attempt, Item], Decision]) -> Receipt:
    before, now = repository.lock_attempt(ref.learner, ref.attempt)
    after, receipt = decide(now, item_at(now, ref.position))
    repository.save_attempt(before, after)
    item = item_at(after, ref.position)
    return replace(receipt, revision=item.draft_revision, remaining=remaining(item, after.now))


def _when_open(
    repository: AttemptRepository,
    decide: Callable[[Attempt, Item, Problem], Decision],
    *,
    in_pause: bool = False,
) -> Callable[[Attempt, Item], Decision]:
    """The decision for an open item whose problem is as it was; any other gets the reason why not.

    In a pause of the class only that is done which may be `in_pause`.
    """

    def guarded(now: Attempt, item: Item) -> Decision:
        problem = problem_as_asked(repository.bank, item)
        if now.paused_at is not None and not in_pause:
            return now, receipts.paused(now.now)
        if item.state != "open":
            return now, receipts.not_open(item, now.now)
        if problem is None:
            return now, receipts.withdrawn(now.now)
        return decide(now, item, problem)

    return guarded


def _after_request(item: Item, request: str) -> Item | None:
    """The item as it stood after the try of this request, if it was made already."""
    for tried in item.tries:
        if tried.request == request:
            return replace(item, tries=item.tries[: tried.number], tries_used=tried.number)
    return None


def _draft(problem: Problem, raw: object) -> str | None:
    given = _read(problem, raw)
    return canonical_json(given) if given else None


def _read(problem: Problem, raw: object) -> Answer | None:
    try:
        return read_answer(problem, raw)
    except UnreadableAnswer as error:
        raise Refused("This answer does not belong to this problem. Reload the page.") from error
