"""The theme, written once: Streamlit puts it into the first message of every run.

It looks through its 367 options six times for that, 2 of the 10 ms of processor that a picked answer takes,
although the theme of a process never changes.
"""

from __future__ import annotations

from functools import cache

from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session


def write_theme_once() -> None:
    """From now on every run of this process gets the theme as it was first written."""
    write = app_session._populate_theme_msg

    @cache
    def written(section: str) -> CustomThemeConfig:
        theme = CustomThemeConfig()
        write(theme, section)
        return theme

    def populate(msg: CustomThemeConfig, section: str = "theme") -> None:
        if written(section).ByteSize():
            msg.MergeFrom(written(section))

    app_session._populate_theme_msg = populate
