"""What the garbage of a few clicks sets off."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from ui.web.tuning import collect_seldom


@pytest.fixture
def collections() -> Iterator[list[int]]:
    """The generations that were collected, in order."""
    thresholds, seen = gc.get_threshold(), list[int]()

    def note(phase: str, told: dict[str, int]) -> None:
        if phase == "start":
            seen.append(told["generation"])

    gc.callbacks.append(note)
    yield seen
    gc.callbacks.remove(note)
    gc.set_threshold(*thresholds)


def _clicks(count: int) -> None:
    """Leave 360 objects for each that only a collection can free."""
    for _ in range(count * 360):
        knot: list[object] = []
        knot.append(knot)


def test_a_few_clicks_set_off_no_collection_and_many_only_young_ones(collections: list[int]) -> None:
    collect_seldom()
    gc.collect()
    collections.clear()
    _clicks(20)
    assert collections == []
    _clicks(100)
    assert set(collections) == {0}
    assert len(collections) >= 3
