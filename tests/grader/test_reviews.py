"""Reviews: what was missed comes back on another day, as a sibling, once, and never from an open attempt."""

from __future__ import annotations

import pytest

from grader.errors import Refused
from grader.rules.modes import RECALL
from grader.store import Store
from tests.grader.client import Client
from tests.grader.sample_bank import make_bank


def review(client: Client) -> tuple[int, bool]:
    """(how many are due today, whether a later day is known)"""
    found = client.grader.progress.home(client.learner).review
    return found.due, found.next_at is not None


def asked(client: Client) -> set[str]:
    """The problems of the newest attempt."""
    problems = client.grader.progress.history(client.learner).problems
    return {one.problem for one in problems if one.attempt == client.attempt}


def miss_all(client: Client) -> set[str]:
    client.begin("practice")
    client.finish(right=False)
    return asked(client)


def test_nothing_is_due_for_who_missed_nothing(client: Client) -> None:
    client.begin("practice")
    client.finish()
    client.clock.move(days=30)
    assert review(client) == (0, False)
    with pytest.raises(Refused, match="Nothing is due today"):
        client.begin(RECALL)


def test_what_was_missed_is_due_tomorrow_and_then_later_and_later(client: Client) -> None:
    missed = miss_all(client)
    assert review(client) == (0, True)
    client.clock.move(days=1)
    assert review(client) == (5, False)
    client.begin(RECALL)
    client.finish()
    assert asked(client) == missed
    assert review(client) == (0, True)
    gaps = []
    for _ in range(3):
        days = 0
        while review(client)[0] < 5:
            client.clock.move(days=1)
            days += 1
        gaps.append(days)
        client.begin(RECALL)
        client.finish()
    assert gaps == sorted(gaps)
    assert gaps[-1] > gaps[0]


def test_a_review_that_was_missed_again_comes_back_the_next_day(client: Client) -> None:
    miss_all(client)
    client.clock.move(days=1)
    client.begin(RECALL)
    client.finish(right=False)
    assert review(client)[0] == 0
    client.clock.move(days=1)
    assert review(client)[0] == 5


def test_a_hint_or_a_second_try_is_a_reason_to_come_back(client: Client) -> None:
    client.begin("practice")
    client.hint(1)
    client.answer(client.right())
    client.finish()
    client.clock.move(days=3)
    assert review(client)[0] == 1


def test_a_sibling_that_was_never_met_stands_in_for_what_was_missed(store: Store) -> None:
    bank = make_bank()
    names = sorted(bank.problems)
    problems = {
        name: problem.model_copy(update={"family": f"family-{at // 2}"})
        for at, (name, problem) in enumerate(sorted(bank.problems.items()))
    }
    client = Client(store, type(bank)(bank.manifest, problems))
    missed = miss_all(client)
    client.clock.move(days=1)
    client.begin(RECALL)
    client.finish()
    partner = {name: names[at ^ 1] for at, name in enumerate(names)}
    assert asked(client) == {partner[name] for name in missed}


def test_what_is_open_already_is_not_offered_again(client: Client) -> None:
    miss_all(client)
    client.clock.move(days=1)
    client.begin(RECALL)
    attempt = client.attempt
    assert review(client)[0] == 0
    client.begin(RECALL)
    assert client.attempt == attempt


def test_a_day_asks_for_a_bounded_number_however_long_one_was_away(client: Client) -> None:
    for _ in range(6):
        miss_all(client)
    client.clock.move(days=200)
    assert review(client)[0] == 12
    client.begin(RECALL)
    client.finish()
    assert review(client)[0] == 0


def test_review_is_what_comes_next_once_something_is_due(client: Client) -> None:
    miss_all(client)
    assert client.grader.progress.home(client.learner).next_step.mode != RECALL
    client.clock.move(days=1)
    step = client.grader.progress.home(client.learner).next_step
    assert (step.mode, step.problems) == (RECALL, 5)
    assert step.minutes >= 1
