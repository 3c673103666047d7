"""A draft that the database gives back damaged is ours to bear: it counts as none, and stops nothing."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import update

from grader.store.tables import items
from tests.grader.client import Client

DAMAGED = ("{", "", '["b"', '"no-such-option"', "42", '{"b": "b"}')


def _damage(client: Client, draft: str) -> None:
    broken = update(items).where(items.c.attempt == client.attempt, items.c.position == 1).values(draft=draft)
    client.store.write(lambda tx: tx.execute(broken))


def _begin(client: Client, draft: str) -> None:
    client.begin("challenge")
    client.save(client.wrong())
    _damage(client, draft)


@pytest.mark.parametrize("draft", DAMAGED)
def test_a_damaged_draft_is_shown_as_none_and_can_be_replaced(client: Client, draft: str) -> None:
    _begin(client, draft)
    assert client.item().draft is None
    assert client.save(client.right()).kind == "saved"
    assert client.item().draft == client.right()
    assert client.answer(client.right()).kind == "right"


@pytest.mark.parametrize("draft", DAMAGED)
def test_a_damaged_draft_closes_as_no_answer_when_time_is_up(client: Client, draft: str) -> None:
    _begin(client, draft)
    client.clock.move(hours=1)
    item = client.item()
    assert (item.state, item.close_reason, item.tries) == ("closed", "time-up", ())
    assert client.look().marks[0] == "unanswered"


def test_a_damaged_draft_is_exported_as_it_is_kept(client: Client) -> None:
    _begin(client, "{")
    client.clock.move(hours=1)
    client.look()
    kept = json.loads(client.grader.exports.as_json(client.learner))
    assert kept["attempts"][0]["problems"][0]["draft"] == "{"
