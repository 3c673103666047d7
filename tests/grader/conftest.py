"""A store for each test, in turn on SQLite and on PostgreSQL, and a learner's client."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from grader.store import Store
from tests.grader.client import Client


@pytest.fixture
def store(database: str) -> Iterator[Store]:
    opened = Store.open(database)
    yield opened
    opened.close()


@pytest.fixture
def client(store: Store) -> Client:
    return Client(store)
