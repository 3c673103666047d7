"""What an attempt came to: points, the badge, mastery with its interval, and what to do next."""

from __future__ import annotations

from collections.abc import Sequence

from grader.errors import NotFound
from grader.rules.attempt import Attempt, ExtraTime, Item
from grader.rules.guessing import chance_of_all
from grader.rules.mastery import MOST_QUESTIONS, NOT_YET_AT, STRONG_AT, STRONG_SHARE, Posterior, posterior
from grader.rules.modes import PRACTICE
from grader.rules.stopping_rule import administered, is_certain, item_responses, scored
from grader.service.item_selection import EXTENSION, draw_extension
from grader.service.presenters import item_points, item_view
from grader.service.unit_of_work import UnitOfWork
from grader.store import attempts
from grader.views.results import Advice, BadgeView, Interval, Mastery, ResultView, SkillView
from problems.bank import Bank
from problems.verdict import Verdict

_IN_TIME: dict[ExtraTime, str] = {
    "1": "in time",
    "1.5": "in 1.5 times the time",
    "2": "in twice the time",
    "untimed": "without a clock",
}


def result(unit: UnitOfWork, learner: str, attempt: str) -> ResultView:
    """Raises NotFound while the attempt goes on."""
    who = unit.learner(learner)
    one = unit.find_attempt(learner, attempt)
    if one.finished_at is None:
        raise NotFound("This attempt is not finished yet.")
    if one.withholds_solutions:
        raise NotFound("The results of this class are shown when your instructor releases them.")
    may_extend = bool(extension_for(unit, one))
    mastery = mastery_view(unit.bank, one, may_extend=may_extend) if one.policy.result == "mastery" else None
    items = scored(one, unit.bank)
    skills = skill_views(unit.bank, [item for item in one.items if item.scorable])
    badge = badge_view(unit.bank, one, who.name)
    return ResultView(
        attempt=one.id,
        mode=one.mode,
        finished_at=one.finished_at,
        right=sum(item.right for item in items),
        of=len(items),
        points=sum(item_points(one, item) for item in items),
        badge=badge,
        mastery=mastery,
        may_extend=may_extend,
        skills=skills,
        next_steps=next_steps(one, skills, badge, mastery),
        items=tuple(item_view(unit.bank, one, item, who.extra_time) for item in administered(one, unit.bank)),
    )


def extension_for(unit: UnitOfWork, attempt: Attempt) -> tuple[str, ...]:
    """The five questions by which a finished but undecided test could go on; none when it may not."""
    if attempt.policy.result != "mastery" or attempt.finished_at is None or _left_early(unit.bank, attempt):
        return ()
    if attempt.part is not None or attempt.imported_at is not None:
        return ()
    if len(attempt.items) + EXTENSION > MOST_QUESTIONS:
        return ()
    belief = posterior(item_responses(attempt.items))
    if not _undecided(belief):
        return ()
    return draw_extension(unit.bank, attempts.of_learner(unit.tx, attempt.learner), attempt, belief)


def mastery_view(bank: Bank, attempt: Attempt, *, may_extend: bool) -> Mastery:
    belief = posterior(item_responses(attempt.items))
    judged = [item for item in attempt.items if item.scorable]
    return Mastery(
        verdict=_verdict(
            attempt, belief, len(judged), left=_left_early(bank, attempt), may_extend=may_extend
        ),
        share=interval(belief),
        threshold=STRONG_SHARE,
        p_strong=belief.chance_of(STRONG_SHARE),
        answered=len(judged),
        right=sum(item.right for item in judged),
    )


def interval(belief: Posterior) -> Interval:
    """The expected share and its 90 % interval."""
    return Interval(belief.share, belief.share_at(0.05), belief.share_at(0.95))


def skill_views(bank: Bank, items: Sequence[Item]) -> tuple[SkillView, ...]:
    """One view for each skill that was met, weakest first."""
    views = [skill_view(bank, skill, items) for skill in {item.skill: None for item in items}]
    return tuple(sorted(views, key=lambda view: view.share.mean))


def badge_view(bank: Bank, attempt: Attempt, name: str) -> BadgeView | None:
    """The badge of a challenge with every problem right; None for anything less, and for an imported one."""
    judged = scored(attempt, bank)
    if attempt.policy.result != "badge" or attempt.finished_at is None or attempt.bank != bank.id:
        return None
    if attempt.withholds_solutions or attempt.imported_at is not None:
        return None
    if not judged or not all(item.right for item in judged):
        return None
    first_try = sum(item.tries[0].passed for item in judged)
    hints = sum(item.hints for item in judged)
    chance = chance_of_all((item.guess, item.tries_used) for item in judged)
    return BadgeView(
        attempt=attempt.id,
        title=bank.manifest.badge or bank.manifest.title,
        learner=name,
        earned_at=attempt.finished_at,
        first_try=first_try,
        of=len(judged),
        hints=hints,
        extra_time=attempt.extra_time,
        chance=chance,
        claim=_claim(len(judged), first_try, hints, attempt.extra_time, chance),
    )


