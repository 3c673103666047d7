"""The answer in the making: drawn alone when it was saved, since nothing else of the page has changed."""

from __future__ import annotations

import streamlit as st

from ui import format as words
from ui import request as visit
from ui.attempt.answer import draw_answer
from ui.attempt.controller import Desk, still_shown
from ui.attempt.solution import marks_while_trying
from ui.widgets.text import escaped, muted


@st.fragment
def draw_sheet(desk: Desk) -> None:
    """The component of this kind with the draft in it, and when that was kept."""
    if not still_shown():
        st.rerun()
    desk = desk.as_kept()
    assert desk.item.problem is not None, "a withdrawn problem is not drawn"
    draw_answer(
        desk.item.problem,
        desk.item.draft,
        key=desk.answer_key,
        marks=marks_while_trying(desk.item),
        on_change=desk.save,
    )
    _draw_saved(desk)


def _draw_saved(desk: Desk) -> None:
    """When the draft was last kept, or that it was not, with the way to try again."""
    saved_at, happened = desk.item.draft_saved_at, visit.what_happened()
    if happened is not None and happened.tone == "unsaved":
        since = f"since {words.hour_and_minute(saved_at, visit.zone())}" if saved_at else "yet"
        with st.container(key="unsaved", horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(escaped(f"Not saved {since}. {happened.say}"))
            st.button("Try again", key=f"again-{desk.key}", on_click=desk.save)
    elif saved_at is not None:
        muted(f"Saved {words.time_of_day(saved_at, visit.zone())}")
    else:
        muted("Your answer is kept as you go.")
