"""A house with a made-up bank, a store of its own, and a browser that is known by its device."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.store import Store
from tests.grader.table import Table
from tests.ui.pages.visitor import Visitor
from ui import app_context as house
from ui import device as identity


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(f"sqlite:///{tmp_path}/cutover.db")
    yield opened
    opened.close()


@pytest.fixture
def table(store: Store) -> Table:
    return Table(store)


@pytest.fixture
def visitor(table: Table, monkeypatch: pytest.MonkeyPatch) -> Visitor:
    """Ada, at home in her browser."""
    monkeypatch.setattr(house._keeper, "_house", house.House(table.bank, table.grader, "a test's folder"))
    monkeypatch.setattr(identity, "device_in", lambda _: "device-1")
    return Visitor(table)
