"""An author writes in an editor, and the preview beside it follows every save."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.looking import LOOKS, Look, Seen, scrolls_sideways, settle, violations
from tests.browser.payloads import PAYLOADS
from tests.problems import texts
from tests.support.app_server import wait_for_page
from tests.support.ports import free_port

pytestmark = pytest.mark.browser


@dataclass(frozen=True)
class Author:
    """A file in an editor, and where its preview is served."""

    path: Path
    url: str

    def save(self, text: str) -> None:
        self.path.write_text(text)

    def edit(self, old: str, new: str) -> None:
        text = self.path.read_text()
        assert old in text
        self.save(text.replace(old, new, 1))


@pytest.fixture
def author(tmp_path: Path) -> Iterator[Author]:
    path = texts.write_bank(tmp_path / "bank", texts.choice("one") + texts.order("two")) / "a.yaml"
    port, log = free_port(), tmp_path / "log.txt"
    command = [str(Path(sys.executable).with_name("cutover")), "problems", "preview", str(path)]
    command += ["--port", str(port)]
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=tmp_path, stdout=out, stderr=subprocess.STDOUT)
    url = f"http://127.0.0.1:{port}"
    try:
        wait_for_page(url, process, log)
        yield Author(path, url)
    finally:
        process.terminate()
        process.wait(20)
    assert url in log.read_text()


def _sees(page: Page, words: str) -> None:
    expect(page.get_by_text(words).first).to_be_visible()


def test_a_save_shows_without_a_reload(author: Author, open_page: OpenPage) -> None:
    seen = open_page(author.url)
    _sees(seen.page, "The Service selects")
    author.edit("**Which pods** receive its traffic?", "Who is served?")
    _sees(seen.page, "Who is served?")
    author.edit("title: Which pods get traffic?", "title: Who gets it?")
    expect(seen.page.get_by_role("heading", name="Who gets it?")).to_be_visible()
    assert not seen.conduct.errors


def test_a_tab_is_shown_at_its_line_over_the_last_sound_version(author: Author, open_page: OpenPage) -> None:
    page = open_page(author.url).page
    author.edit("  kind: choice", "\tkind: choice")
    _sees(page, "This is the last sound version")
    _sees(page, "a tab stands where only spaces may")
    _sees(page, "a.yaml:2:1")
    _sees(page, "2 |  kind: choice")
    _sees(page, "The Service selects")
    author.edit("\tkind: choice", "  kind: choice")
    expect(page.get_by_text("This is the last sound version")).to_have_count(0)


def test_an_author_needs_no_mouse(author: Author, open_page: OpenPage) -> None:
    page = open_page(author.url).page
    page.get_by_role("radio").first.focus()
    page.keyboard.press("2")
    # A pick reaches the server a moment after it was made.
    page.wait_for_timeout(900)
    settle(page)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", name="Solution")).to_be_visible()
    settle(page)  # the keys are those of the page that is being drawn
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("button", name="Answer", exact=True)).to_be_visible()
    page.locator("body").press("n")
    expect(page.locator(".ordering").first).to_be_visible()


def test_the_page_follows_the_problem_that_is_written(author: Author, open_page: OpenPage) -> None:
    page = open_page(author.url).page
    author.edit("- id: two", "- id: three")
    expect(page.locator(".ordering").first).to_be_visible()


@pytest.mark.parametrize("payload", [PAYLOADS[0], PAYLOADS[44], PAYLOADS[-1]])
def test_nothing_that_is_written_becomes_a_part_of_the_page(
    author: Author, open_page: OpenPage, payload: str
) -> None:
    seen = open_page(author.url)
    quoted = "'" + payload.replace("'", "''").replace("\n", " ") + "'"
    author.edit("title: Which pods get traffic?", f"title: {quoted}")
    author.edit("      why: Every label of the selector must match.", f"      why: {quoted}")
    _sees(seen.page, payload[:18])
    settle(seen.page)
    assert seen.page.evaluate("window.ran") is None
    assert not seen.conduct.dialogs
    assert not seen.conduct.outside


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_the_preview_is_readable_everywhere(author: Author, open_page: OpenPage, look: Look) -> None:
    author.edit("Every label of", "Every [OK] label of")
    seen: Seen = open_page(author.url, look)
    _sees(seen.page, "Warning W15")
    assert not scrolls_sideways(seen.page)
    assert violations(seen.page) == []


def test_no_other_site_can_read_the_page_by_a_name_of_its_own(author: Author) -> None:
    assert httpx.get(author.url, timeout=10).status_code == 200
    assert httpx.get(author.url, headers={"Host": "elsewhere.example"}, timeout=10).status_code == 400
