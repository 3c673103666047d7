"""Draws the pictures of the lab page: `cutover labs up`, then `.venv/bin/python docs/lab_screenshots.py`.

Opens a lab on the cluster that is up, switches in its terminal as its solution says, and writes
docs/img/lab-*.png: before, during and after the switch, wide and narrow, in light and in dark.
"""

from __future__ import annotations

import os
import tempfile

from playwright.sync_api import Page, sync_playwright
from screenshots import CHROMIUM, click, free_port, joined, keep, served

from labs.settings import read_settings
from ui.lab.catalogue import LabCatalogue

_SLUG = "one-field-switch"
_SIZES = {"wide": (1280, 1180), "narrow": (390, 2000)}
_MS = 1000


def main() -> None:
    os.environ["CUTOVER_LABS_FOLDER"] = str(read_settings().folder)
    with tempfile.TemporaryDirectory() as data, sync_playwright() as playwright:
        os.environ |= {"CUTOVER_DATA": data, "CUTOVER_PORT": str(free_port())}
        with served(f"http://127.0.0.1:{os.environ['CUTOVER_PORT']}") as address:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            _switch(joined(browser.new_context(), address), address)
            browser.close()


def _switch(page: Page, address: str) -> None:
    page.goto(f"{address}/lab?lab={_SLUG}")
    click(page, "Open the lab")
    page.get_by_role("timer").wait_for()
    page.wait_for_timeout(15 * _MS)
    _keep_all(page, "before")
    page.locator(".screen").click()
    patch = next(line for line in LabCatalogue().scenarios[_SLUG].solution.run if "patch" in line)
    page.keyboard.type(f"{patch}\n")
    page.get_by_role("img", name="then green").first.wait_for()
    page.wait_for_timeout(3 * _MS)
    _keep_all(page, "during")
    page.get_by_text("Every check holds").wait_for()
    _keep_all(page, "after")
    click(page, "End the lab")
    click(page, "End it now")
    page.get_by_role("button", name="Download the report").wait_for()
    _keep_all(page, "report")


def _keep_all(page: Page, moment: str) -> None:
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for name, (width, height) in _SIZES.items():
            page.set_viewport_size({"width": width, "height": height})
            keep(page, f"lab-{moment}-{name}-{scheme}")


if __name__ == "__main__":
    main()
