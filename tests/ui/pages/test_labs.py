"""Labs without a cluster: the list, a lab before it is begun, and the report that one left."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

# Here, and not first in a session's thread, where the warnings of an import would be errors.
import labs.session.runner  # noqa: F401
from grader.clock import now
from grader.rules.lab_attempt import LabEnd
from labs.checks.timeline import SecondCounts
from labs.session.report import ClassView, LabReport
from problems.verdict import Verdict
from tests.grader.client import CHECKS, Client
from tests.ui.context import make_context
from tests.ui.pages.visitor import Visitor
from ui.app_context import AppContext, installed
from ui.lab import report_export
from ui.lab.catalogue import LabCatalogue, offer
from ui.lab.session import LabSession, LabSessionState
from ui.widgets.text import escaped

pytestmark = pytest.mark.timeout(30)

SLUG = "one-field-switch"
SCENARIOS = LabCatalogue().scenarios
SEEN = ClassView(
    name="fresh",
    title="New connections",
    rate=20,
    seconds=(SecondCounts(0, blue=20), SecondCounts(1, blue=13, failed=7), SecondCounts(2, green=20)),
    failed=7,
    of=60,
    unsure=0,
    how={"refused": 7},
    first_green=2.0,
    last_blue=1.9,
    to_switch=0.4,
    to_roll_back=None,
    summary="blue until 0:01, then 7 failed until 0:02, then green",
)
FAILED = Verdict("fail", "7 of 60 new connections failed.")
REPORT = LabReport(
    slug=SLUG,
    title="The switch is one field",
    phase="closed",
    elapsed=3.0,
    remaining=597.0,
    runs=2,
    solution_shown=True,
    classes=(SEEN,),
    services=(),
    pods=(),
    checks=(),
    changes=(),
    moments=(),
    verdict=FAILED,
)


@pytest.fixture(autouse=True)
def _no_cluster(tmp_path: Path, context: AppContext, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine on which nobody has made a cluster."""
    monkeypatch.setenv("CUTOVER_LABS_FOLDER", str(tmp_path / "labs"))
    monkeypatch.setenv("CUTOVER_LABS_CLUSTER_NAME", "cutover-nobody-made-this")
    yield
    context.labs.sessions.abandon()


def test_without_a_cluster_the_labs_can_be_read_and_the_command_is_named(visitor: Visitor) -> None:
    visitor.open("lab")
    assert "No lab can be opened now." in visitor.text
    assert "`cutover labs" in visitor.text
    assert visitor.text.count("minutes, ") == len(SCENARIOS)


def test_a_lab_has_an_address_to_come_back_to(visitor: Visitor) -> None:
    visitor.open("lab").click("Read the lab")
    assert visitor.title == "1 · The switch is one field"
    assert visitor.at.query_params["lab"] == SLUG
    assert visitor.reload().title == "1 · The switch is one field"


def test_a_problem_links_to_its_lab_and_says_where_there_is_none(visitor: Visitor) -> None:
    known, unknown = visitor.client.bank, "not-made-yet"
    for lab, linked in ((SLUG, True), (unknown, False)):
        every = {name: one.model_copy(update={"lab": lab}) for name, one in known.problems.items()}
        client = Client(visitor.client.store, replace(known, problems=every), visitor.client.clock)
        with installed(make_context(client)):
            page = Visitor(client).begin("challenge")
            client.answer(client.right())
            page.open("challenge", attempt=client.attempt)
        found = [link.proto.query_string for link in page.at.get("page_link")]
        assert found == ([f"lab={SLUG}"] if linked else [])
        missing = escaped(f"Its lab, {unknown}, is not part of this Cutover.")
        assert (missing in [caption.value for caption in page.at.caption]) is not linked


def test_a_lab_leads_to_the_problems_of_its_skill(visitor: Visitor) -> None:
    bank = visitor.client.bank
    same = [one for one in bank.problems.values() if one.skill == "selector-switch"]
    asked = min(len(same), bank.manifest.practice)
    visitor.open("lab", lab=SLUG).click("Practise this skill")
    going = visitor.client.grader.progress.home(visitor.client.learner).going
    assert [one.mode for one in going] == ["practice"]
    visitor.client.attempt = going[0].attempt
    assert len(visitor.client.look().marks) == asked
    for position in range(1, asked + 1):
        visitor.client.grader.attempts.go(visitor.client.learner, going[0].attempt, position)
        problem = visitor.client.item().problem
        assert problem is not None
        assert problem.skill == "selector-switch"
    visitor.open("lab", lab=SLUG)
    assert f"Continue: Practice {asked}/{asked}" in visitor.buttons


def test_a_lab_cannot_be_begun_without_a_cluster(visitor: Visitor) -> None:
    visitor.open("lab", lab=SLUG)
    assert "This lab cannot be opened now." in visitor.text
    assert "Open the lab" not in visitor.buttons


def test_a_lab_that_is_not_there_says_so(visitor: Visitor) -> None:
    for query in ({"lab": "../../etc"}, {"attempt": "0" * 32}):
        assert visitor.open("lab", **query).title == "This lab is not here"


def test_no_page_sends_a_solution_a_hint_or_a_wrong_answer_before_its_time(visitor: Visitor) -> None:
    visitor.open("lab")
    sent = visitor.sent
    for slug, scenario in SCENARIOS.items():
        sent += visitor.open("lab", lab=slug).sent
        lab = visitor.client.begin_lab(replace(offer(scenario)))
        sent += visitor.open("lab", attempt=lab.id).sent
        for secret in (
            *scenario.solution.run,
            *scenario.solution.steps,
            *scenario.hints,
            scenario.wrong[0].title,
        ):
            assert _bare(secret) not in _bare(sent), f"{slug}: {secret}"
        visitor.client.grader.labs.end(visitor.client.learner, lab.id, LabEnd(FAILED, CHECKS, None))


