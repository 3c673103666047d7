"""Before a problem is closed, nothing that is sent holds a rationale, a solution or an unasked hint."""

from __future__ import annotations

import re

import pytest

from problems.model import Difficulty
from tests.grader.bank import KINDS, make_bank, make_problem
from tests.grader.table import Table
from tests.ui.pages.visitor import Visitor
from ui import app_context as house
from ui.app_context import House

pytestmark = pytest.mark.timeout(60)

_DIFFICULTIES: tuple[Difficulty, ...] = ("easy", "medium", "hard")


@pytest.fixture(params=KINDS)
def sitting(request: pytest.FixtureRequest, visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> Visitor:
    """A visitor whose bank has problems of one kind only."""
    bank = make_bank(
        make_problem(f"p{at}", request.param, difficulty=_DIFFICULTIES[at % 3], at=at) for at in range(30)
    )
    table = Table(visitor.table.store, bank, seed=2)
    monkeypatch.setattr(house._keeper, "_house", House(bank, table.grader, "a test's folder"))
    monkeypatch.setattr("ui.device.device_in", lambda _: "device-2")
    return Visitor(table)


def test_an_open_problem_sends_no_secret(sitting: Visitor) -> None:
    for mode in ("challenge", "practice", "test"):
        sitting.begin(mode)
        assert "What holds in" in sitting.sent
        assert "CANARY" not in sitting.sent


def test_a_saved_draft_changes_nothing_about_that(sitting: Visitor) -> None:
    sitting.begin("challenge")
    sitting.table.save(sitting.table.right())
    sitting.open("challenge", attempt=sitting.table.attempt)
    assert "CANARY" not in sitting.sent


def test_no_state_of_a_problem_sends_an_author_s_id_of_a_piece(sitting: Visitor) -> None:
    sitting.begin("challenge")
    for act in (lambda: None, lambda: sitting.table.save(sitting.table.right()), sitting.table.finish):
        act()
        sitting.open("challenge", attempt=sitting.table.attempt)
        ids = set(re.findall(r'"id": ?"([^"]*)"', sitting.sent.replace("\\", "")))
        assert ids
        assert {one for one in ids if not re.fullmatch(r"piece-\d", one)} == set()


def test_a_wrong_try_explains_what_was_chosen_and_nothing_else(sitting: Visitor) -> None:
    sitting.begin("challenge")
    sitting.table.answer(sitting.table.wrong())
    sitting.open("challenge", attempt=sitting.table.attempt)
    sent = sitting.sent.replace("\\", "")
    for secret in ("CANARY-hint", "CANARY-step", "CANARY-takeaway", "CANARY-mistake", "CANARY-source"):
        assert secret not in sent
    explained = {why.why for one in sitting.table.item().tries for why in one.whys}
    assert set(re.findall(r"CANARY-why-\w+-p\d+", sent)) <= explained


def test_a_test_reveals_nothing_until_it_ends(sitting: Visitor) -> None:
    sitting.begin("test")
    for _ in range(3):
        sitting.table.answer(sitting.table.right())
        sitting.open("test", attempt=sitting.table.attempt)
        assert "CANARY" not in sitting.sent
        sitting.table.next()
    for page in ("home", "progress"):
        sitting.open(page)
        assert "CANARY" not in sitting.sent


def test_a_closed_problem_sends_what_it_has_to_teach(sitting: Visitor) -> None:
    sitting.begin("challenge")
    sitting.table.answer(sitting.table.right())
    sitting.open("challenge", attempt=sitting.table.attempt)
    assert "CANARY-takeaway" in sitting.sent.replace("\\", "")
