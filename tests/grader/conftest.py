"""A store in a file of its own for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.store import Store
from tests.grader.table import Table


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(f"sqlite:///{tmp_path}/cutover.db")
    yield opened
    opened.close()


@pytest.fixture
def table(store: Store) -> Table:
    return Table(store)
