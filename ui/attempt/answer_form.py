"""The form of the answer: the component of its kind, which saves what is changed by itself."""

from __future__ import annotations

import streamlit as st

from ui import format as fmt
from ui import request
from ui.attempt.answer import draw_answer
from ui.attempt.controller import ItemController, answer_key
from ui.attempt.solution import marks_while_trying
from ui.widgets.text import escaped


def draw_answer_form(controller: ItemController) -> None:
    """The component of this kind with the draft in it; below it, why the last action was not stored."""
    assert controller.item.problem is not None, "a withdrawn problem is not drawn"
    draw_answer(
        controller.item.problem,
        controller.item.draft,
        key=answer_key(controller),
        marks=marks_while_trying(controller.item),
        draft=controller.draft,
    )
    _draw_unsaved(controller)


def _draw_unsaved(controller: ItemController) -> None:
    """That an action was not stored, since when nothing was, and a button to draw the page again."""
    flash, saved_at = request.pop_flash(), controller.item.draft_saved_at
    if flash is None or flash.kind != "unsaved":
        return
    since = f"since {fmt.hour_and_minute(saved_at, request.time_zone())}" if saved_at else "yet"
    with st.container(key="unsaved", horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(escaped(f"Not saved {since}. {flash.text}"))
        st.button("Try again", key=f"again-{controller.widget_key}")
