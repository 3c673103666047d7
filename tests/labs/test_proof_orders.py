"""Every order is tried in the pod, and what is accepted must be just what is safe."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from labs.proofs.programs.permutations import Permutation, report
from labs.proofs.snippet import evidence_of_orders

STEPS, RIGHT = ("up", "flip", "down"), [("up", "flip", "down")]


def _broken(order: Permutation) -> str:
    for before, after in (("up", "flip"), ("flip", "down")):
        if order.index(before) > order.index(after):
            return f"`{after}` comes before `{before}`"
    return "`early` breaks something" if "early" in order else ""


def _told(right: Sequence[Permutation], strays: tuple[str, ...] = ("early",)) -> Any:
    return json.loads(json.dumps(report(_broken, STEPS, strays, right)))


def test_all_orders_are_tried_and_every_stray_step_at_every_place() -> None:
    said = _told(RIGHT)
    assert said["tried"] == 6
    assert said["safe"] == [["up", "flip", "down"]]
    assert [order for order, _ in said["near"]] == [["flip", "up", "down"], ["up", "down", "flip"]]
    assert len(said["stray"]) == 4


def test_the_accepted_orders_hold_and_their_neighbours_do_not() -> None:
    model, *others = evidence_of_orders(RIGHT, _told(RIGHT), "code")
    assert (model.key, model.held) == (True, True)
    assert model.why == "Of 6 orders only the accepted one is safe."
    assert {(one.key, one.held) for one in others} == {(False, False)}
    assert others[0].why == "`flip` comes before `up`"


def test_an_edge_too_few_accepts_an_order_that_is_not_safe() -> None:
    loose = [*RIGHT, ("up", "down", "flip")]
    model = next(iter(evidence_of_orders(loose, _told(loose), "code")))
    assert not model.held
    assert model.why == "up > down > flip is accepted and not safe."


def test_a_stray_step_that_breaks_nothing_holds_and_is_no_key() -> None:
    seen = list(evidence_of_orders(RIGHT, _told(RIGHT, strays=("idle",)), "code"))
    assert next(one.name for one in seen if one.held and not one.key) == "idle > up > flip > down"
