"""An image of a bank on the page of its problem."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.components.conftest import Show

pytestmark = pytest.mark.browser


def test_an_image_is_asked_for_by_its_key_and_has_its_text(show: Show) -> None:
    image = show("imaged").page.locator("img.image")
    expect(image).to_have_attribute("alt", 'Users and a "Service"')
    expect(image).to_have_attribute("src", f"./images/{'0' * 32}")
