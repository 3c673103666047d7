"""Who a page of the staff is for: whoever is signed in, or the form to do so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from grader.errors import NotFound
from ui import request
from ui.components.navigate import navigate
from ui.widgets.notice import draw_flash, draw_notice
from ui.widgets.sign_in import require_browser
from ui.widgets.text import escaped, muted, title

if TYPE_CHECKING:
    from grader.rules.classroom import Instructor

_NAME, _PASSWORD, _AGAIN, _TICKET = "teach-name", "teach-password", "teach-again", "teach-ticket"
SHORTEST_PASSWORD = 10


def require_instructor() -> Instructor:
    """Who is signed in. Anybody else gets the form instead of the page."""
    ticket: str | None = st.session_state.pop(_TICKET, None)
    if ticket is not None:
        navigate(f"session/{ticket}", key="navigate")
        st.stop()
    link = st.query_params.get("link")
    known = None if link else request.instructor()
    request.draw_for_instructor(known)
    if known is None:
        require_browser()
        _draw_link(link) if link else _draw_form()
        st.stop()
    return known


def _draw_form() -> None:
    title("Sign in to teach")
    draw_flash()
    with st.form("teach", border=False, enter_to_submit=True):
        st.text_input("Name", key=_NAME, max_chars=60, autocomplete="username")
        st.text_input("Password", key=_PASSWORD, type="password", autocomplete="current-password")
        st.form_submit_button("Sign in", type="primary", on_click=_sign_in)
    muted("Learners need no password: they join a class with a code.")
    st.page_link("screens/join.py", label="Join a class")


def _draw_link(link: str) -> None:
    title("Choose a password")
    try:
        owner = request.grader().instructors.of_link(link)
    except NotFound as refused:
        draw_notice(str(refused), trouble=True)
        return
    st.markdown(f"You sign in as **{escaped(owner.name)}**.")
    draw_flash()
    with st.form("choose", border=False, enter_to_submit=True):
        st.text_input(
            f"Password, {SHORTEST_PASSWORD} characters or more",
            key=_PASSWORD,
            type="password",
            autocomplete="new-password",
        )
        st.text_input("The same again", key=_AGAIN, type="password", autocomplete="new-password")
        st.form_submit_button("Choose it and sign in", type="primary", on_click=_choose, args=(link,))


def _sign_in() -> None:
    name, password = request.field_text(_NAME), str(st.session_state.pop(_PASSWORD, ""))
    device = request.this_device()
    if device is not None:
        _go_in(request.call_grader(lambda grader: grader.instructors.sign_in(device, name, password)))


def _choose(link: str) -> None:
    password, again = (str(st.session_state.pop(key, "")) for key in (_PASSWORD, _AGAIN))
    device = request.this_device()
    if password != again:
        request.flash(request.Flash("The two passwords differ. Type them again.", "trouble"))
    elif device is not None:
        _go_in(request.call_grader(lambda grader: grader.instructors.choose_password(device, link, password)))


def _go_in(ticket: str | None) -> None:
    if ticket is not None:
        st.session_state[_TICKET] = ticket
