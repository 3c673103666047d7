"""Checks of traffic: who answered, what failed, how fast, and when nobody can say."""

from __future__ import annotations

from typing import Any

import pytest

from labs.checks.timeline import Window
from labs.images.prober.record import RequestOutcome
from tests.labs.objects import BLUE, GREEN, service
from tests.labs.records import START, Story, check

DROPPED = "{failed} of {of} {class} failed from {first} to {last}: {how}."
BUSY = "The machine was busy elsewhere; 1 slow answers of 101 prove nothing. Reset, and try again."


def dropped(**more: Any) -> Story:
    return Story(check(traffic={"failed": 0}, otherwise=DROPPED, **more)).change(-5, service(BLUE))


def test_a_failed_request_fails_for_good_and_is_told_in_full() -> None:
    story = dropped().traffic(0, 5, "blue").traffic(5, 5.3, "x", outcome="refused", took=0)
    story.traffic(5.3, 5.5, "x", outcome="late", took=1.0).traffic(5.5, 10, "green")
    result = story.at(10)
    assert (result.state, result.settled) == ("fail", True)
    assert result.verdict.reason == "5 of 100 new connections failed from 0:05 to 0:05: 3 refused, 2 late."


def test_no_failure_passes_once_it_was_watched_for_long_enough() -> None:
    story = dropped(once="switch", soak="4s").traffic(0, 9, "blue")
    assert story.at(1).verdict.reason == "Waiting for the switch to green."
    story.change(3, service(GREEN))
    assert story.at(4).verdict.reason == "Watching for 3 s more."
    assert story.at(8).state == "pass"


def test_an_end_within_the_soak_is_too_early_to_be_sure() -> None:
    story = dropped(once="switch", soak="4s").traffic(0, 9, "blue").change(3, service(GREEN))
    assert story.end(5).verdict.reason == "The lab ended 2 s too early to be sure."


def test_what_failed_before_the_lab_was_open_is_no_matter() -> None:
    story = dropped().traffic(-5, -1, "x", outcome="refused").traffic(0, 5, "blue")
    assert story.at(5).state == "pass"


def test_what_fails_after_the_end_is_no_matter() -> None:
    story = dropped().traffic(0, 5, "blue").traffic(6, 8, "x", outcome="refused")
    assert story.end(5.5).state == "pass"


@pytest.mark.parametrize("outcome", ["late", "timeout"])
def test_slowness_of_a_busy_machine_fails_nobody(outcome: RequestOutcome) -> None:
    story = dropped().traffic(0, 10, "blue").traffic(5, 5.1, "x", outcome=outcome, took=1, late=0.3)
    assert (story.at(10).state, story.at(10).verdict.reason) == ("inconclusive", BUSY)


def test_a_refusal_on_a_busy_machine_is_a_refusal() -> None:
    story = dropped().traffic(0, 5, "blue", late=0.3).traffic(5, 5.1, "x", outcome="refused")
    assert story.at(6).state == "fail"


def test_after_a_noisy_baseline_slowness_is_inconclusive_and_a_reset_is_not() -> None:
    story = dropped().traffic(0, 5, "blue").traffic(5, 5.2, "x", outcome="late", took=1)
    story.seen.noisy_baseline = "The machine was busy."
    assert (story.at(6).state, story.at(6).verdict.reason) == ("inconclusive", "The machine was busy.")
    assert story.traffic(5.2, 5.3, "x", outcome="reset").at(6).state == "fail"


def test_a_silent_prober_makes_a_pass_inconclusive() -> None:
    story = dropped().traffic(0, 5, "blue").traffic(12, 20, "blue")
    result = story.at(20)
    assert (result.state, result.verdict.reason) == (
        "inconclusive",
        "The prober was silent for 6 s, so nobody can say what users saw.",
    )


def test_a_prober_that_died_fails_nobody() -> None:
    assert dropped(soak="4s").traffic(0, 3, "blue").end(60).state == "inconclusive"


def test_requests_that_fail_while_the_node_goes_down_are_nobodys_fault() -> None:
    story = dropped().traffic(0, 5, "blue").traffic(5, 6, "x", outcome="refused").traffic(70, 80, "blue")
    assert story.at(80).state == "fail"
    story.seen.add_outage(Window(START + 10, START + 60))
    assert story.at(80).state == "inconclusive"
    assert story.traffic(130, 131, "x", outcome="refused").at(131).state == "inconclusive"


