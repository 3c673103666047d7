"""Results, "My progress", past problems and what can be taken away."""

from __future__ import annotations

import csv
import io
import json

import pytest

from grader.errors import NotFound
from tests.grader.client import Client


def test_a_badge_says_what_it_took_and_what_guessing_would_do(client: Client) -> None:
    client.begin("challenge")
    client.hint(1)
    client.answer(client.wrong())
    client.finish()
    badge = client.grader.attempts.result(client.learner, client.attempt).badge
    assert badge is not None
    assert (badge.first_try, badge.of, badge.hints) == (4, 5, 1)
    assert badge.claim.startswith("All 5 problems right, 4 of them at the first try, with 1 hint, in time. G")
    assert 0 < badge.chance < 0.001


def test_the_next_steps_name_what_was_missed_weakest_first(client: Client) -> None:
    client.begin("challenge")
    client.answer(client.wrong(0))
    client.answer(client.wrong(1))
    client.finish()
    result = client.grader.attempts.result(client.learner, client.attempt)
    missed = result.items[0].skill_title
    assert result.next_steps[0].text.startswith(f"Practise “{missed}”")
    assert (result.next_steps[0].mode, result.next_steps[0].skill_title) == ("practice", missed)
    assert result.next_steps[-1].text == "Then take the challenge again, with other problems."
    assert (result.next_steps[-1].mode, result.next_steps[-1].skill) == ("challenge", None)
    assert [view.share.mean for view in result.skills] == sorted(view.share.mean for view in result.skills)


def test_a_second_meeting_with_a_problem_is_no_evidence(client: Client) -> None:
    while True:  # until problems must come again
        client.begin("practice")
        client.finish(right=False)
        if len(client.grader.progress.history(client.learner).problems) > len(client.bank.problems):
            break
    skills = client.grader.progress.history(client.learner).skills
    assert sum(skill.answered for skill in skills) == len(client.bank.problems)


def test_progress_lists_everything_newest_first(client: Client) -> None:
    client.begin("challenge")
    client.finish()
    client.clock.move(hours=1)
    client.begin("practice")
    progress = client.grader.progress.history(client.learner)
    assert [(one.mode, one.right, one.of) for one in progress.attempts] == [
        ("practice", None, 5),
        ("challenge", 5, 5),
    ]
    assert [one.mode for one in progress.problems] == ["practice"] + ["challenge"] * 5
    assert len(progress.badges) == 1


def test_a_past_problem_can_be_read_again_once_it_is_revealed(client: Client) -> None:
    client.begin("challenge")
    with pytest.raises(NotFound, match="once it is closed"):
        client.grader.progress.past_item(client.learner, client.attempt, 1)
    client.answer(client.right())
    again = client.grader.progress.past_item(client.learner, client.attempt, 1)
    assert again.solution is not None
    assert [one.answer for one in again.tries] == [client.right()]


def test_the_json_holds_everything_that_was_done(client: Client) -> None:
    client.begin("challenge")
    client.answer(client.wrong())
    client.finish()
    taken = json.loads(client.grader.exports.as_json(client.learner))
    (attempt,) = taken["attempts"]
    assert taken["learner"] == {"name": "Ada", "extra_time": "1"}
    assert [one["tries"][-1]["right"] for one in attempt["problems"]] == [True] * 5
    assert len(attempt["problems"][0]["tries"]) == 2
    kinds = [event["kind"] for event in taken["events"]]
    assert kinds.count("answered") == 6
    assert {"joined", "began", "started", "closed", "moved", "finished"} <= set(kinds)


def test_no_file_tells_the_ids_of_an_answer_while_its_problem_is_open(client: Client) -> None:
    client.begin("practice")
    client.answer(client.wrong())
    taken = json.loads(client.grader.exports.as_json(client.learner))
    (open_one,) = taken["attempts"][0]["problems"]
    assert (open_one["draft"], [one["answer"] for one in open_one["tries"]]) == (None, [None])
    assert csv_rows(client)[0]["answer"] == ""
    client.grader.items.show_solution(client.learner, client.attempt, 1)
    assert json.loads(csv_rows(client)[0]["answer"])


def csv_rows(client: Client) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(client.grader.exports.as_csv(client.learner))))


def test_the_csv_has_a_row_for_each_problem_met(client: Client) -> None:
    client.begin("challenge")
    client.finish()
    client.begin("practice")
    rows = csv_rows(client)
    assert [row["mode"] for row in rows].count("challenge") == 5
    assert [row["right"] for row in rows if row["mode"] == "challenge"] == ["True"] * 5
    assert [row["right"] for row in rows if row["mode"] == "practice"] == [""]
