"""What makes pages quicker by reaching into Python's or Streamlit's inner workings, all in one place.

Nothing here guards anything. What does not fit the installed Streamlit is left out and logged: that costs
speed, never the start.
"""

from __future__ import annotations

import gc
import inspect
import logging
from collections.abc import Callable, Iterable
from functools import cache
from typing import TYPE_CHECKING

from ui.backend import Backend, open_backend
from ui.settings import Settings

if TYPE_CHECKING:
    from grader.store import Observer

_LOG = logging.getLogger("cutover.tuning")
# Objects made before the youngest are looked through, and how often that happens before the next older are.
_THRESHOLDS = (10_000, 20, 20)


def collect_seldom() -> None:
    """Has Python look less often for garbage that refers to itself.

    Streamlit leaves 360 such objects a click. With Python's own 700, 10, 10 and 300 learners everything alive
    was walked every 4 s, and every page stood still for 0.2 s; with these thresholds the collections of a
    minute took 0.8 s instead of 1.9 s.
    """
    gc.set_threshold(*_THRESHOLDS)


def write_theme_once() -> None:
    """Has the theme of a process written once instead of in every run, which never changes it.

    Streamlit looks through its 367 options six times for the first message of a run: 2 of the 10 ms of
    processor that a picked answer takes. Raises TypeError, AttributeError or ImportError for a Streamlit that
    writes it otherwise.
    """
    # ruff: noqa: PLC0415 - an import that fails here costs speed only
    from streamlit.proto.NewSession_pb2 import CustomThemeConfig
    from streamlit.runtime import app_session

    write = app_session._populate_theme_msg
    inspect.signature(write).bind(CustomThemeConfig(), "theme")

    @cache
    def written(section: str) -> CustomThemeConfig:
        theme = CustomThemeConfig()
        write(theme, section)
        return theme

    def populate(msg: CustomThemeConfig, section: str = "theme") -> None:
        if written(section).ByteSize():
            msg.MergeFrom(written(section))

    app_session._populate_theme_msg = populate


def tune(tweaks: Iterable[Callable[[], None]] = (collect_seldom, write_theme_once)) -> None:
    """Apply every tweak that fits; one that does not is logged and left out."""
    for tweak in tweaks:
        try:
            tweak()
        except Exception as misfit:
            _LOG.warning("pages are slower than they could be: %s does not fit: %s", tweak.__name__, misfit)


def open_and_freeze(settings: Settings, observe: Observer | None = None) -> Backend:
    """`open_backend`, then spares what was imported from every collection, which stops pages for 0.1 s."""
    backend = open_backend(settings, observe)
    gc.freeze()
    return backend
