"""The theme that is written once is the one that Streamlit writes each time."""

from __future__ import annotations

import pytest
from streamlit.config import CustomThemeCategories
from streamlit.proto.NewSession_pb2 import CustomThemeConfig, NewSession
from streamlit.runtime import app_session

from ui.web.theme import write_theme_once


@pytest.fixture(autouse=True)
def _as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app_session, "_populate_theme_msg", app_session._populate_theme_msg)


def _theme() -> CustomThemeConfig:
    """As Streamlit makes it for a run: what is above, then light and dark and the sidebars."""
    theme = NewSession().custom_theme
    parts = (theme, theme.light, theme.dark, theme.sidebar, theme.light.sidebar, theme.dark.sidebar)
    sections = ("theme", *(f"theme.{one.value}" for one in _CATEGORIES))
    for part, section in zip(parts, sections, strict=True):
        app_session._populate_theme_msg(part, section)
    return theme


_CATEGORIES = (
    CustomThemeCategories.LIGHT,
    CustomThemeCategories.DARK,
    CustomThemeCategories.SIDEBAR,
    CustomThemeCategories.LIGHT_SIDEBAR,
    CustomThemeCategories.DARK_SIDEBAR,
)


def test_every_run_gets_the_theme_that_streamlit_would_write() -> None:
    written = _theme()
    assert written.light.primary_color != written.dark.primary_color
    write_theme_once()
    assert [_theme(), _theme()] == [written, written]
    assert not _theme().HasField("sidebar")


def test_a_section_is_written_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr(app_session, "_populate_theme_msg", lambda message, section: asked.append(section))
    write_theme_once()
    for _ in range(3):
        _theme()
    assert len(asked) == len(set(asked)) == 6
