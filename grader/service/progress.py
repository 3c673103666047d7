"""What a learner has done in all: the home page, "My progress", and a past problem to read again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from grader.errors import NotFound
from grader.rules.attempt import Attempt, Item, remaining, seen
from grader.rules.modes import MODES, form_size
from grader.rules.stopping_rule import counted
from grader.service.presenters import item_view, progress_of
from grader.service.results import badge_view, skill_views
from grader.service.unit_of_work import Desk, item_at
from grader.store import attempts
from grader.views.views import (
    BadgeView,
    ContinueView,
    HomeView,
    ItemView,
    LearnerView,
    PastAttempt,
    PastProblem,
    ProgressView,
)
from problems.bank import Bank


def home(desk: Desk, learner: str) -> HomeView:
    who, done = desk.learner(learner), _of_bank(desk, learner)
    return HomeView(
        learner=who,
        bank_title=desk.bank.manifest.title,
        problem_count=len(desk.bank.problems),
        form_sizes={mode: form_size(mode, desk.bank.manifest) for mode in MODES},
        going=tuple(_continue(desk, one) for one in done if one.finished_at is None),
        badges=_badges(desk.bank, done, who),
    )


def progress(desk: Desk, learner: str) -> ProgressView:
    who, done = desk.learner(learner), _of_bank(desk, learner)
    return ProgressView(
        learner=who,
        attempts=tuple(_past_attempt(desk.bank, one) for one in done),
        skills=skill_views(desk.bank, first_meetings(done)),
        problems=tuple(_past_problem(desk.bank, one, item) for one in done for item in _met(one)),
        badges=_badges(desk.bank, done, who),
    )


def past(desk: Desk, learner: str, attempt: str, position: int) -> ItemView:
    """Raises NotFound for a problem that is not revealed."""
    who, one = desk.learner(learner), desk.peek(learner, attempt)
    item = item_at(one, position)
    if item.revealed_at is None:
        raise NotFound("This problem can be read again once it is closed.")
    return item_view(desk.bank, one, item, who.extra_time)


def first_meetings(done: Iterable[Attempt]) -> list[Item]:
    """Each problem as it went the first time: a second time, remembering looks like knowing.

    Problems that are not revealed yet are left out, and so is whatever the first time said nothing.
    """
    first: dict[str, Item] = {}
    for one in sorted(done, key=lambda attempt: attempt.started_at):
        for item in one.items:
            if item.started_at is not None:
                first.setdefault(item.problem, item)
    return [item for item in first.values() if item.judged and item.revealed_at is not None]


def _of_bank(desk: Desk, learner: str) -> list[Attempt]:
    return [one for one in attempts.of_learner(desk.tx, learner) if one.bank == desk.bank.id]


def _continue(desk: Desk, kept: Attempt) -> ContinueView:
    now = seen(kept, desk.now)
    return ContinueView(
        attempt=now.id,
        mode=now.mode,
        position=now.position,
        of=len(now.items),
        remaining=remaining(item_at(now, now.position), now.now),
    )


def _badges(bank: Bank, done: Iterable[Attempt], who: LearnerView) -> tuple[BadgeView, ...]:
    badges = (badge_view(bank, one, who.name) for one in done)
    return tuple(badge for badge in badges if badge is not None)


def _past_attempt(bank: Bank, one: Attempt) -> PastAttempt:
    hidden, items = one.finished_at is None, counted(one, bank)
    return PastAttempt(
        attempt=one.id,
        mode=one.mode,
        started_at=one.started_at,
        finished_at=one.finished_at,
        right=None if hidden else sum(item.right for item in items),
        of=len(items),
    )


def _met(one: Attempt) -> Sequence[Item]:
    return [item for item in one.items if item.started_at is not None]


def _past_problem(bank: Bank, one: Attempt, item: Item) -> PastProblem:
    problem, skill = bank.problems.get(item.problem), bank.skills.get(item.skill)
    return PastProblem(
        attempt=one.id,
        position=item.position,
        problem=item.problem,
        title=problem.title if problem else item.problem,
        skill_title=skill.title if skill else item.skill,
        mode=one.mode,
        at=item.started_at or one.started_at,
        mark=progress_of(bank, item),
        readable=item.revealed_at is not None,
    )
