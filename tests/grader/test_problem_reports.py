"""A problem that seems wrong: reported once for each attempt, without a name, and counted for its authors."""

from __future__ import annotations

import pytest

from grader.errors import NotFound, Refused
from grader.rules.problem_report import LONGEST_REPORT, MOST_REPORTS, ProblemReport, by_problem
from tests.grader.client import NOON, Client


def report(client: Client, text: str = "", position: int = 1) -> ProblemReport:
    return client.grader.problem_reports.report(client.learner, client.attempt, position, text)


def test_a_report_carries_the_answer_and_no_name(client: Client) -> None:
    client.begin("challenge")
    client.answer(client.wrong())
    problem = report(client, " Two  options\nare \u202eright. ").problem
    (found,) = client.grader.problem_reports.of_problem(problem, 10)
    assert found.text == "Two options are right."
    assert found.current
    assert [right for _, right in found.answers] == [False]
    assert "Ada" not in repr(found)
    assert client.learner not in repr(found)


def test_reporting_twice_is_one_report_with_the_last_words(client: Client) -> None:
    client.begin("challenge")
    first = report(client)
    client.clock.move(minutes=1)
    report(client, "The key is wrong.")
    (found,) = client.grader.problem_reports.of_problem(first.problem, 10)
    assert found.text == "The key is wrong."
    assert found.at == client.clock.now


def test_a_problem_that_was_not_shown_cannot_be_reported(client: Client) -> None:
    client.begin("challenge")
    with pytest.raises(NotFound, match="has not been shown yet"):
        report(client, position=2)
    with pytest.raises(NotFound):
        report(client, position=99)


def test_nobody_reports_in_anothers_attempt(client: Client) -> None:
    client.begin("challenge")
    other = client.grader.learners.join("another-device", "Grace")
    with pytest.raises(NotFound):
        client.grader.problem_reports.report(other.id, client.attempt, 1)


def test_too_long_a_text_is_refused_and_not_cut(client: Client) -> None:
    client.begin("challenge")
    report(client, "x" * LONGEST_REPORT)
    with pytest.raises(Refused, match="up to 500 characters; this one has 501"):
        report(client, "x" * (LONGEST_REPORT + 1))


def test_a_learner_reports_so_many_problems_a_day(client: Client) -> None:
    for _ in range(MOST_REPORTS):
        client.begin("challenge")
        report(client)
        client.finish()
    client.begin("challenge")
    with pytest.raises(Refused, match="20 problems in a day"):
        report(client)
    client.clock.move(days=1)
    report(client)


def test_authors_see_first_what_is_reported_as_it_stands_now() -> None:
    def one(problem: str, fingerprint: str) -> ProblemReport:
        return ProblemReport("1", "2", "3", 1, "bank", problem, fingerprint, "", NOON)

    found = by_problem(
        [one("mended", "old"), one("mended", "old"), one("gone", "x"), one("wrong", "now")],
        {"mended": "new", "wrong": "now"},
    )
    assert [(each.problem, each.reports, each.current) for each in found] == [
        ("wrong", 1, 1),
        ("mended", 2, 0),
        ("gone", 1, 0),
    ]


def test_ones_own_reports_are_in_the_download(client: Client) -> None:
    client.begin("challenge")
    report(client, "Unclear.")
    assert '"text": "Unclear."' in client.grader.exports.as_json(client.learner)
