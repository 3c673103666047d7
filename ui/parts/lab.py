"""The lab where a problem can be tried, while there is none on this server."""

from __future__ import annotations

import streamlit as st

from ui.parts.text import escaped


def draw_lab(lab: str | None) -> None:
    """Name the lab, and say what is missing before it can be opened."""
    if lab is None:
        return
    with st.popover("Try it in a lab", type="tertiary"):
        st.markdown(
            f"The lab **{escaped(lab.replace('-', ' '))}** lets you do this on a real cluster. "
            "This server has no labs yet, so it cannot be opened here."
        )
