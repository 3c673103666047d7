"""Code that can be copied, and that a translation leaves alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.components.conftest import Show

pytestmark = pytest.mark.browser


def test_code_is_copied_by_a_button_and_is_not_translated(show: Show) -> None:
    page = show("asked").page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy: What kubectl printed").click()
    expect(page.get_by_role("status")).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("$ kubectl get pods")
    assert copied == page.locator("pre code").inner_text()
    shown = page.locator("code").evaluate_all(
        "all => all.map(code => code.closest('[translate=no]') !== null)"
    )
    assert len(shown) > 3
    assert all(shown)
