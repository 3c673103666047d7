"""Attempts at labs: begun once, ended once, in time, and kept with everything else."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from grader.errors import NotFound, Refused
from grader.rules.lab_attempt import OUT_OF_TIME, LabEnd
from problems.verdict import Verdict
from tests.grader.table import CHECKS, LIFE, NOON, OFFER, Table

ALL_HOLD = tuple(replace(check, state="pass") for check in CHECKS)
PASSED = LabEnd(Verdict("pass", "Every check holds."), ALL_HOLD, '{"slug": "one-field-switch"}')
FAILED = LabEnd(Verdict("fail", "7 of 500 requests failed."), CHECKS, "{}")


def lab_events(table: Table) -> list[str]:
    taken = json.loads(table.grader.export_json(table.learner))
    return [event["kind"] for event in taken["events"] if event["kind"].startswith("lab-")]


def test_beginning_twice_begins_once(table: Table) -> None:
    lab = table.begin_lab()
    table.clock.move(seconds=5)
    assert table.begin_lab().id == lab.id
    assert (lab.started_at, lab.deadline) == (NOON, NOON + LIFE)
    assert lab.place == f"lab-{lab.id[:16]}"
    assert lab_events(table) == ["lab-began"]


def test_a_second_lab_waits_until_the_first_has_ended(table: Table) -> None:
    lab, other = table.begin_lab(), replace(OFFER, slug="the-wrong-order", title="The wrong order")
    with pytest.raises(Refused, match="“The switch is one field” is still open"):
        table.begin_lab(other)
    table.grader.end_lab(table.learner, lab.id, FAILED)
    assert table.begin_lab(other).scenario == "the-wrong-order"


def test_a_lab_that_was_never_ended_stands_in_nobodys_way(table: Table) -> None:
    lab = table.begin_lab()
    table.clock.move(hours=2)
    other = table.begin_lab(replace(OFFER, slug="the-wrong-order"))
    assert other.scenario == "the-wrong-order"
    assert table.grader.look_lab(table.learner, lab.id).verdict == OUT_OF_TIME


def test_the_first_end_counts_whatever_comes_after(table: Table) -> None:
    lab = table.begin_lab()
    table.clock.move(minutes=4)
    ended = table.grader.end_lab(table.learner, lab.id, PASSED)
    table.clock.move(minutes=1)
    assert table.grader.end_lab(table.learner, lab.id, FAILED) == ended
    assert table.grader.reset_lab(table.learner, lab.id, 1) == ended
    assert table.grader.reveal_lab(table.learner, lab.id) == ended
    assert table.grader.record_lab(table.learner, lab.id, CHECKS) == ended
    assert (ended.verdict, ended.earned, ended.ended_at) == (PASSED.verdict, 5, NOON + timedelta(minutes=4))
    assert table.grader.look_lab(table.learner, lab.id).report == PASSED.report


def test_a_verdict_that_comes_after_the_place_is_over_counts_for_nothing(table: Table) -> None:
    lab = table.begin_lab()
    table.clock.move(hours=2, seconds=1)
    late = table.grader.end_lab(table.learner, lab.id, FAILED)
    assert (late.verdict, late.ended_at) == (OUT_OF_TIME, lab.deadline)


def test_a_verdict_of_the_last_microsecond_counts(table: Table) -> None:
    lab = table.begin_lab()
    table.clock.move(hours=2, microseconds=-1)
    assert table.grader.end_lab(table.learner, lab.id, FAILED).verdict == FAILED.verdict


def test_a_clock_that_is_set_back_gives_no_time_back(table: Table) -> None:
    lab = table.begin_lab()
    table.clock.move(hours=1, minutes=59)
    table.grader.record_lab(table.learner, lab.id, CHECKS)
    table.clock.move(hours=-1)
    assert table.grader.look_lab(table.learner, lab.id).seen_at == lab.deadline - timedelta(minutes=1)


def test_a_place_that_is_over_is_closed_by_the_sweep_once(table: Table) -> None:
    lab = table.begin_lab()
    table.grader.record_lab(table.learner, lab.id, CHECKS)
    assert table.grader.sweep().closed == 0
    table.clock.move(hours=3)
    assert table.grader.sweep().closed == 1
    assert table.grader.sweep().closed == 0
    swept = table.grader.look_lab(table.learner, lab.id)
    assert (swept.verdict, swept.earned, swept.checks) == (OUT_OF_TIME, 3, CHECKS)
    assert table.grader.going_lab(table.learner) is None


def test_a_reset_counts_once_and_takes_what_was_reached(table: Table) -> None:
    lab = table.begin_lab()
    table.clock.move(seconds=1)
    table.grader.record_lab(table.learner, lab.id, CHECKS)
    for _ in range(2):
        table.clock.move(seconds=1)
        assert table.grader.reset_lab(table.learner, lab.id, 1).resets == 1
    table.clock.move(seconds=1)
    after = table.grader.record_lab(table.learner, lab.id, CHECKS)
    assert after.earned == 3
    assert lab_events(table) == ["lab-began", "lab-check", "lab-reset", "lab-check"]


def test_a_solution_that_was_shown_is_kept_with_its_first_instant(table: Table) -> None:
    lab = table.begin_lab()
    table.clock.move(minutes=1)
    table.grader.reveal_lab(table.learner, lab.id)
    table.clock.move(minutes=1)
    assert table.grader.reveal_lab(table.learner, lab.id).revealed_at == NOON + timedelta(minutes=1)
    assert lab_events(table) == ["lab-began", "lab-revealed"]


def test_everything_of_a_lab_can_be_taken_away(table: Table) -> None:
    lab = table.begin_lab()
    table.grader.end_lab(table.learner, lab.id, PASSED)
    (taken,) = json.loads(table.grader.export_json(table.learner))["labs"]
    assert taken["report"] == {"slug": "one-field-switch"}
    assert (taken["earned"], taken["points"], taken["verdict"]["outcome"]) == (5, 5, "pass")


def test_a_list_of_labs_carries_no_reports(table: Table) -> None:
    first = table.begin_lab()
    table.grader.end_lab(table.learner, first.id, PASSED)
    table.clock.move(minutes=1)
    second = table.begin_lab()
    labs = table.grader.past_labs(table.learner)
    assert [(lab.id, lab.report) for lab in labs] == [(second.id, None), (first.id, None)]


def test_forgetting_a_learner_forgets_their_labs(table: Table) -> None:
    lab = table.begin_lab()
    table.grader.forget(table.learner)
    with pytest.raises(NotFound):
        table.grader.look_lab(table.learner, lab.id)
