"""Looking at a page as people do: light or dark, wide or narrow, with a mouse or a finger."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, ViewportSize

# Their scripts are loaded after the run that sent them.
# A page that has not run yet is "not running" too, so there must be something on it but what every page has.
_COMPONENTS_ARE_DRAWN = """() =>
    document.querySelector("[data-testid=stMain] [data-testid=stElementContainer]:not(.st-key-connection)")
    && document.querySelector("[data-testid=stApp]").dataset.testScriptState === "notRunning"
    && [...document.querySelectorAll("[data-testid=stBidiComponentIsolated]")]
        .every(place => place.shadowRoot?.querySelector(".root"))"""
_WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


_RUN_AXE = """async options => {
  const { violations } = await axe.run(document, { ...options, resultTypes: ["violations"] })
  const describe = ({ target, html, any }) => `${target} ${html.slice(0, 200)} ${any[0]?.message ?? ""}`
  return violations.flatMap(({ id, nodes }) => nodes.map(node => `${id}: ${describe(node)}`))
}"""


@dataclass(frozen=True, slots=True)
class Look:
    """Colours, width and height in px, and whether a finger points."""

    scheme: Literal["light", "dark"] = "light"
    width: int = 1280
    height: int = 900
    touch: bool = False

    def __str__(self) -> str:
        return f"{self.scheme}-{self.width}"

    def profile(self, chromium: Browser, **more: Any) -> BrowserContext:
        """A new browser profile that looks like this."""
        size = ViewportSize(width=self.width, height=self.height)
        return chromium.new_context(viewport=size, color_scheme=self.scheme, has_touch=self.touch, **more)


LOOKS = (Look(), Look("dark"), Look(width=390, touch=True), Look("dark", 390, touch=True))


@dataclass(frozen=True, slots=True)
class Conduct:
    """What a page did that it must not: requests to other hosts, dialogs, errors of its scripts."""

    outside: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def watch(self, page: Page, host: str) -> None:
        page.on("request", lambda request: self._note_request(request.url, host))
        page.on("dialog", lambda dialog: self._note_dialog(dialog))  # noqa: PLW0108 - a method would be written to
        page.on("pageerror", lambda error: self.errors.append(str(error)))

    def _note_request(self, url: str, host: str) -> None:
        if urlsplit(url).scheme in ("http", "https", "ws", "wss") and urlsplit(url).netloc != host:
            self.outside.append(url)

    def _note_dialog(self, dialog: Dialog) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()


@dataclass(frozen=True, slots=True)
class Seen:
    """A page together with its conduct."""

    page: Page
    conduct: Conduct


def settle(page: Page, *, seconds: float = 60) -> None:
    """Wait until the script has finished and the page has drawn what it sent."""
    page.wait_for_selector(
        "[data-testid=stApp][data-test-script-state=notRunning][data-test-connection-state=CONNECTED]",
        timeout=seconds * 1000,
    )
    page.wait_for_function(_COMPONENTS_ARE_DRAWN)
    page.evaluate("() => new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)))")


def violations(page: Page, *, rule: str | None = None) -> list[str]:
    """What axe-core holds against the page by WCAG 2.2 A and AA, or by one rule: a line for each element."""
    # axe-core leaves this rule out unless it is named.
    by_tag = {"runOnly": {"type": "tag", "values": _WCAG}, "rules": {"target-size": {"enabled": True}}}
    by_rule = {"runOnly": {"type": "rule", "values": [rule]}}
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(Axe().axe_script)
    found: list[str] = page.evaluate(_RUN_AXE, by_rule if rule else by_tag)
    return found


def scrolls_sideways(page: Page) -> bool:
    """Whether anything that the page shows reaches beyond its right edge."""
    return bool(
        page.evaluate(
            """() => [document.documentElement, document.querySelector("[data-testid=stMain]")]
                .some(part => part && part.scrollWidth > part.clientWidth)"""
        )
    )
