"""Notices: the message about the last action, a sentence in a frame, and what a broken page shows instead."""

from __future__ import annotations

import logging
import secrets

import streamlit as st

from ui.request import pop_flash
from ui.widgets.text import markdown_line

_LOG = logging.getLogger("cutover.pages")


def draw_flash() -> None:
    """The message about the last action, if there is one."""
    message = pop_flash()
    if message is not None:
        draw_notice(message.text, trouble=message.kind != "note")


def draw_notice(text: str, *, trouble: bool = False) -> None:
    """A sentence of our markup in a frame that stands out; `trouble` has a look of its own."""
    (st.error if trouble else st.info)(markdown_line(text))


def show_error(error: Exception) -> bool:
    """Log the error under a short reference and show only that. Always True: Streamlit need not show it."""
    reference = secrets.token_hex(3)
    _LOG.error("page error %s", reference, exc_info=error)
    st.error(
        "Something went wrong on our side, and nothing that was saved is lost. Reload the page. "
        f"If it happens again, quote {reference}."
    )
    return True
