"""Results, "My progress", past problems and what can be taken away."""

from __future__ import annotations

import csv
import io
import json

import pytest

from grader.errors import NotFound
from tests.grader.table import Table


def test_a_badge_says_what_it_took_and_what_guessing_would_do(table: Table) -> None:
    table.begin("challenge")
    table.hint(1)
    table.answer(table.wrong())
    table.finish()
    badge = table.grader.result(table.learner, table.attempt).badge
    assert badge is not None
    assert (badge.first_try, badge.of, badge.hints) == (4, 5, 1)
    assert badge.claim.startswith("All 5 problems right, 4 of them at the first try, with 1 hint, in time. G")
    assert 0 < badge.chance < 0.001


def test_the_next_steps_name_what_was_missed_weakest_first(table: Table) -> None:
    table.begin("challenge")
    table.answer(table.wrong(0))
    table.answer(table.wrong(1))
    table.finish()
    result = table.grader.result(table.learner, table.attempt)
    missed = result.items[0].skill_title
    assert result.next_steps[0].startswith(f"Practise “{missed}”")
    assert result.next_steps[-1] == "Then take the challenge again, with other problems."
    assert [view.share.mean for view in result.skills] == sorted(view.share.mean for view in result.skills)


def test_a_second_meeting_with_a_problem_is_no_evidence(table: Table) -> None:
    while True:  # until problems must come again
        table.begin("practice")
        table.finish(right=False)
        if len(table.grader.progress(table.learner).problems) > len(table.bank.problems):
            break
    skills = table.grader.progress(table.learner).skills
    assert sum(skill.answered for skill in skills) == len(table.bank.problems)


def test_progress_lists_everything_newest_first(table: Table) -> None:
    table.begin("challenge")
    table.finish()
    table.clock.move(hours=1)
    table.begin("practice")
    progress = table.grader.progress(table.learner)
    assert [(one.mode, one.right, one.of) for one in progress.attempts] == [
        ("practice", None, 5),
        ("challenge", 5, 5),
    ]
    assert [one.mode for one in progress.problems] == ["practice"] + ["challenge"] * 5
    assert len(progress.badges) == 1


def test_a_past_problem_can_be_read_again_once_it_is_revealed(table: Table) -> None:
    table.begin("challenge")
    with pytest.raises(NotFound, match="once it is closed"):
        table.grader.past(table.learner, table.attempt, 1)
    table.answer(table.right())
    again = table.grader.past(table.learner, table.attempt, 1)
    assert again.solution is not None
    assert [one.answer for one in again.tries] == [table.right()]


def test_the_json_holds_everything_that_was_done(table: Table) -> None:
    table.begin("challenge")
    table.answer(table.wrong())
    table.finish()
    taken = json.loads(table.grader.export_json(table.learner))
    (attempt,) = taken["attempts"]
    assert taken["learner"] == {"name": "Ada", "extra_time": "1"}
    assert [one["tries"][-1]["right"] for one in attempt["problems"]] == [True] * 5
    assert len(attempt["problems"][0]["tries"]) == 2
    kinds = [event["kind"] for event in taken["events"]]
    assert kinds.count("answered") == 6
    assert {"joined", "began", "started", "closed", "moved", "finished"} <= set(kinds)


def test_no_file_tells_the_ids_of_an_answer_while_its_problem_is_open(table: Table) -> None:
    table.begin("practice")
    table.answer(table.wrong())
    taken = json.loads(table.grader.export_json(table.learner))
    (open_one,) = taken["attempts"][0]["problems"]
    assert (open_one["draft"], [one["answer"] for one in open_one["tries"]]) == (None, [None])
    assert csv_rows(table)[0]["answer"] == ""
    table.grader.show_solution(table.learner, table.attempt, 1)
    assert json.loads(csv_rows(table)[0]["answer"])


def csv_rows(table: Table) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(table.grader.export_csv(table.learner))))


def test_the_csv_has_a_row_for_each_problem_met(table: Table) -> None:
    table.begin("challenge")
    table.finish()
    table.begin("practice")
    rows = csv_rows(table)
    assert [row["mode"] for row in rows].count("challenge") == 5
    assert [row["right"] for row in rows if row["mode"] == "challenge"] == ["True"] * 5
    assert [row["right"] for row in rows if row["mode"] == "practice"] == [""]
