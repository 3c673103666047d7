"""Two hundred attacks through the text of pages, in a name and in an author's line, in a real Chromium."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser.conftest import OpenPage, Serve
from tests.browser.payloads import PAYLOADS

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

_SCRIPT = """
import streamlit as st
from tests.browser.payloads import PAYLOADS
from ui.widgets.text import code_span, heading, markdown_line, muted, prose_line, title

title(PAYLOADS[0])
for payload in PAYLOADS:
    heading(payload)
    muted(payload)
    prose_line(payload)
    prose_line(f"so **{payload}** and")
    st.markdown(code_span(payload))
    st.markdown(f"- {markdown_line(payload)}")
"""


def test_no_text_of_a_page_becomes_a_script_an_element_or_a_request(
    serve: Serve, open_page: OpenPage, tmp_path: Path
) -> None:
    assert len(PAYLOADS) >= 200
    script = tmp_path / "attacked.py"
    script.write_text(_SCRIPT, encoding="utf-8")
    seen = open_page(serve(script, PYTHONPATH=str(Path(__file__).parents[3])).url)
    page = seen.page
    page.wait_for_function(f"document.querySelectorAll('h2').length >= {len(PAYLOADS)}", timeout=120_000)
    found = page.evaluate(
        """() => ({
            ran: window.ran ?? null,
            scripts: document.querySelectorAll("main script").length,
            tags: [...new Set([...document.querySelectorAll("main [data-testid=stMarkdownContainer] *")]
                .map(node => node.localName))].sort(),
            handlers: [...document.querySelectorAll("main *")]
                .filter(node => node.getAttributeNames().some(name => name.startsWith("on"))).length,
            headings: [...document.querySelectorAll("main h2")].map(node => node.textContent),
        })"""
    )
    assert (found["ran"], found["scripts"], found["handlers"]) == (None, 0, 0)
    assert set(found["tags"]) <= {"a", "code", "div", "h1", "h2", "li", "p", "span", "strong", "ul"}
    assert found["headings"] == [" ".join(payload.split()) for payload in PAYLOADS]
    assert (seen.conduct.outside, seen.conduct.dialogs) == ([], [])
