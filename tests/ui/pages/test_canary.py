"""Before a problem is closed, nothing that is sent holds a rationale, a solution or an unasked hint."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from grader.store import Store
from problems.model import Difficulty
from tests.grader.client import Client
from tests.grader.sample_bank import KINDS, make_bank, make_problem
from tests.ui.context import make_context
from tests.ui.pages.visitor import Visitor
from ui.app_context import installed

pytestmark = pytest.mark.timeout(60)

_DIFFICULTIES: tuple[Difficulty, ...] = ("easy", "medium", "hard")


@pytest.fixture(params=KINDS)
def one_kind(request: pytest.FixtureRequest, store: Store) -> Iterator[Visitor]:
    """A visitor whose bank has problems of one kind only."""
    bank = make_bank(
        make_problem(f"p{at}", request.param, difficulty=_DIFFICULTIES[at % 3], at=at) for at in range(30)
    )
    client = Client(store, bank)
    with installed(make_context(client)):
        yield Visitor(client)


def test_an_open_problem_sends_no_secret(one_kind: Visitor) -> None:
    for mode in ("challenge", "practice", "test"):
        one_kind.begin(mode)
        assert "What holds in" in one_kind.sent
        assert "CANARY" not in one_kind.sent


def test_a_saved_draft_changes_nothing_about_that(one_kind: Visitor) -> None:
    one_kind.begin("challenge")
    one_kind.client.save(one_kind.client.right())
    one_kind.open("challenge", attempt=one_kind.client.attempt)
    assert "CANARY" not in one_kind.sent


def test_no_state_of_a_problem_sends_an_author_s_id_of_a_piece(one_kind: Visitor) -> None:
    one_kind.begin("challenge")
    for act in (lambda: None, lambda: one_kind.client.save(one_kind.client.right()), one_kind.client.finish):
        act()
        one_kind.open("challenge", attempt=one_kind.client.attempt)
        ids = set(re.findall(r'"id": ?"([^"]*)"', one_kind.sent.replace("\\", "")))
        assert ids
        assert {one for one in ids if not re.fullmatch(r"piece-\d", one)} == set()


def test_a_wrong_try_explains_what_was_chosen_and_nothing_else(one_kind: Visitor) -> None:
    one_kind.begin("challenge")
    one_kind.client.answer(one_kind.client.wrong())
    one_kind.open("challenge", attempt=one_kind.client.attempt)
    sent = one_kind.sent.replace("\\", "")
    for secret in ("CANARY-hint", "CANARY-step", "CANARY-takeaway", "CANARY-mistake", "CANARY-source"):
        assert secret not in sent
    explained = {one.reason for tried in one_kind.client.item().tries for one in tried.rationales}
    assert set(re.findall(r"CANARY-why-\w+-p\d+", sent)) <= explained


def test_a_test_reveals_nothing_until_it_ends(one_kind: Visitor) -> None:
    one_kind.begin("test")
    for _ in range(3):
        one_kind.client.answer(one_kind.client.right())
        one_kind.open("test", attempt=one_kind.client.attempt)
        assert "CANARY" not in one_kind.sent
        one_kind.client.next()
    for page in ("home", "progress"):
        one_kind.open(page)
        assert "CANARY" not in one_kind.sent


def test_a_closed_problem_sends_what_it_has_to_teach(one_kind: Visitor) -> None:
    one_kind.begin("challenge")
    one_kind.client.answer(one_kind.client.right())
    one_kind.open("challenge", attempt=one_kind.client.attempt)
    assert "CANARY-takeaway" in one_kind.sent.replace("\\", "")
