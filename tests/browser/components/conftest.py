"""The gallery of components, served once for all of their tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import pytest

from tests.browser.conftest import OpenPage
from tests.browser.looking import Look, Seen
from tests.support.app_server import served
from tests.support.ports import free_port

GALLERY = Path(__file__).parents[1] / "gallery.py"


class Show(Protocol):
    def __call__(self, what: str, look: Look = ...) -> Seen: ...


@pytest.fixture(scope="package")
def gallery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the running gallery."""
    with served(GALLERY, free_port(), {}, tmp_path_factory.mktemp("gallery") / "log.txt") as server:
        yield server.url


@pytest.fixture
def show(gallery: str, open_page: OpenPage) -> Show:
    """Opens one state of the gallery: `show("order")`, `show("clock&seconds=5")`."""

    def opened(what: str, look: Look = Look()) -> Seen:  # noqa: B008 - frozen
        return open_page(f"{gallery}/?show={what}", look)

    return opened