def test_a_solution_that_was_asked_for_is_sent(visitor: Visitor) -> None:
    scenario = SCENARIOS[SLUG]
    lab = visitor.client.begin_lab(offer(scenario))
    visitor.client.grader.labs.reveal_solution(visitor.client.learner, lab.id)
    sent = visitor.open("lab", attempt=lab.id).sent
    assert _bare(scenario.solution.steps[0]) in _bare(sent)


def test_a_cluster_that_is_gone_is_a_sentence_with_its_cure_and_a_retry(
    visitor: Visitor, context: AppContext
) -> None:
    visitor.client.clock.now = now()  # sessions have the real clock
    lab = visitor.client.begin_lab(offer(SCENARIOS[SLUG]))
    visitor.open("lab", attempt=lab.id)
    session = context.labs.sessions.find(lab.id)
    assert session is not None
    for _ in range(2):
        _wait_until(session, "stuck")
        visitor.open("lab", attempt=lab.id)
        assert "No cluster is up. `cutover labs up` makes one." in visitor.text
        visitor.click("Try again")
    assert visitor.client.grader.labs.look(visitor.client.learner, lab.id).ended_at is None


def test_a_lab_that_never_began_can_be_ended_and_says_nothing_of_its_learner(
    visitor: Visitor, context: AppContext
) -> None:
    visitor.client.clock.now = now()  # sessions have the real clock
    lab = visitor.client.begin_lab(offer(SCENARIOS[SLUG]))
    visitor.open("lab", attempt=lab.id)
    session = context.labs.sessions.find(lab.id)
    assert session is not None
    _wait_until(session, "stuck")
    visitor.open("lab", attempt=lab.id).click("End it now")
    _wait_until(session, "over")
    ended = visitor.client.grader.labs.look(visitor.client.learner, lab.id)
    assert (ended.verdict, ended.checks) == (report_export.NOT_RUNNING.verdict, ())
    visitor.open("lab", attempt=lab.id)
    assert "The lab was not running when it ended. It says nothing of you." in visitor.text
    assert "A solution" not in visitor.text
    other = replace(offer(SCENARIOS[SLUG]), slug="the-wrong-order")
    assert visitor.client.begin_lab(other).id != lab.id


def test_a_report_says_who_failed_how_long_it_took_and_why_it_counts_so(visitor: Visitor) -> None:
    lab = visitor.client.begin_lab()
    visitor.client.grader.labs.end(
        visitor.client.learner, lab.id, replace(report_export.end_of(REPORT), checks=CHECKS)
    )
    visitor.open("lab", attempt=lab.id)
    assert "Not yet. 7 of 60 new connections failed." in visitor.text.replace("*", "")
    assert "New connections: 7 of 60 failed. 0.4 s to switch." in visitor.text.replace("*", "")
    assert "Checks: 3 of 5 points" in visitor.text
    assert "cutover.picture" in visitor.sent
    labels = [one.proto.label for one in visitor.at.get("link_button")]
    assert labels == ["Download the report", "Download it as JSON"]


def test_a_report_comes_back_from_the_store_as_it_went(visitor: Visitor) -> None:
    lab = visitor.client.begin_lab()
    lab = visitor.client.grader.labs.end(visitor.client.learner, lab.id, report_export.end_of(REPORT))
    assert report_export.stored_report(lab) == REPORT
    assert "| New connections | 7 of 60 failed | 0.4 s | – |" in report_export.as_text(lab, REPORT)


def test_a_report_with_the_field_names_of_an_older_cutover_is_read(visitor: Visitor) -> None:
    lab = visitor.client.begin_lab()
    end = report_export.end_of(REPORT)
    raw = json.loads(end.report or "")
    raw["tries"], raw["acts"] = raw.pop("runs"), raw.pop("changes")
    raw["verdict"] = {"verdict": raw["verdict"], "earned": 3, "points": 5, "checks": []}
    raw["classes"][0]["told"] = raw["classes"][0].pop("summary")
    lab = visitor.client.grader.labs.end(visitor.client.learner, lab.id, replace(end, report=json.dumps(raw)))
    assert report_export.stored_report(lab) == REPORT


def test_a_report_of_another_version_leaves_verdict_and_checks(visitor: Visitor) -> None:
    lab = visitor.client.begin_lab()
    visitor.client.grader.labs.end(visitor.client.learner, lab.id, LabEnd(FAILED, CHECKS, '{"old": 1}'))
    visitor.open("lab", attempt=lab.id)
    assert "7 of 60 new connections failed." in visitor.text
    assert "Checks: 3 of 5 points" in visitor.text


def test_labs_are_among_my_progress(visitor: Visitor) -> None:
    lab = visitor.client.begin_lab()
    visitor.client.grader.labs.end(visitor.client.learner, lab.id, LabEnd(FAILED, CHECKS, None))
    visitor.open("progress")
    assert "Not yet, 3 of 5" in visitor.text


def _bare(text: str) -> str:
    """Letters, digits and little else: escapes of markdown, JSON and protobuf gone."""
    return "".join(letter for letter in text if letter.isalnum())


def _wait_until(session: LabSession, state: LabSessionState) -> None:
    until = time.monotonic() + 15
    while session.view.state != state and time.monotonic() < until:
        time.sleep(0.05)
    assert session.view.state == state
