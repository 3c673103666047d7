"""When something is wrong: a sentence, the cure, and the answer still there; for authors, the places."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from problems.bank import Bank
from problems.errors import Finding
from tests.grader.client import Client
from tests.ui.context import SETTINGS, KnownDevice, Unreachable, make_context
from tests.ui.pages.visitor import Visitor
from ui.app_context import AppContext, installed
from ui.backend import Backend
from ui.errors import Closed
from ui.lab.services import LabServices
from ui.settings import Settings
from ui.widgets.notice import show_error

# A whole page is drawn, in a thread of its own.
pytestmark = pytest.mark.timeout(20)

_AWAY = "The database does not answer."


@pytest.fixture
def grader(visitor: Visitor) -> Iterator[Unreachable]:
    """The visitor's grader, whose store can be made to refuse."""
    grader = Unreachable(visitor.client.grader, _AWAY)
    with installed(make_context(visitor.client, grader=grader)):
        yield grader


def test_a_disk_that_is_full_leaves_the_answer_in_the_form_and_says_since_when(
    visitor: Visitor, grader: Unreachable
) -> None:
    visitor.begin("challenge")
    visitor.client.save(visitor.client.wrong())
    visitor.open("challenge", attempt=visitor.client.attempt)
    grader.refusing = {"items.answer", "items.save"}
    visitor.click("Answer")
    assert f"Not saved since 12:00. {_AWAY}" in visitor.text
    assert "Right." not in visitor.text
    grader.refusing = set()
    visitor.click("Try again")
    assert "Not saved" not in visitor.text
    visitor.click("Answer")
    assert "Not yet." in visitor.text


def test_a_database_that_went_away_leaves_the_problem_on_the_page(
    visitor: Visitor, grader: Unreachable
) -> None:
    visitor.begin("challenge")
    title = visitor.title
    grader.refusing = {"items.answer", "items.save", "attempts.look"}
    visitor.click("Answer")
    assert visitor.title == title
    assert f"Not saved yet. {_AWAY}" in visitor.text
    grader.refusing = set()
    visitor.click("Try again")
    assert visitor.client.item().tries_left == 2


def test_a_database_that_is_away_from_the_start_is_said_in_one_sentence(
    visitor: Visitor, grader: Unreachable
) -> None:
    grader.refusing = {"learners.of_device"}
    visitor.at.run()
    assert visitor.title == "Cutover cannot show this page"
    assert _AWAY in visitor.text
    assert not visitor.at.exception


def test_a_backend_that_cannot_be_opened_says_why_and_the_cure(visitor: Visitor) -> None:
    def refuse(_: Settings) -> Backend:
        raise Closed("There is no bank at /nowhere. Name a folder that holds a bank.yaml.")

    with installed(AppContext(SETTINGS, LabServices(), opener=refuse, devices=KnownDevice("device-1"))):
        visitor.at.run()
    assert "There is no bank at /nowhere. Name a folder that holds a bank.yaml." in visitor.text


def test_authors_see_each_mistake_by_place_with_its_cure_and_learners_the_rest(visitor: Visitor) -> None:
    sound = visitor.client.bank
    finding = Finding("new.yaml", 7, 5, "error", "E1", "`correct: true` stands 0 times", "Mark one option.")
    bank = Bank(sound.manifest, sound.problems, (finding,))
    client = Client(visitor.client.store, bank, visitor.client.clock)
    with installed(make_context(client)):
        visitor.open("bank")
        assert "`new.yaml:7:5`" in [line.value for line in visitor.at.markdown]
        for part in ("Error E1.", "stands 0 times", "Mark one option.", "40 sound problems are served"):
            assert part in visitor.text
        visitor.open().click("Start a challenge")
        assert visitor.title == "Problem 1 of 5"


def test_a_bank_without_mistakes_says_so(visitor: Visitor) -> None:
    visitor.open("bank")
    assert "There are none: 40 problems can be served." in visitor.text


def test_an_error_is_shown_as_a_reference_that_the_log_has(caplog: pytest.LogCaptureFixture) -> None:
    assert show_error(ValueError("the secret cause"))
    record = caplog.records[0]
    assert record.getMessage().startswith("page error ")
    assert record.exc_info is not None
