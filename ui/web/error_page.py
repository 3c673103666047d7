"""What a person sees when a page breaks: one plain sentence and a reference that the log knows."""

from __future__ import annotations

import logging
import secrets

import streamlit as st

_LOG = logging.getLogger("cutover.mishaps")


def show_mishap(mishap: Exception) -> bool:
    """Log the mishap under a short reference and show that instead of it. Always True: it has been shown."""
    reference = secrets.token_hex(3)
    _LOG.error("mishap %s", reference, exc_info=mishap)
    st.error(
        "Something went wrong on our side, and nothing that was saved is lost. Reload the page. "
        f"If it happens again, quote {reference}."
    )
    return True
