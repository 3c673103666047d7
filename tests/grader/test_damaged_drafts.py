"""A draft that the database gives back damaged is ours to bear: it counts as none, and stops nothing."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import update

from grader.store.tables import items
from tests.grader.table import Table

DAMAGED = ("{", "", '["b"', '"no-such-option"', "42", '{"b": "b"}')


def _damage(table: Table, draft: str) -> None:
    broken = update(items).where(items.c.attempt == table.attempt, items.c.position == 1).values(draft=draft)
    table.store.write(lambda tx: tx.execute(broken))


def _begin(table: Table, draft: str) -> None:
    table.begin("challenge")
    table.save(table.wrong())
    _damage(table, draft)


@pytest.mark.parametrize("draft", DAMAGED)
def test_a_damaged_draft_is_shown_as_none_and_can_be_replaced(table: Table, draft: str) -> None:
    _begin(table, draft)
    assert table.item().draft is None
    assert table.save(table.right()).kind == "saved"
    assert table.item().draft == table.right()
    assert table.answer(table.right()).kind == "right"


@pytest.mark.parametrize("draft", DAMAGED)
def test_a_damaged_draft_closes_as_no_answer_when_time_is_up(table: Table, draft: str) -> None:
    _begin(table, draft)
    table.clock.move(hours=1)
    item = table.item()
    assert (item.state, item.close_reason, item.tries) == ("closed", "time-up", ())
    assert table.look().marks[0] == "unanswered"


def test_a_damaged_draft_is_exported_as_it_is_kept(table: Table) -> None:
    _begin(table, "{")
    table.clock.move(hours=1)
    table.look()
    kept = json.loads(table.grader.export_json(table.learner))
    assert kept["attempts"][0]["problems"][0]["draft"] == "{"
