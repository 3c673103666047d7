"""Notices: the message about the last action, and a sentence in a frame."""

from __future__ import annotations

import streamlit as st

from ui.request import pop_flash
from ui.widgets.text import markdown_line


def draw_flash() -> None:
    """The message about the last action, if there is one."""
    message = pop_flash()
    if message is not None:
        draw_notice(message.text, trouble=message.kind != "note")


def draw_notice(text: str, *, trouble: bool = False) -> None:
    """A sentence of our markup in a frame that stands out; `trouble` has a look of its own."""
    (st.error if trouble else st.info)(markdown_line(text))
