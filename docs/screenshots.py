"""Draws the pictures of the README from the real app: `.venv/bin/python docs/screenshots.py`.

Serves Cutover with the shipped bank and a data folder of its own, takes a challenge in Chromium in light and
in dark, and writes docs/img/*.png with few enough colours to be small.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import httpx
from PIL import Image
from playwright.sync_api import BrowserContext, Page, sync_playwright

from grader.rules.marking import right_answer
from grader.service import Grader
from grader.store import Store
from problems.answer import to_raw
from problems.reading.reader import read_bank
from ui.device import DeviceCookies
from ui.settings import read_settings

_IMAGES = Path(__file__).parent / "img"
CHROMIUM = "/usr/bin/chromium"
_SHOWN = "[data-testid=stApp][data-test-script-state=notRunning][data-test-connection-state=CONNECTED]"
_PATIENCE_MS = 90_000


def main() -> None:
    _IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as data, sync_playwright() as playwright:
        os.environ |= {"CUTOVER_DATA": data, "CUTOVER_PORT": str(free_port())}
        with served(f"http://127.0.0.1:{os.environ['CUTOVER_PORT']}") as address:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            settings = read_settings()
            grader = Grader(Store.open(settings.database), read_bank(settings.bank))
            for scheme in ("light", "dark"):
                size = {"width": 1080, "height": 760}
                profile = browser.new_context(viewport=size, color_scheme=scheme)
                _take_challenge(profile, address, grader, scheme)
            phone = browser.new_context(
                viewport={"width": 390, "height": 780}, color_scheme="light", device_scale_factor=2
            )
            _show_phone(phone, address)
            browser.close()


def _take_challenge(profile: BrowserContext, address: str, grader: Grader, scheme: str) -> None:
    page = joined(profile, address)
    keep(page, f"home-{scheme}")
    click(page, "Start a challenge")
    click(page, "Start the clock")
    page.locator(".options .card label").nth(1).click()
    page.get_by_text("Saved ").wait_for()
    keep(page, f"problem-{scheme}")
    _answer_rightly(profile, page, grader)
    keep(page, f"solution-{scheme}")
    for _ in range(4):
        click(page, "Next problem")
        click(page, "Start the clock")
        _answer_rightly(profile, page, grader)
    click(page, "See the result")
    page.locator("svg[role=img]").wait_for()
    keep(page, f"badge-{scheme}")


def _show_phone(profile: BrowserContext, address: str) -> None:
    page = joined(profile, address)
    click(page, "Start a challenge")
    click(page, "Start the clock")
    page.locator(".options .card label").nth(1).click()
    page.get_by_text("Saved ").wait_for()
    keep(page, "phone")


def joined(profile: BrowserContext, address: str) -> Page:
    page = profile.new_page()
    page.set_default_timeout(_PATIENCE_MS)
    page.goto(address)
    page.get_by_label("Your name").fill("Ada Lovelace")
    click(page, "Start learning")
    return page


def _answer_rightly(profile: BrowserContext, page: Page, grader: Grader) -> None:
    """As another window of the same learner would, since the key is not in this one."""
    cookies = {one["name"]: one["value"] for one in profile.cookies()}
    learner = grader.learners.of_device(DeviceCookies(read_settings()).find(cookies) or "")
    assert learner is not None
    going = grader.progress.home(learner.id).going[0]
    item = grader.attempts.look(learner.id, going.attempt).item
    assert item.problem is not None
    key = to_raw(right_answer(read_bank(read_settings().bank).problems[item.problem.id]))
    grader.items.answer(learner.id, going.attempt, item.position, key)
    page.reload()
    _settle(page)


def click(page: Page, words: str) -> None:
    page.get_by_role("button", name=words, exact=True).first.click()
    page.wait_for_timeout(200)
    _settle(page)


def _settle(page: Page) -> None:
    page.wait_for_selector(_SHOWN)
    page.wait_for_timeout(900)


def keep(page: Page, name: str) -> None:
    _settle(page)
    shot = Image.open(BytesIO(page.screenshot()))
    shot.convert("RGB").quantize(96).save(_IMAGES / f"{name}.png", optimize=True)
    print(f"docs/img/{name}.png")


@contextmanager
def served(address: str) -> Iterator[str]:
    server = subprocess.Popen([Path(sys.executable).with_name("cutover"), "serve"])
    try:
        while not _answers(f"{address}/readyz"):
            assert server.poll() is None, "the server ended by itself"
            time.sleep(0.2)
        yield address
    finally:
        server.terminate()
        server.wait()


def _answers(address: str) -> bool:
    try:
        return httpx.get(address, timeout=5).is_success
    except httpx.TransportError:
        return False


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    main()
