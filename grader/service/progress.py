"""What a learner has done in all: the home page, "My progress", and a past problem to read again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from grader.errors import NotFound
from grader.rules.attempt import Attempt, Item, advance_to, remaining
from grader.rules.modes import MODES, form_size
from grader.rules.stopping_rule import scored
from grader.service.item_selection import open_elsewhere
from grader.service.misconceptions import recurring_misconceptions
from grader.service.next_step import all_skill_views, next_step
from grader.service.presenters import item_mark, item_view
from grader.service.results import badge_view, skill_views
from grader.service.reviews import review_view
from grader.service.unit_of_work import Transactions, UnitOfWork, item_at
from grader.store import attempts
from grader.views.attempts import ItemView
from grader.views.learners import LearnerView
from grader.views.progress import ContinueView, HomeView, PastAttempt, PastProblem, ProgressView
from grader.views.results import BadgeView
from problems.bank import Bank


class ProgressService:
    """What a learner can begin, continue, show off and read again."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def home(self, learner: str) -> HomeView:
        """What can be begun, continued and shown off."""
        return self._transactions.read(_home, learner)

    def history(self, learner: str) -> ProgressView:
        """Everything that was done, newest first."""
        return self._transactions.read(_history, learner)

    def past_item(self, learner: str, attempt: str, position: int) -> ItemView:
        """A problem to read again. Raises NotFound while it is not revealed."""
        return self._transactions.read(_past_item, learner, attempt, position)


def _home(unit: UnitOfWork, learner: str) -> HomeView:
    who, done = unit.learner(learner), _of_bank(unit, learner)
    skills = all_skill_views(unit.bank, first_meetings(done))
    review = review_view(unit.bank, done, unit.now, open_elsewhere(done))
    return HomeView(
        learner=who,
        bank_title=unit.bank.manifest.title,
        problem_count=len(unit.bank.problems),
        form_sizes={mode: form_size(mode, unit.bank.manifest) for mode in MODES},
        going=tuple(_continue(unit, one) for one in done if one.finished_at is None and one.part is None),
        next_step=next_step(unit.bank, skills, review),
        review=review,
        skills=skills,
        badges=_badges(unit.bank, done, who),
    )


def _history(unit: UnitOfWork, learner: str) -> ProgressView:
    who, done = unit.learner(learner), _of_bank(unit, learner)
    return ProgressView(
        learner=who,
        attempts=tuple(_past_attempt(unit.bank, one) for one in done),
        skills=skill_views(unit.bank, first_meetings(done)),
        problems=tuple(_past_problem(unit.bank, one, item) for one in done for item in _met(one)),
        badges=_badges(unit.bank, done, who),
        misconceptions=recurring_misconceptions(unit.bank, done),
    )


def _past_item(unit: UnitOfWork, learner: str, attempt: str, position: int) -> ItemView:
    """Raises NotFound for a problem that is not revealed."""
    who, one = unit.learner(learner), unit.find_attempt(learner, attempt)
    item = item_at(one, position)
    if item.revealed_at is None:
        raise NotFound("This problem can be read again once it is closed.")
    return item_view(unit.bank, one, item, who.extra_time)


def first_meetings(done: Iterable[Attempt]) -> list[Item]:
    """Each problem as it went the first time: a second time, remembering looks like knowing.

    Problems that are not revealed yet are left out, and so is whatever the first time said nothing.
    """
    first: dict[str, Item] = {}
    for one in sorted(done, key=lambda attempt: attempt.started_at):
        for item in one.items:
            if item.started_at is not None:
                first.setdefault(item.problem, item)
    return [item for item in first.values() if item.scorable and item.revealed_at is not None]


def _of_bank(unit: UnitOfWork, learner: str) -> list[Attempt]:
    return [one for one in attempts.of_learner(unit.tx, learner) if one.bank == unit.bank.id]


def _continue(unit: UnitOfWork, stored: Attempt) -> ContinueView:
    now = advance_to(stored, unit.now)
    here = item_at(now, now.position)
    return ContinueView(
        attempt=now.id,
        mode=now.mode,
        position=now.position,
        of=len(now.items),
        remaining=remaining(here, now.now),
        time_limit=here.time_limit,
    )


def _badges(bank: Bank, done: Iterable[Attempt], who: LearnerView) -> tuple[BadgeView, ...]:
    badges = (badge_view(bank, one, who.name) for one in done)
    return tuple(badge for badge in badges if badge is not None)


def _past_attempt(bank: Bank, one: Attempt) -> PastAttempt:
    hidden, items = one.finished_at is None or one.withholds_solutions, scored(one, bank)
    return PastAttempt(
        attempt=one.id,
        mode=one.mode,
        started_at=one.started_at,
        finished_at=one.finished_at,
        right=None if hidden else sum(item.right for item in items),
        of=len(items),
        imported=one.imported_at is not None,
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
        mark=item_mark(bank, item),
        readable=item.revealed_at is not None,
    )
