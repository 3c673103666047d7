"""A served app and a real Chromium: what every browser test starts from.

`serve` starts any Streamlit script on a free port, `serve_app` Cutover itself, `open_page` looks at a URL.
A page that was opened keeps account of its conduct (`tests/browser/looking.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.journeys.bank import write_bank
from tests.browser.looking import Conduct, Look, Seen, settle
from tests.support.app_server import ROOT, Server, served
from tests.support.chromium import ARGUMENTS, CHROMIUM
from tests.support.ports import free_port

# Two cores may be busy with other tests; an idle machine answers within a tenth of a second.
expect.set_options(timeout=20_000)


class Serve(Protocol):
    def __call__(self, script: Path, *, port: int | None = None, **environment: str) -> Server: ...


class ServeApp(Protocol):
    def __call__(self, *, port: int | None = None, **settings: str) -> Server: ...


class OpenPage(Protocol):
    def __call__(self, url: str, look: Look = ...) -> Seen: ...


# Playwright keeps an event loop running while it lives: it ends with this folder, and later tests run theirs.
@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serve]:
    """Starts scripts; each runs until the module's tests are done, or until the test stops it."""
    with ExitStack() as running:

        def start(script: Path, *, port: int | None = None, **environment: str) -> Server:
            log = tmp_path_factory.mktemp("server") / "log.txt"
            return running.enter_context(served(script, port or free_port(), environment, log))

        yield start


@pytest.fixture(scope="module")
def serve_app(serve: Serve, tmp_path_factory: pytest.TempPathFactory) -> ServeApp:
    """Starts Cutover; `serve_app(bank="...")` sets CUTOVER_BANK.

    Without `data` its data lies in a new folder. The same `data` and `port` again is a restart.
    """

    def start(*, port: int | None = None, **settings: str) -> Server:
        given = {"data": str(tmp_path_factory.mktemp("data")), **settings}
        environment = {f"CUTOVER_{name.upper()}": value for name, value in given.items()}
        return serve(ROOT / "app.py", port=port, **environment)

    return start


@pytest.fixture(scope="package")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Cutover with the bank that tests make up, one for all tests of a worker that change no settings.

    They do not meet: each comes with a browser profile of its own.
    """
    folder = tmp_path_factory.mktemp("app")
    settings = {"CUTOVER_BANK": str(write_bank(folder / "bank")), "CUTOVER_DATA": str(folder / "data")}
    with served(ROOT / "app.py", free_port(), settings, folder / "log.txt") as server:
        yield server.url


@pytest.fixture
def open_page(chromium: Browser) -> Iterator[OpenPage]:
    """Opens a URL in a browser profile of its own and waits until the script has run."""
    with ExitStack() as profiles:

        def look_at(url: str, look: Look = Look()) -> Seen:  # noqa: B008 - frozen
            profile = profiles.enter_context(look.profile(chromium))
            page, conduct = profile.new_page(), Conduct()
            conduct.watch(page, urlsplit(url).netloc)
            page.goto(url)
            settle(page)
            return Seen(page, conduct)

        yield look_at
