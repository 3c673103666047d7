"""Back and forth between the problems of a practice."""

from __future__ import annotations

import streamlit as st

from ui.attempt.controller import Desk


def draw_roaming(desk: Desk) -> None:
    """The two buttons, each out of order at its end of the row."""
    position, last = desk.attempt.position, len(desk.attempt.marks)
    with st.container(key="roam", horizontal=True, gap="small", width="content"):
        st.button(
            "Back",
            key=f"back-{desk.attempt.id}",
            type="tertiary",
            disabled=position == 1,
            on_click=desk.go,
            args=(position - 1,),
        )
        st.button(
            "Forward",
            key=f"forward-{desk.attempt.id}",
            type="tertiary",
            disabled=position == last,
            on_click=desk.go,
            args=(position + 1,),
        )
