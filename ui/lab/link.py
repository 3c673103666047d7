"""The way from a problem to the lab where it can be tried."""

from __future__ import annotations

import streamlit as st

from ui.app_context import app_context
from ui.widgets.text import muted

LAB_SCREEN = "screens/lab.py"


def draw_lab_link(lab: str | None) -> None:
    """A link to the lab of a problem, if it has one."""
    if lab is None:
        return
    if app_context().labs.catalogue.is_offered(lab):
        st.page_link(LAB_SCREEN, label="Try it in a lab, on a real cluster", query_params={"lab": lab})
    else:
        muted(f"Its lab, {lab}, is not part of this Cutover.")
