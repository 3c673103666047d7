"""A verdict says what it is worth, and why that is neither nothing nor everything."""

from __future__ import annotations

from dataclasses import replace

import pytest

from grader.views.attempts import ItemMark, ItemView
from tests.grader.client import Client
from ui.attempt.verdict import score_line, verdict_lines, verdict_look


def _closed(client: Client, *, wrong_tries: int = 0, hints: int = 0) -> ItemView:
    """The first problem of a challenge, a choice or one of several pieces, answered rightly in the end."""
    client.begin("challenge")
    for number in range(1, hints + 1):
        client.hint(number)
    for number in range(wrong_tries):
        client.answer(client.wrong(number))
    client.answer(client.right())
    return client.item()


def test_a_full_point_needs_no_reason(client: Client) -> None:
    assert score_line(_closed(client)) == "One point."


def test_a_hint_is_named_as_what_it_cost(client: Client) -> None:
    assert score_line(_closed(client, hints=1)) == "Three quarters of a point: a hint was open."


@pytest.mark.parametrize("mark", ["wrong", "right"])
def test_part_of_a_point_always_has_a_reason(client: Client, mark: ItemMark) -> None:
    item = replace(_closed(client, wrong_tries=1), points=0.5, mark=mark)
    assert score_line(item).startswith("Half a point: ")


def test_time_up_without_an_answer_has_a_look_of_its_own(client: Client) -> None:
    client.begin("challenge")
    client.clock.move(minutes=10)
    item = client.item()
    assert verdict_look(item) == "verdict-time-up"
    assert verdict_lines(item) == ["Time is up\\. No answer was saved\\."]
    assert score_line(item) == ""
