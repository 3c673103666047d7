"""An app with a made-up bank, a store of its own, and a browser that is known by its device."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.store import Store
from tests.grader.client import Client
from tests.ui.context import make_context
from tests.ui.pages.visitor import Visitor
from ui.app_context import AppContext, installed


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(f"sqlite:///{tmp_path}/cutover.db")
    yield opened
    opened.close()


@pytest.fixture
def client(store: Store) -> Client:
    return Client(store)


@pytest.fixture
def context(client: Client) -> Iterator[AppContext]:
    """The installed app context; a test that needs another installs it over this one."""
    with installed(make_context(client)) as context:
        yield context


@pytest.fixture
def visitor(client: Client, context: AppContext) -> Visitor:
    """Ada, at home in her browser."""
    return Visitor(client)
