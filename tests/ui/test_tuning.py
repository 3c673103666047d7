"""What is tuned gives what it gave untuned, and a tweak that does not fit costs the app nothing but speed."""

from __future__ import annotations

import gc
import logging
from collections.abc import Iterator

import pytest
from streamlit.config import CustomThemeCategories
from streamlit.proto.NewSession_pb2 import CustomThemeConfig, NewSession
from streamlit.runtime import app_session

from ui.web.tuning import collect_seldom, tune, write_theme_once

_CATEGORIES = (
    CustomThemeCategories.LIGHT,
    CustomThemeCategories.DARK,
    CustomThemeCategories.SIDEBAR,
    CustomThemeCategories.LIGHT_SIDEBAR,
    CustomThemeCategories.DARK_SIDEBAR,
)


@pytest.fixture
def streamlit_as_it_is(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Streamlit's own function, put back after the test."""
    monkeypatch.setattr(app_session, "_populate_theme_msg", app_session._populate_theme_msg)
    return monkeypatch


def _theme() -> CustomThemeConfig:
    """As Streamlit makes it for a run: what is above, then light and dark and the sidebars."""
    theme = NewSession().custom_theme
    parts = (theme, theme.light, theme.dark, theme.sidebar, theme.light.sidebar, theme.dark.sidebar)
    sections = ("theme", *(f"theme.{each.value}" for each in _CATEGORIES))
    for part, section in zip(parts, sections, strict=True):
        app_session._populate_theme_msg(part, section)
    return theme


@pytest.mark.usefixtures("streamlit_as_it_is")
def test_every_run_gets_the_theme_that_streamlit_would_write() -> None:
    written = _theme()
    assert written.light.primary_color != written.dark.primary_color
    write_theme_once()
    assert [_theme(), _theme()] == [written, written]
    assert not _theme().HasField("sidebar")


def test_a_section_is_written_once(streamlit_as_it_is: pytest.MonkeyPatch) -> None:
    asked = []
    streamlit_as_it_is.setattr(
        app_session, "_populate_theme_msg", lambda message, section: asked.append(section)
    )
    write_theme_once()
    for _ in range(3):
        _theme()
    assert len(asked) == len(set(asked)) == 6


@pytest.mark.parametrize("found", ["nothing", "another signature"])
def test_another_streamlit_is_left_as_it_is_and_the_log_says_so(
    streamlit_as_it_is: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, found: str
) -> None:
    def other(message: object) -> None: ...

    if found == "nothing":
        streamlit_as_it_is.delattr(app_session, "_populate_theme_msg")
    else:
        streamlit_as_it_is.setattr(app_session, "_populate_theme_msg", other)
    tune([write_theme_once])
    assert getattr(app_session, "_populate_theme_msg", None) is (None if found == "nothing" else other)
    (record,) = caplog.records
    assert record.levelno == logging.WARNING
    assert "write_theme_once does not fit" in record.getMessage()


@pytest.fixture
def collections() -> Iterator[list[int]]:
    """The generations that were collected, in order."""
    thresholds, seen = gc.get_threshold(), list[int]()

    def note(phase: str, told: dict[str, int]) -> None:
        if phase == "start":
            seen.append(told["generation"])

    gc.callbacks.append(note)
    yield seen
    gc.callbacks.remove(note)
    gc.set_threshold(*thresholds)


def test_a_few_clicks_set_off_no_collection_and_many_only_young_ones(collections: list[int]) -> None:
    collect_seldom()
    gc.collect()
    collections.clear()
    _leave_garbage_of_clicks(20)
    assert collections == []
    _leave_garbage_of_clicks(100)
    assert set(collections) == {0}
    assert len(collections) >= 3


def _leave_garbage_of_clicks(count: int) -> None:
    """Leave 360 objects for each that only a collection can free."""
    for _ in range(count * 360):
        knot: list[object] = []
        knot.append(knot)
