"""The form of the answer: drawn alone after a save, since nothing else of the page has changed."""

from __future__ import annotations

import streamlit as st

from ui import format as fmt
from ui import request
from ui.attempt.answer import draw_answer
from ui.attempt.controller import ItemController, answer_key, only_saved
from ui.attempt.solution import marks_while_trying
from ui.widgets.text import escaped, muted


@st.fragment
def draw_answer_form(controller: ItemController) -> None:
    """The component of this kind with the draft in it, and when the draft was saved."""
    if not only_saved():
        st.rerun()
    controller = controller.with_saved_draft()
    assert controller.item.problem is not None, "a withdrawn problem is not drawn"
    draw_answer(
        controller.item.problem,
        controller.item.draft,
        key=answer_key(controller),
        marks=marks_while_trying(controller.item),
        on_change=controller.save if controller.stores_drafts else None,
    )
    if controller.stores_drafts:
        _draw_saved(controller)


def _draw_saved(controller: ItemController) -> None:
    """When the draft was last saved, or that it was not, with a button to try again."""
    saved_at, flash = controller.item.draft_saved_at, request.pop_flash()
    if flash is not None and flash.kind == "unsaved":
        since = f"since {fmt.hour_and_minute(saved_at, request.time_zone())}" if saved_at else "yet"
        with st.container(key="unsaved", horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(escaped(f"Not saved {since}. {flash.text}"))
            st.button("Try again", key=f"again-{controller.widget_key}", on_click=controller.save)
    elif saved_at is not None:
        muted(f"Saved {fmt.time_of_day(saved_at, request.time_zone())}")
    else:
        muted("Your answer is kept as you go.")