def next_steps(
    attempt: Attempt, skills: Sequence[SkillView], badge: BadgeView | None, mastery: Mastery | None
) -> tuple[Advice, ...]:
    """At most four: the skills that were missed, weakest first, then the next way to learn."""
    missed = [view for view in skills if view.right < view.answered][:3]
    steps = [
        Advice(f"Practise “{view.title}”: {_lower_first(view.about)}", PRACTICE, view.id, view.title)
        for view in missed
    ]
    return (*steps, _next_mode(attempt, badge, mastery))


def skill_view(bank: Bank, skill: str, items: Sequence[Item]) -> SkillView:
    """How one skill stands by the items of it."""
    own = [item for item in items if item.skill == skill]
    known = bank.skills.get(skill)
    return SkillView(
        id=skill,
        title=known.title if known else skill,
        about=known.about if known else "",
        right=sum(item.right for item in own),
        answered=len(own),
        share=interval(posterior(item_responses(own))),
    )


def _left_early(bank: Bank, attempt: Attempt) -> bool:
    return any(item.close_reason == "ended" for item in attempt.items) and not is_certain(attempt, bank)


def _undecided(belief: Posterior) -> bool:
    return NOT_YET_AT < belief.chance_of(STRONG_SHARE) < STRONG_AT


def _verdict(attempt: Attempt, belief: Posterior, judged: int, *, left: bool, may_extend: bool) -> Verdict:
    if left or judged == 0:
        return Verdict("inconclusive", f"Can't tell: {_answered(attempt)} answered.")
    if belief.chance_of(STRONG_SHARE) >= STRONG_AT:
        return Verdict("pass", f"You most likely know {_percent(STRONG_SHARE)} of it or more.")
    if belief.chance_of(STRONG_SHARE) <= NOT_YET_AT:
        lacks = f"You most likely know less than {_percent(STRONG_SHARE)} of it."
        return Verdict("fail", f"{lacks} Practise what was missed.")
    if len(attempt.items) + EXTENSION > MOST_QUESTIONS:
        return Verdict("inconclusive", _decided_so_far(belief, judged))
    cure = "Five more questions would tell more." if may_extend else "Practise, then take the test again."
    return Verdict("inconclusive", f"These answers do not decide it. {cure}")


def _decided_so_far(belief: Posterior, judged: int) -> str:
    """What the longest test does decide when it leaves the verdict open."""
    least, most = _percent(belief.share_at(0.05)), _percent(belief.share_at(0.95))
    return (
        f"After {judged} questions it is decided that you know about {least} or more of it, and hardly more "
        f"than {most}. Whether that is {_percent(STRONG_SHARE)} stays open: you are close to it, and more "
        "questions would hardly tell. Practise what was missed."
    )


def _percent(share: float) -> str:
    return f"{share * 100:.0f}\N{NO-BREAK SPACE}%"


def _answered(attempt: Attempt) -> str:
    answered = sum(bool(item.tries) for item in attempt.items)
    return f"{answered} of {len(attempt.items)} questions {'was' if answered == 1 else 'were'}"


def _claim(of: int, first_try: int, hints: int, extra: ExtraTime, chance: float) -> str:
    tries = "each at the first try" if first_try == of else f"{first_try} of them at the first try"
    helped = "without a hint" if hints == 0 else f"with {hints} hint{'s' if hints > 1 else ''}"
    what = f"All {of} problems right" if of > 1 else "The one problem right"
    right = f"{what}, {tries}, {helped}, {_IN_TIME[extra]}."
    return f"{right} Guessing alone does as well {_odds(chance)}."


def _odds(chance: float) -> str:
    if chance >= 0.5:
        return f"in {chance:.0%} of times"
    if chance < 1e-6:
        return "less than once in a million times"
    return f"once in {round(1 / chance):,} times"


def _next_mode(attempt: Attempt, badge: BadgeView | None, mastery: Mastery | None) -> Advice:
    succeeded = mastery.verdict.outcome == "pass" if mastery is not None else badge is not None
    text = attempt.policy.text
    if succeeded:
        return Advice(text.after_success, text.mode_after_success)
    return Advice(text.after_miss, text.mode_after_miss)


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]
