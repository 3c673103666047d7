"""Who a page is for: its learner, or a first visitor who is asked for a name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from ui import request
from ui.widgets.notice import draw_flash, draw_notice
from ui.widgets.text import title

if TYPE_CHECKING:
    from grader.views.learners import LearnerView

NAME_LENGTH = 40
CODE_LENGTH = 8
_NAME, _CODE = "join-name", "join-code"


def require_learner() -> LearnerView:
    """The learner of this browser. A first visitor gets the welcome instead of the page."""
    known = request.learner()
    request.draw_for(known)
    if known is None:
        _draw_no_cookie() if request.this_device() is None else _draw_welcome()
        st.stop()
    return known


def _draw_welcome() -> None:
    title("Become good at blue-green deployment")
    st.markdown(
        "Timed problems and practice on switching a model from one version to the next, graded honestly. "
        "Your name is kept on this server only, so that you find your progress again."
    )
    with st.form("join", border=False, enter_to_submit=True):
        st.text_input("Your name", key=_NAME, max_chars=NAME_LENGTH, autocomplete="name")
        st.form_submit_button("Start learning", type="primary", on_click=_join)
    draw_flash()
    with st.expander("You have learned here before, on another device?"), st.form("carry", border=False):
        st.markdown("On that device, Settings shows a code of eight characters.")
        st.text_input("Code", key=_CODE, max_chars=CODE_LENGTH + 1, autocomplete="off")
        st.form_submit_button("Carry on here", on_click=_redeem)


def _draw_no_cookie() -> None:
    title("Cutover needs a cookie")
    draw_notice(
        "This browser sent none, so nobody could tell your answers from another's. "
        "Allow cookies for this address, then reload the page.",
        trouble=True,
    )


def _join() -> None:
    name, device = str(st.session_state[_NAME]).strip(), request.this_device()
    if not name:
        request.flash(request.Flash("Write a name first; any will do.", "trouble"))
    elif device is not None:
        request.call_grader(lambda grader: grader.learners.join(device, name))


def _redeem() -> None:
    code, device = str(st.session_state[_CODE]).replace(" ", "").upper(), request.this_device()
    if device is not None:
        request.call_grader(lambda grader: grader.learners.redeem(device, code))
