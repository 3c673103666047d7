"""What the tests of the pages and of their routes lean on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

# The imports without a use: each takes a good part of the 2 s that a test has.
import pandas as pd  # noqa: F401 - Streamlit loads it for the first list to pick from
import pytest

import grader.service
import grader.store.migrate  # noqa: F401
import ui.author.try_out  # noqa: F401
from grader.store import Store
from tests.grader.client import Client


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Client]:
    """A learner at a grader with a store of its own."""
    store = Store.open(f"sqlite:///{tmp_path}/cutover.db")
    yield Client(store)
    store.close()