def test_a_prober_that_fell_silent_leaves_a_move_undecided() -> None:
    assert moved().traffic(0, 3, "blue").at(60).state == "inconclusive"


def test_a_silent_prober_does_not_excuse_what_it_saw() -> None:
    story = dropped().traffic(0, 5, "x", outcome="refused").traffic(15, 20, "blue")
    assert story.at(20).state == "fail"


def moved(**more: Any) -> Story:
    one = check(
        traffic={"from": "switch", "all": "green", "within": "3s"},
        otherwise="{class} were not all {who} within {within} s.",
        **more,
    )
    return Story(one).change(-5, service(BLUE)).change(2, service(GREEN))


def test_a_class_that_moved_in_time_passes_and_says_how_fast() -> None:
    story = moved().traffic(0, 2.5, "blue").traffic(2.5, 9, "green")
    assert (story.at(9).state, story.at(9).verdict.reason) == ("pass", "after 0.5 s")


def test_a_class_that_did_not_move_is_not_yet_so_and_then_failed() -> None:
    story = moved().traffic(0, 12, "blue")
    assert story.at(3).state == "not-yet"
    assert (story.at(9).state, story.at(9).verdict.reason) == (
        "fail",
        "new connections were not all green within 3 s.",
    )


def test_a_slow_move_on_a_busy_machine_is_inconclusive() -> None:
    story = moved().traffic(0, 3, "blue").traffic(3, 3.5, "blue", late=0.2).traffic(3.5, 12, "blue")
    assert story.at(9).state == "inconclusive"


def test_one_late_blue_answer_means_not_moved_in_time() -> None:
    story = (
        moved()
        .traffic(0, 2.5, "blue")
        .traffic(2.5, 7, "green")
        .traffic(7, 7.1, "blue")
        .traffic(7.1, 12, "green")
    )
    assert story.at(12).state == "fail"


def test_every_class_has_to_move() -> None:
    story = (
        moved().traffic(0, 2.1, "blue").traffic(2.1, 9, "green").traffic(0, 9, "blue", client="keep-alive")
    )
    assert story.at(9).verdict.reason == "keep-alive requests were not all green within 3 s."


def test_a_class_that_is_not_named_may_stay() -> None:
    one = check(traffic={"from": "switch", "all": "green", "within": "3s", "classes": ("fresh",)})
    story = Story(one).change(-5, service(BLUE)).change(2, service(GREEN))
    story.traffic(0, 2.1, "blue").traffic(2.1, 9, "green").traffic(0, 9, "blue", client="keep-alive")
    assert story.at(9).state == "pass"


def test_an_answer_from_a_stranger_fails_by_name_and_time() -> None:
    one = check(
        traffic={"none": ("foreign",), "from": "switch+1s"},
        otherwise="{failed} of {of} came from a {who} pod at {first}.",
    )
    story = Story(one).change(-5, service(BLUE)).change(2, service(GREEN))
    story.traffic(0, 2.9, "churn-v7").traffic(3, 6, "green")
    assert (story.at(6).state, story.at(6).verdict.reason) == ("pass", "0 from foreign")
    story.traffic(6, 6.2, "churn-v7").traffic(6.2, 8, "green")
    assert story.at(8).verdict.reason == "2 of 50 came from a foreign pod at 0:06."


def quick() -> Story:
    return Story(check(traffic={"p95": "200ms"}, otherwise="{p95} ms"))


def test_a_slow_p95_is_not_yet_so_and_can_recover() -> None:
    story = quick().traffic(0, 5, "green", took=0.3)
    assert (story.at(5).state, story.at(5).verdict.reason) == ("not-yet", "300 ms")
    assert story.traffic(5, 200, "green", took=0.1).at(200).state == "pass"


def test_a_slow_p95_on_a_busy_machine_is_inconclusive() -> None:
    assert quick().traffic(0, 5, "green", took=0.3, late=0.2).at(5).state == "inconclusive"


def test_without_a_request_nothing_is_decided() -> None:
    assert dropped().at(1).verdict.reason == "Waiting for the first request."
