"""What a person sees when a page breaks: one plain sentence, and a reference to the log."""

from __future__ import annotations

import logging
import secrets

import streamlit as st

_LOG = logging.getLogger("cutover.pages")


def show_error(error: Exception) -> bool:
    """Log the error under a short reference and show only that. Always True: Streamlit need not show it."""
    reference = secrets.token_hex(3)
    _LOG.error("page error %s", reference, exc_info=error)
    st.error(
        "Something went wrong on our side, and nothing that was saved is lost. Reload the page. "
        f"If it happens again, quote {reference}."
    )
    return True
