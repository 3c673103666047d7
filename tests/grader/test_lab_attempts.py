"""Attempts at labs: begun once, ended once, in time, and kept with everything else."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from grader.errors import NotFound, Refused
from grader.rules.lab_attempt import OUT_OF_TIME, LabEnd
from problems.verdict import Verdict
from tests.grader.client import CHECKS, LIFETIME, NOON, OFFER, Client

ALL_HOLD = tuple(replace(check, state="pass") for check in CHECKS)
PASSED = LabEnd(Verdict("pass", "Every check holds."), ALL_HOLD, '{"slug": "one-field-switch"}')
FAILED = LabEnd(Verdict("fail", "7 of 500 requests failed."), CHECKS, "{}")


def lab_events(client: Client) -> list[str]:
    taken = json.loads(client.grader.exports.as_json(client.learner))
    return [event["kind"] for event in taken["events"] if event["kind"].startswith("lab-")]


def test_beginning_twice_begins_once(client: Client) -> None:
    lab = client.begin_lab()
    client.clock.move(seconds=5)
    assert client.begin_lab().id == lab.id
    assert (lab.started_at, lab.deadline) == (NOON, NOON + LIFETIME)
    assert lab.namespace == f"lab-{lab.id[:16]}"
    assert lab_events(client) == ["lab-began"]


def test_a_second_lab_waits_until_the_first_has_ended(client: Client) -> None:
    lab, other = client.begin_lab(), replace(OFFER, slug="the-wrong-order", title="The wrong order")
    with pytest.raises(Refused, match="“The switch is one field” is still open"):
        client.begin_lab(other)
    client.grader.labs.end(client.learner, lab.id, FAILED)
    assert client.begin_lab(other).scenario == "the-wrong-order"


def test_a_lab_that_was_never_ended_stands_in_nobodys_way(client: Client) -> None:
    lab = client.begin_lab()
    client.clock.move(hours=2)
    other = client.begin_lab(replace(OFFER, slug="the-wrong-order"))
    assert other.scenario == "the-wrong-order"
    assert client.grader.labs.look(client.learner, lab.id).verdict == OUT_OF_TIME


def test_the_first_end_counts_whatever_comes_after(client: Client) -> None:
    lab = client.begin_lab()
    client.clock.move(minutes=4)
    ended = client.grader.labs.end(client.learner, lab.id, PASSED)
    client.clock.move(minutes=1)
    assert client.grader.labs.end(client.learner, lab.id, FAILED) == ended
    assert client.grader.labs.reset(client.learner, lab.id, 1) == ended
    assert client.grader.labs.reveal_solution(client.learner, lab.id) == ended
    assert client.grader.labs.record_checks(client.learner, lab.id, CHECKS) == ended
    assert (ended.verdict, ended.earned, ended.ended_at) == (PASSED.verdict, 5, NOON + timedelta(minutes=4))
    assert client.grader.labs.look(client.learner, lab.id).report == PASSED.report


def test_a_verdict_that_comes_after_the_place_is_over_counts_for_nothing(client: Client) -> None:
    lab = client.begin_lab()
    client.clock.move(hours=2, seconds=1)
    late = client.grader.labs.end(client.learner, lab.id, FAILED)
    assert (late.verdict, late.ended_at) == (OUT_OF_TIME, lab.deadline)


def test_a_verdict_of_the_last_microsecond_counts(client: Client) -> None:
    lab = client.begin_lab()
    client.clock.move(hours=2, microseconds=-1)
    assert client.grader.labs.end(client.learner, lab.id, FAILED).verdict == FAILED.verdict


def test_a_clock_that_is_set_back_gives_no_time_back(client: Client) -> None:
    lab = client.begin_lab()
    client.clock.move(hours=1, minutes=59)
    client.grader.labs.record_checks(client.learner, lab.id, CHECKS)
    client.clock.move(hours=-1)
    assert client.grader.labs.look(client.learner, lab.id).seen_at == lab.deadline - timedelta(minutes=1)


def test_a_place_that_is_over_is_closed_by_the_sweep_once(client: Client) -> None:
    lab = client.begin_lab()
    client.grader.labs.record_checks(client.learner, lab.id, CHECKS)
    assert client.grader.sweep().closed == 0
    client.clock.move(hours=3)
    assert client.grader.sweep().closed == 1
    assert client.grader.sweep().closed == 0
    swept = client.grader.labs.look(client.learner, lab.id)
    assert (swept.verdict, swept.earned, swept.checks) == (OUT_OF_TIME, 3, CHECKS)
    assert client.grader.labs.unfinished(client.learner) is None


def test_a_reset_counts_once_and_takes_what_was_reached(client: Client) -> None:
    lab = client.begin_lab()
    client.clock.move(seconds=1)
    client.grader.labs.record_checks(client.learner, lab.id, CHECKS)
    for _ in range(2):
        client.clock.move(seconds=1)
        assert client.grader.labs.reset(client.learner, lab.id, 1).resets == 1
    client.clock.move(seconds=1)
    after = client.grader.labs.record_checks(client.learner, lab.id, CHECKS)
    assert after.earned == 3
    assert lab_events(client) == ["lab-began", "lab-check", "lab-reset", "lab-check"]


def test_a_solution_that_was_shown_is_kept_with_its_first_instant(client: Client) -> None:
    lab = client.begin_lab()
    client.clock.move(minutes=1)
    client.grader.labs.reveal_solution(client.learner, lab.id)
    client.clock.move(minutes=1)
    assert client.grader.labs.reveal_solution(client.learner, lab.id).revealed_at == NOON + timedelta(
        minutes=1
    )
    assert lab_events(client) == ["lab-began", "lab-revealed"]


def test_everything_of_a_lab_can_be_taken_away(client: Client) -> None:
    lab = client.begin_lab()
    client.grader.labs.end(client.learner, lab.id, PASSED)
    (taken,) = json.loads(client.grader.exports.as_json(client.learner))["labs"]
    assert taken["report"] == {"slug": "one-field-switch"}
    assert (taken["earned"], taken["points"], taken["verdict"]["outcome"]) == (5, 5, "pass")


def test_a_list_of_labs_carries_no_reports(client: Client) -> None:
    first = client.begin_lab()
    client.grader.labs.end(client.learner, first.id, PASSED)
    client.clock.move(minutes=1)
    second = client.begin_lab()
    labs = client.grader.labs.of_learner(client.learner)
    assert [(lab.id, lab.report) for lab in labs] == [(second.id, None), (first.id, None)]


def test_forgetting_a_learner_forgets_their_labs(client: Client) -> None:
    lab = client.begin_lab()
    client.grader.learners.forget(client.learner)
    with pytest.raises(NotFound):
        client.grader.labs.look(client.learner, lab.id)
