"""What a link saves: it opens a tab of its own, which ends as a download."""

from __future__ import annotations

from playwright.sync_api import Download, Locator, Page


def saved_by(link: Locator) -> Download:
    """Clicks the link and waits for its file. Raises AssertionError after 20 seconds without one."""
    page, saved = link.page, list[Download]()

    def note(file: Download) -> None:
        saved.append(file)

    def listen(tab: Page) -> None:
        tab.on("download", note)

    page.context.on("page", listen)
    page.on("download", note)
    link.click()
    for _ in range(200):
        if saved:
            return saved[0]
        page.wait_for_timeout(100)
    raise AssertionError("the link saved nothing")
