"""A download comes back in once, marked again, and is believed in nothing but its answers."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.errors import Refused
from grader.rules.progress_file import LARGEST_FILE, MOST_ATTEMPTS, read_progress_file
from grader.service.progress_import import ImportReport
from tests.grader.client import Client

pytestmark = pytest.mark.timeout(20)


@pytest.fixture
def download(client: Client) -> dict[str, Any]:
    """What Ada takes away after a challenge with its first problem wrong once, the others right."""
    client.begin("challenge")
    client.answer(client.wrong())
    client.finish()
    taken: dict[str, Any] = json.loads(client.grader.exports.as_json(client.learner))
    return taken


@pytest.fixture
def grace(client: Client) -> str:
    return client.grader.learners.join("another-device", "Grace").id


def bring_in(client: Client, learner: str, content: object) -> ImportReport:
    file = read_progress_file(json.dumps(content).encode())
    return client.grader.progress_imports.bring_in(learner, file)


def test_a_download_brings_back_answers_skills_and_past_problems(
    client: Client, download: dict[str, Any], grace: str
) -> None:
    assert bring_in(client, grace, download) == ImportReport(imported=1, known=0, left_out=0)
    before = client.grader.progress.history(client.learner)
    after = client.grader.progress.history(grace)
    assert [(one.right, one.of, one.imported) for one in after.attempts] == [(5, 5, True)]
    assert after.skills == before.skills
    assert [one.mark for one in after.problems] == [one.mark for one in before.problems]
    (attempt,) = after.attempts
    past = client.grader.progress.past_item(grace, attempt.attempt, 1)
    assert [tried.verdict.outcome for tried in past.tries] == ["fail", "pass"]


def test_twice_is_once_and_ones_own_attempts_are_here_already(
    client: Client, download: dict[str, Any], grace: str
) -> None:
    bring_in(client, grace, download)
    assert bring_in(client, grace, download) == ImportReport(imported=0, known=1, left_out=0)
    assert bring_in(client, client.learner, download) == ImportReport(imported=0, known=1, left_out=0)
    assert len(client.grader.progress.history(grace).attempts) == 1
    again = json.loads(client.grader.exports.as_json(grace))
    assert bring_in(client, grace, again) == ImportReport(imported=0, known=1, left_out=0)


def test_an_import_earns_no_badge_and_counts_in_no_statistics(
    client: Client, download: dict[str, Any], grace: str
) -> None:
    assert client.grader.progress.home(client.learner).badges
    before = client.grader.statistics.first_answers()
    bring_in(client, grace, download)
    assert client.grader.progress.home(grace).badges == ()
    (attempt,) = client.grader.progress.history(grace).attempts
    assert client.grader.attempts.result(grace, attempt.attempt).badge is None
    assert client.grader.statistics.first_answers() == before


def test_marks_in_the_file_are_not_believed(client: Client, download: dict[str, Any], grace: str) -> None:
    (first, *_) = download["attempts"][0]["problems"]
    wrong = first["tries"][0] | {"right": True, "credit": 1.0}
    download["attempts"][0]["problems"] = [
        first | {"tries": [wrong], "points": 1.0, "close_reason": "right", "hints": 0}
    ]
    bring_in(client, grace, download)
    (attempt,) = client.grader.progress.history(grace).attempts
    assert (attempt.right, attempt.of) == (0, 1)


Change = Callable[[dict[str, Any]], object]


@pytest.mark.parametrize(
    "change",
    [
        lambda one: one.update(bank="another"),
        lambda one: one.update(finished_at=None),
        lambda one: one.update(finished_at="2999-01-01T00:00:00+00:00"),
        lambda one: one.update(started_at="2999-01-01T00:00:00+00:00"),
        lambda one: one.update(problems=[]),
        lambda one: [item.update(problem="unknown") for item in one["problems"]],
        lambda one: [item.update(closed_at=None) for item in one["problems"]],
        lambda one: [item.update(close_reason="withdrawn") for item in one["problems"]],
        lambda one: [item.update(started_at="2000-01-01T00:00:00+00:00") for item in one["problems"]],
        lambda one: [tried.update(answer=None) for item in one["problems"] for tried in item["tries"]],
    ],
)
def test_what_cannot_be_marked_is_left_out_and_counted(
    client: Client, download: dict[str, Any], grace: str, change: Change
) -> None:
    change(download["attempts"][0])
    assert bring_in(client, grace, download) == ImportReport(imported=0, known=0, left_out=1)
    assert client.grader.progress.history(grace).attempts == ()


@pytest.mark.parametrize("answer", ["no-such-option", ["a", "a"], {"x": 1}, 7, "", []])
def test_an_answer_that_the_problem_does_not_take_is_none(
    client: Client, download: dict[str, Any], grace: str, answer: object
) -> None:
    for item in download["attempts"][0]["problems"]:
        for tried in item["tries"]:
            tried["answer"] = answer
    bring_in(client, grace, download)
    (attempt,) = client.grader.progress.history(grace).attempts
    assert attempt.right == 0


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (lambda file: file.update(more=1), "more"),
        (lambda file: file.pop("attempts"), "attempts"),
        (lambda file: file["attempts"][0].update(id="../etc"), "attempts.0.id"),
        (lambda file: file["attempts"][0].update(mode="cheat"), "attempts.0.mode"),
        (lambda file: file["attempts"][0].update(started_at="2026-11-24T12:00:00"), "attempts.0.started_at"),
        (lambda file: file["attempts"][0]["problems"][0].update(hints=-1), "problems.0.hints"),
        (lambda file: file["attempts"][0]["problems"][0].update(hints="1"), "problems.0.hints"),
        (lambda file: file["attempts"].extend(file["attempts"] * MOST_ATTEMPTS), "attempts"),
    ],
)
def test_a_file_that_is_no_download_is_refused_with_its_place(
    download: dict[str, Any], change: Change, place: str
) -> None:
    change(download)
    with pytest.raises(Refused, match=place):
        read_progress_file(json.dumps(download).encode())


@pytest.mark.parametrize("text", [b"", b"[]", b"null", b"\xff", b"[" * 100_000, b'{"learner":'])
def test_what_is_no_json_object_is_refused(text: bytes) -> None:
    with pytest.raises(Refused, match="no download of My progress"):
        read_progress_file(text)


def test_too_large_a_file_is_refused_unread() -> None:
    with pytest.raises(Refused, match="larger than 8 MB"):
        read_progress_file(b" " * (LARGEST_FILE + 1))


@given(st.binary(max_size=200))
def test_any_bytes_are_refused_or_read(text: bytes) -> None:
    with pytest.raises(Refused):
        read_progress_file(text)


def test_a_learner_brings_in_no_more_than_a_limit(
    client: Client, download: dict[str, Any], grace: str
) -> None:
    (one,) = download["attempts"]
    one["problems"] = one["problems"][:1]
    many = [one | {"id": f"{number:032x}"} for number in range(MOST_ATTEMPTS)]
    assert bring_in(client, grace, download | {"attempts": many}).imported == MOST_ATTEMPTS
    with pytest.raises(Refused, match="Up to 500 attempts"):
        bring_in(client, grace, download | {"attempts": [one | {"id": "f" * 32}]})


def test_an_imported_test_is_not_extended(client: Client, grace: str) -> None:
    client.begin("test")
    client.finish(right=False)
    taken = json.loads(client.grader.exports.as_json(client.learner))
    assert bring_in(client, grace, taken).imported == 1
    (attempt,) = client.grader.progress.history(grace).attempts
    assert not client.grader.attempts.result(grace, attempt.attempt).may_extend
