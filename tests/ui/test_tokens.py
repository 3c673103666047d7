"""The stylesheet's colours are the theme's: one look, written down once and compared."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

import ui

_SHEET = (Path(ui.__file__).parent / "static" / "cutover.css").read_text(encoding="utf-8")
_CONFIG = Path(ui.__file__).parents[1] / ".streamlit" / "config.toml"
_THEME = tomllib.loads(_CONFIG.read_text(encoding="utf-8"))["theme"]


@pytest.mark.parametrize(
    ("token", "option"),
    [
        ("text", "textColor"),
        ("background", "backgroundColor"),
        ("surface", "secondaryBackgroundColor"),
        ("muted", "grayTextColor"),
        ("line", "dataframeBorderColor"),
        ("edge", "borderColor"),
        ("fail", "redColor"),
    ],
)
def test_a_colour_of_the_sheet_is_the_theme_s(token: str, option: str) -> None:
    found = re.search(rf"--{token}: light-dark\((#\w+), (#\w+)\)", _SHEET)
    assert found is not None
    assert [found[1].upper(), found[2].upper()] == [
        _THEME[scheme][option].upper() for scheme in ("light", "dark")
    ]
