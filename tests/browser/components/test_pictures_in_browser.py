"""A picture is drawn in the theme's colours and saved as it is seen, without a request to anybody."""

from __future__ import annotations

import struct
from pathlib import Path
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Page, expect

from tests.browser.components.conftest import Show
from tests.browser.looking import Look

pytestmark = pytest.mark.browser

SVG = "{http://www.w3.org/2000/svg}"


def saved(page: Page, button: str) -> tuple[str, bytes]:
    with page.expect_download() as started:
        page.locator(".st-key-badge").get_by_role("button", name=button).click()
    return started.value.suggested_filename, Path(started.value.path()).read_bytes()


def test_a_reader_hears_the_finding(show: Show) -> None:
    page = show("pictures").page
    expect(
        page.get_by_role("img", name="Blue-Green Deployment Master: Ada Lovelace, 24 November")
    ).to_be_visible()


@pytest.mark.parametrize(("scheme", "blue"), [("light", "rgb(23, 71, 166)"), ("dark", "rgb(106, 165, 255)")])
def test_a_saved_svg_stands_alone_in_the_colours_it_was_seen_in(show: Show, scheme: str, blue: str) -> None:
    seen = show("pictures", Look("dark" if scheme == "dark" else "light"))
    name, content = saved(seen.page, "Save as SVG")
    text = content.decode()
    root = ElementTree.fromstring(text)
    assert name == "blue-green-deployment-master.svg"
    assert blue in text
    assert "var(" not in text
    assert {element.tag for element in root.iter()} <= {
        SVG + tag for tag in ("svg", "title", "defs", "pattern", "line", "rect", "circle", "path", "text")
    }
    assert seen.conduct.outside == []


def test_a_saved_png_is_twice_as_sharp_and_shows_something(show: Show) -> None:
    seen = show("pictures")
    name, content = saved(seen.page, "Save as PNG")
    assert name == "blue-green-deployment-master.png"
    assert content.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", content[16:24])
    assert (width, height) == (1280, 720)
    assert len(content) > 20_000  # an empty card of this size has 5 kB
    assert seen.conduct.outside == []


def test_a_narrow_page_gets_the_narrow_picture(show: Show) -> None:
    page = show("pictures", Look(width=390)).page
    box = page.locator(".st-key-badge svg").get_attribute("viewBox")
    assert box is not None
    assert box.startswith("0 0 358 ")
