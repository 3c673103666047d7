"""What an instructor does to clocks: a pause costs nobody a second, and more time reaches every clock."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from grader.rules import clocks
from grader.rules.attempt import Attempt, Item, advance_to, is_overdue, remaining, start
from grader.rules.submission import close_overdue
from tests.grader.client import NOON
from tests.grader.sample_bank import make_bank

LIMIT = timedelta(minutes=5)
BANK = make_bank()
SECONDS = st.integers(0, 900).map(lambda n: timedelta(seconds=n / 3))


def running_attempt() -> Attempt:
    problem = next(iter(BANK.problems))
    item = Item(1, problem, BANK.fingerprint_of(problem) or "", 7, "s", "easy", 0.25, 2)
    attempt = Attempt("a", "l", "challenge", "b", 7, "1", 1, NOON, NOON, (item, replace(item, position=2)))
    return start(attempt, item, LIMIT, "1")


def left(attempt: Attempt) -> timedelta:
    found = remaining(attempt.items[0], attempt.now)
    assert found is not None
    return found


@given(before=SECONDS.filter(lambda one: one < LIMIT), lasted=SECONDS, looks=st.lists(SECONDS, max_size=4))
def test_a_pause_takes_nothing_and_gives_nothing(
    before: timedelta, lasted: timedelta, looks: list[timedelta]
) -> None:
    paused = clocks.pause(advance_to(running_attempt(), NOON + before))
    for look in looks:
        seen = advance_to(paused, NOON + before + look)
        assert left(seen) == LIMIT - before
        assert not is_overdue(seen.items[0], seen.now)
    resumed = clocks.resume(paused, NOON + before + lasted)
    assert left(advance_to(resumed, NOON + before + lasted)) == LIMIT - before


@given(acts=st.lists(st.tuples(st.sampled_from(["pause", "resume", "wait", "more"]), SECONDS), max_size=12))
def test_over_any_schedule_a_clock_runs_for_its_limit_and_what_was_added(
    acts: list[tuple[str, timedelta]],
) -> None:
    """The model is a stopwatch that is stopped in pauses."""
    attempt, now, ran, allowed, paused = running_attempt(), NOON, timedelta(0), LIMIT, False
    for act, span in acts:
        now += span
        ran += timedelta(0) if paused else span
        attempt = close_overdue(advance_to(attempt, now), BANK)
        if ran >= allowed:
            assert attempt.items[0].close_reason == "time-up"
            return
        match act:
            case "pause":
                attempt, paused = clocks.pause(attempt), True
            case "resume":
                attempt, paused = clocks.resume(attempt, now), False
            case "more":
                attempt, allowed = clocks.add_time(attempt, span), allowed + span
        assert left(attempt) == allowed - ran


def test_both_are_the_same_twice() -> None:
    once = clocks.pause(advance_to(running_attempt(), NOON + timedelta(minutes=1)))
    assert clocks.pause(once) == once
    resumed = clocks.resume(once, NOON + timedelta(minutes=8))
    assert clocks.resume(resumed, NOON + timedelta(minutes=30)) == resumed


def test_a_clock_that_was_set_back_in_a_pause_gives_no_time() -> None:
    paused = clocks.pause(advance_to(running_attempt(), NOON + timedelta(minutes=1)))
    resumed = clocks.resume(paused, NOON - timedelta(hours=1))
    assert left(resumed) == timedelta(minutes=4)


def test_time_that_is_given_between_two_clocks_goes_to_the_next() -> None:
    waiting = clocks.add_time(
        Attempt("a", "l", "challenge", "b", 7, "1", 1, NOON, NOON, (running_attempt().items[1],)),
        timedelta(minutes=10),
    )
    started = start(waiting, waiting.items[0], LIMIT, "1")
    assert started.items[0].deadline == NOON + LIMIT + timedelta(minutes=10)
    assert started.time_owed == timedelta(0)


def test_extra_time_reaches_the_clock_that_runs() -> None:
    at = advance_to(running_attempt(), NOON + timedelta(minutes=1))
    assert left(clocks.set_extra_time(at, "2")) == timedelta(minutes=9)
    assert remaining(clocks.set_extra_time(at, "untimed").items[0], at.now) is None
    assert left(clocks.set_extra_time(clocks.set_extra_time(at, "2"), "1")) == timedelta(minutes=9)


def test_time_that_is_taken_back_ends_a_clock_at_once_and_never_in_the_past() -> None:
    at = advance_to(running_attempt(), NOON + timedelta(minutes=4))
    assert left(clocks.add_time(at, -timedelta(minutes=3))) == timedelta(0)
