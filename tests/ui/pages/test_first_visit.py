"""Who comes for the first time is asked for a name, and for nothing else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from problems.proofs.evidence_count import count_evidence
from tests.grader.client import Client
from tests.ui.context import SETTINGS, KnownDevice, make_context
from tests.ui.pages.visitor import Visitor
from ui.app_context import AppContext, installed
from ui.backend import Backend
from ui.lab.services import LabServices
from ui.settings import Settings

# A whole page is drawn, in a thread of its own.
pytestmark = pytest.mark.timeout(20)

_STRANGER = "s" * 32


@pytest.fixture
def stranger(client: Client) -> Iterator[Visitor]:
    """Somebody whose browser has a device that the grader does not know."""
    with installed(make_context(client, KnownDevice(_STRANGER))):
        yield Visitor(client)


def test_a_name_is_all_it_takes_to_start(stranger: Visitor) -> None:
    stranger.open()
    stranger.at.text_input(key="join-name").set_value("  Grace  ")
    stranger.click("Start learning")
    assert stranger.title == "Made-up deployment"
    assert "Grace\u2069, 40 problems to learn from" in stranger.text


def test_a_stranger_is_welcomed_before_the_database_is_open(client: Client) -> None:
    openings: list[str] = []

    def opener(_: Settings) -> Backend:
        openings.append("asked")
        return Backend(client.grader, "a test's folder")

    devices = KnownDevice(None)
    devices.device = devices.new_device()
    with installed(AppContext(SETTINGS, LabServices(), opener=opener, devices=devices)):
        stranger = Visitor(client).open()
        assert stranger.title == "Become good at blue-green deployment"
        assert openings == []
        stranger.at.text_input(key="join-name").set_value("Grace")
        stranger.click("Start learning")
        assert stranger.title == "Made-up deployment"
        assert openings == ["asked"]


def test_an_address_deep_inside_asks_for_the_name_first_and_then_shows_its_page(stranger: Visitor) -> None:
    stranger.open("help")
    stranger.open("settings")
    assert stranger.title == "Become good at blue-green deployment"
    stranger.at.text_input(key="join-name").set_value("Grace")
    stranger.click("Start learning")
    assert stranger.title == "Settings"


def test_a_blank_name_is_refused_kindly(stranger: Visitor) -> None:
    stranger.open()
    stranger.at.text_input(key="join-name").set_value("   ")
    stranger.click("Start learning")
    assert "Write a name first; any will do." in stranger.text


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", "**Ada**", ":material/face:", "$x^2$", "[a](http://b)"]
)
def test_a_name_is_shown_as_it_was_typed(stranger: Visitor, name: str) -> None:
    stranger.open()
    stranger.at.text_input(key="join-name").set_value(name)
    stranger.click("Start learning")
    assert name in stranger.text
    assert name not in "\n".join(caption.value for caption in stranger.at.caption)


def test_a_browser_without_the_cookie_is_told_what_is_missing(client: Client) -> None:
    with installed(make_context(client, KnownDevice(None))):
        visitor = Visitor(client).open()
    assert visitor.title == "Cutover needs a cookie"
    assert visitor.buttons == []


def test_a_code_from_another_device_brings_everything_along(stranger: Visitor) -> None:
    client = stranger.client
    client.begin("challenge")
    code = client.grader.learners.link_code(client.learner).code
    stranger.open()
    stranger.at.text_input(key="join-code").set_value(f"{code[:4]} {code[4:].lower()}")
    stranger.click("Continue here")
    assert "Ada" in stranger.text
    assert "Challenge 1/5" in stranger.text


def test_a_wrong_code_opens_nothing(stranger: Visitor) -> None:
    stranger.open()
    stranger.at.text_input(key="join-code").set_value("ABCDEFGH")
    stranger.click("Continue here")
    assert stranger.title == "Become good at blue-green deployment"
    assert len(stranger.at.error) == 1
    assert stranger.at.expander[0].proto.expanded
    assert len(stranger.at.expander[0].error) == 1
    stranger.at.text_input(key="join-name").set_value("Grace")
    stranger.click("Start learning")
    assert len(stranger.at.error) == 0


def test_a_sample_can_be_tried_without_a_name_and_tells_no_key_and_stores_nothing(
    stranger: Visitor,
) -> None:
    stranger.open()
    stranger.click("Try one problem first")
    assert stranger.title.startswith("Problem p")
    assert "CANARY" not in stranger.sent
    stranger.open("sample").click("Show the solution")
    assert "CANARY-takeaway" in stranger.text
    assert stranger.client.grader.learners.of_device(_STRANGER) is None
    stranger.click("Start with your name")
    assert "Start learning" in stranger.buttons


def test_the_welcome_counts_what_was_executed(stranger: Visitor) -> None:
    stranger.open()
    count = count_evidence(SETTINGS.bank)
    assert count.keys > 0
    assert f"{count.keys} answers executed" in stranger.text
    assert f"{count.wrong_answers} wrong answers" in stranger.text
