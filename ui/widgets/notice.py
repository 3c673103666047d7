"""One sentence about what just happened, where eyes and screen readers find it."""

from __future__ import annotations

import streamlit as st

from ui.request import what_happened
from ui.widgets.text import markdown_line


def draw_what_happened() -> None:
    """Say what became of the last action, if there is something to say."""
    happened = what_happened()
    if happened is None:
        return
    draw_notice(happened.say, trouble=happened.tone != "note")


def draw_notice(text: str, *, trouble: bool = False) -> None:
    """A sentence of our markup in a frame of its own; trouble is ours or the learner's to mend."""
    (st.error if trouble else st.info)(markdown_line(text))
