"""What a learner does in a lab, and what they see of it."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.looking import settle
from tests.cluster.conftest import Lab
from ui.lab.catalogue import LabCatalogue

SLUG = "one-field-switch"
_MS = 1000
# Pods start and clients connect on two cores that others use too.
OPENS, FOLLOWS = 150 * _MS, 60 * _MS


def settings_of(cluster: Lab) -> dict[str, str]:
    """Settings of an app that shall use this cluster."""
    names = ("cluster_name", "folder", "node_image", "base_image")
    return {f"labs_{name}": str(getattr(cluster.settings, name)) for name in names}


def join(page: Page) -> None:
    page.get_by_label("Your name").fill("Ada")
    page.get_by_role("button", name="Start learning").click()
    expect(page.get_by_label("Your name")).to_have_count(0)


def open_lab(page: Page) -> None:
    page.get_by_role("button", name="Open the lab").click()
    expect(page.locator(".xterm-rows")).to_contain_text("$", timeout=OPENS)
    expect(page.get_by_role("timer")).to_be_visible(timeout=OPENS)
    expect(page.get_by_text("Checks: ", exact=False).first).to_be_visible()
    settle(page)


def end_lab(page: Page) -> None:
    """End the lab, and say yes when asked."""
    page.get_by_role("button", name="End the lab").click()
    page.get_by_role("button", name="End it now").click()


def type_line(page: Page, line: str, *, seen: str, within: float = FOLLOWS) -> None:
    """Type a line in the terminal, and wait until it says what is expected of it."""
    page.locator(".screen").click()
    page.keyboard.type(f"{line}\n")
    expect(page.locator(".xterm-rows")).to_contain_text(seen, timeout=within)


def switch(page: Page, *, within: float = FOLLOWS) -> None:
    """Point the Service at green, as the solution does."""
    patch = next(line for line in LabCatalogue().scenarios[SLUG].solution.run if "patch" in line)
    type_line(page, patch, seen="service/model patched", within=within)


def sees_the_switch(page: Page) -> None:
    holds = page.locator("[class*=st-key-check-selector]")
    expect(holds).to_contain_text("✓ holds", timeout=FOLLOWS)
    expect(page.get_by_role("img", name="then green").first).to_be_visible(timeout=FOLLOWS)
    expect(page.get_by_role("img", name="Service model selects app=model,version=green")).to_be_visible()
