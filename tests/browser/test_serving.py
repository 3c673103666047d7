"""The ground of the browser tests, on the smallest page there is."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser.conftest import OpenPage, Serve
from tests.browser.looking import LOOKS, Look

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_a_page_takes_the_colours_that_its_reader_prefers(
    serve: Serve, open_page: OpenPage, tmp_path: Path, look: Look
) -> None:
    script = tmp_path / "bare.py"
    script.write_text("import streamlit as st\nst.write('Ready')")
    seen = open_page(serve(script).url, look)
    background = seen.page.evaluate(
        "getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor"
    )
    assert background == {"light": "rgb(252, 252, 250)", "dark": "rgb(18, 21, 26)"}[look.scheme]


def test_an_outside_request_and_a_dialog_are_noticed(
    serve: Serve, open_page: OpenPage, tmp_path: Path
) -> None:
    script = tmp_path / "bare.py"
    script.write_text("import streamlit as st\nst.write('Ready')")
    seen = open_page(serve(script).url)
    assert not seen.conduct.outside
    seen.page.evaluate("alert('hello'); fetch('http://elsewhere.invalid/x').catch(() => {})")
    seen.page.wait_for_timeout(200)
    assert seen.conduct.dialogs == ["hello"]
    assert seen.conduct.outside == ["http://elsewhere.invalid/x"]
