"""The timeline: what it counts, what it refuses to count, and that it needs no order of arrival."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labs.checks.timeline import CONTROL, EVER, RESPONDERS, Responder, SecondCounts, Timeline, Window
from labs.images.prober.record import Heartbeat, RequestOutcome, RequestRecord, to_line

VERSIONS = {"blue": "iris-v1", "green": "iris-v2", "foreign": "churn-v7"}
STEP = 0.05


def record(
    due: float,
    who: Responder,
    *,
    client: str = "fresh",
    outcome: RequestOutcome = "ok",
    took: float = 0.002,
    late: float = 0,
) -> RequestRecord:
    return RequestRecord(
        client,
        due,
        due + late,
        due + late,
        due + took,
        outcome,
        200 if outcome == "ok" else None,
        VERSIONS.get(who),
    )


def failure(due: float, outcome: RequestOutcome = "refused", **more: object) -> RequestRecord:
    return record(due, "failed", outcome=outcome, **more)  # type: ignore[arg-type]


def story(*acts: tuple[int, Responder], start: float = 100.0) -> list[RequestRecord]:
    """So many requests answered by each in turn, one every `STEP` seconds."""
    whos = [who for times, who in acts for _ in range(times)]
    return [
        failure(start + n * STEP) if who == "failed" else record(start + n * STEP, who)
        for n, who in enumerate(whos)
    ]


def timeline(entries: Iterable[RequestRecord | Heartbeat]) -> Timeline:
    made = Timeline("iris-v1", "iris-v2")
    for entry in entries:
        made.add(entry)
    return made


def test_a_second_counts_who_answered_what_was_due_in_it() -> None:
    made = timeline(story((20, "blue"), (5, "blue"), (7, "failed"), (8, "green"), (20, "green")))
    assert made.seconds("fresh", 100, 103) == (
        SecondCounts(0, blue=20),
        SecondCounts(1, blue=5, green=8, failed=7),
        SecondCounts(2, green=20),
    )


def test_a_second_without_a_request_is_shown_and_not_left_out() -> None:
    made = timeline([record(100, "blue"), record(102.5, "blue")])
    assert [second.blue for second in made.seconds("fresh", 100, 103)] == [1, 0, 1]


def test_an_unfinished_second_ends_where_it_was_asked_to() -> None:
    made = timeline(story((30, "blue")))
    assert [second.blue for second in made.seconds("fresh", 100, 101.2)] == [20, 4]


def test_a_clean_cut_has_its_first_green_right_behind_its_last_blue() -> None:
    made = timeline(story((60, "blue"), (60, "green")))
    assert made.last("fresh", "blue") == pytest.approx(100 + 59 * STEP)
    assert made.first("fresh", "green") == pytest.approx(100 + 60 * STEP)
    assert made.settled("fresh", "green", since=102.9) == pytest.approx(0.1)


def test_a_class_that_never_moved_has_not_settled() -> None:
    made = timeline(story((60, "blue")))
    assert made.settled("fresh", "green", since=101) is None
    assert made.settled("keep-alive", "green", since=101) is None


def test_one_late_blue_answer_moves_the_time_to_switch() -> None:
    made = timeline(story((20, "blue"), (20, "green"), (1, "blue"), (20, "green")))
    assert made.settled("fresh", "green", since=101) == pytest.approx(21 * STEP)


def test_the_way_back_is_timed_like_the_way_there() -> None:
    made = timeline(story((20, "blue"), (20, "green"), (3, "green"), (20, "blue")))
    assert made.settled("fresh", "blue", since=102) == pytest.approx(3 * STEP)


def test_a_foreign_answer_is_neither_blue_nor_green() -> None:
    made = timeline(story((2, "foreign"), (1, "green")))
    assert made.counts("fresh", EVER) == {"blue": 0, "green": 1, "foreign": 2, "failed": 0}
    assert made.settled("fresh", "green", since=100) == pytest.approx(2 * STEP)


def test_a_late_answer_counts_as_failed_even_from_the_right_version() -> None:
    made = timeline([record(100, "green", outcome="late", took=1.0)])
    assert made.counts("fresh", EVER)["green"] == 0
    assert made.tally("fresh", EVER).kinds == {"late": 1}


def test_a_tally_says_how_many_of_how_many_and_from_when_to_when() -> None:
    made = timeline(story((40, "blue"), (7, "failed"), (40, "green")))
    tally = made.tally("fresh", EVER)
    assert (tally.failed, tally.of, tally.unsure) == (7, 87, 0)
    assert (tally.first, tally.last) == (pytest.approx(102), pytest.approx(102 + 6 * STEP))


def test_a_window_takes_what_was_due_in_it_whenever_it_was_done() -> None:
    made = timeline([failure(100, "timeout", took=2.0), record(101.5, "blue")])
    assert made.tally("fresh", Window(100, 101)).failed == 1
    assert made.tally("fresh", Window(101, 103)).failed == 0


def test_slowness_beside_a_late_prober_is_unsure_and_not_failed() -> None:
    made = timeline([failure(100.6, "late", took=0.7), record(100.5, "blue", late=0.15)])
    assert (made.tally("fresh", EVER).failed, made.tally("fresh", EVER).unsure) == (0, 1)


def test_slowness_beside_a_slow_control_is_unsure_and_not_failed() -> None:
    made = timeline([failure(100.6, "timeout", took=2.0), record(101, "foreign", client=CONTROL, took=0.3)])
    assert made.tally("fresh", EVER).unsure == 1


def test_slowness_that_the_control_shares_is_the_machines_and_no_failure() -> None:
    """Half of what a request took, lost by a server that nobody can touch, explains it; less does not."""
    control = record(101, "foreign", client=CONTROL, took=0.4)
    tally = timeline([failure(100.6, "late", took=0.8), control]).tally("fresh", EVER)
    assert (tally.failed, tally.unsure, tally.shared) == (0, 0, 1)
    tally = timeline([failure(100.6, "late", took=0.81), control]).tally("fresh", EVER)
    assert (tally.failed, tally.unsure, tally.shared) == (0, 1, 0)


def test_slowness_that_the_prober_caused_itself_is_no_failure() -> None:
    late = RequestRecord("fresh", 100.0, 100.6, 100.6, 100.7, "late", 200, "iris-v1")
    tally = timeline([late]).tally("fresh", EVER)
    assert (tally.failed, tally.unsure, tally.shared) == (0, 0, 1)


@pytest.mark.parametrize("outcome", ["refused", "reset", "status", "unresolved", "wrong"])
def test_a_slow_control_shares_nothing_but_slowness(outcome: RequestOutcome) -> None:
    control = record(100.1, "foreign", client=CONTROL, took=2.0)
    tally = timeline([failure(100, outcome), control]).tally("fresh", EVER)
    assert (tally.failed, tally.shared) == (1, 0)


def test_slowness_on_a_quiet_machine_is_failed() -> None:
    quiet = [record(100 + n, "foreign", client=CONTROL) for n in range(5)]
    made = timeline([failure(101, "late", took=1.0), *quiet])
    assert made.tally("fresh", EVER).failed == 1


@pytest.mark.parametrize("outcome", ["refused", "reset", "status", "unresolved"])
def test_noise_does_not_excuse_what_slowness_cannot_cause(outcome: RequestOutcome) -> None:
    made = timeline([failure(100, outcome), record(100, "blue", late=0.5)])
    assert made.tally("fresh", EVER).failed == 1


def test_noise_ends_two_seconds_after_its_cause() -> None:
    made = timeline([record(100, "blue", late=0.15), failure(103, "late", took=0.7)])
    assert made.tally("fresh", EVER).failed == 1
    assert made.noisy(Window(99, 101))
    assert not made.noisy(Window(103, 110))


def test_slowness_on_a_machine_without_a_second_to_spare_is_unsure() -> None:
    made = timeline([failure(100.3, "late", took=0.6), Heartbeat(101, 0.0, 0, idle=0.01)])
    assert (made.tally("fresh", EVER).failed, made.tally("fresh", EVER).unsure) == (0, 1)


def test_the_control_class_is_no_class_of_clients() -> None:
    assert timeline([record(1, "blue", client=CONTROL)]).classes == ()


def test_a_percentile_is_of_good_answers_only() -> None:
    slow = failure(200, "late", took=5.0)
    made = timeline([*(record(100 + n, "green", took=n / 100) for n in range(1, 21)), slow])
    assert made.percentile("fresh", 0.95, EVER) == pytest.approx(0.19)
    assert made.percentile("fresh", 1.0, EVER) == pytest.approx(0.20)
    assert made.percentile("keep-alive", 0.95, EVER) is None


def test_silence_is_the_longest_time_without_a_beat() -> None:
    made = timeline([Heartbeat(at, 0, 0) for at in (100, 101, 105, 106)])
    assert made.silence(Window(100, 106)) == 4
    assert made.silence(Window(105, 109)) == 3
    assert (made.last_heartbeat, timeline([]).last_heartbeat) == (106, -float("inf"))


OUTCOMES: list[RequestOutcome] = ["ok", "ok", "ok", "late", "timeout", "refused", "reset", "status"]


@st.composite
def tapes(draw: st.DrawFn) -> list[RequestRecord]:
    dice = draw(st.randoms(use_true_random=False))
    return [tale(n, dice) for n in range(draw(st.integers(1, 80)))]


def tale(n: int, dice: random.Random) -> RequestRecord:
    outcome = dice.choice(OUTCOMES)
    who: Responder = dice.choice(RESPONDERS[:3]) if outcome == "ok" else "failed"
    client = dice.choice(["fresh", "keep-alive", CONTROL])
    return record(
        100 + n * STEP,
        who,
        client=client,
        outcome=outcome,
        took=dice.choice([0.002, 0.3, 2]),
        late=dice.choice([0, 0, 0.2]),
    )


@settings(max_examples=40)
@given(tapes(), st.randoms(use_true_random=False))
def test_the_order_of_arrival_does_not_matter(tape: list[RequestRecord], dice: random.Random) -> None:
    mixed = list(tape)
    dice.shuffle(mixed)
    assert answers(timeline(tape)) == answers(timeline(mixed))


@settings(max_examples=40)
@given(tapes())
def test_lines_of_json_give_the_same_timeline(tape: list[RequestRecord]) -> None:
    again = Timeline.read([to_line(one) for one in tape], "iris-v1", "iris-v2")
    assert answers(again) == answers(timeline(tape))


@settings(max_examples=40)
@given(tapes(), st.floats(99, 105), st.floats(0, 5))
def test_every_request_of_a_window_is_counted_once(
    tape: list[RequestRecord], start: float, length: float
) -> None:
    made, window = timeline(tape), Window(start, start + length)
    for client in made.classes:
        due = [one for one in tape if one.client == client and window.start <= one.scheduled < window.end]
        counts, tally = made.counts(client, window), made.tally(client, window)
        assert sum(counts.values()) == len(due) == tally.of
        assert (
            counts["failed"] == tally.failed + tally.unsure + tally.shared == sum(not one.ok for one in due)
        )
        assert sum(tally.kinds.values()) == tally.failed


@settings(max_examples=40)
@given(tapes(), st.floats(99, 105))
def test_nobody_else_answers_well_once_a_class_has_settled(tape: list[RequestRecord], since: float) -> None:
    made = timeline(tape)
    for client in made.classes:
        took = made.settled(client, "green", since)
        later = [one for one in tape if one.client == client and one.ok and one.scheduled >= since]
        greens = [one.version == "iris-v2" for one in later]
        assert (took is not None) == (bool(greens) and greens[-1])
        if took is not None:
            assert all(one.version == "iris-v2" for one in later if one.scheduled >= since + took)


def answers(made: Timeline) -> Sequence[object]:
    return [
        (client, made.seconds(client, 100, 105), made.tally(client, EVER), made.settled(client, "green", 101))
        for client in made.classes
    ]
