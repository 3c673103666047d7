"""Joining a class: by a personal code, whose name is confirmed, or by the class code and a name."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from grader.rules.codes import code_as_meant
from ui import request
from ui.navigation import CLASS_SCREEN
from ui.widgets.notice import draw_flash
from ui.widgets.text import escaped, muted, title

if TYPE_CHECKING:
    from grader.service import Grader

_CODE, _NAME, _OFFER = "class-code", "class-name", "class-offer"
NAME_LENGTH = 40
# A code may be pasted with all that stood around it.
LONGEST_PASTE = 60
_PERSONAL_LENGTH = 8


def draw_join(code: str) -> None:
    """`code` is the one that the address brought."""
    title("Join a class")
    draw_flash()
    offer: tuple[str, str, str] | None = st.session_state.get(_OFFER)
    if offer is not None:
        _draw_offer(*offer)
        return
    muted("A class code has six characters and stands on the projector; a personal code has eight.")
    known = request.learner()
    with st.form("join-class", border=False, enter_to_submit=True):
        st.text_input("Code", value=code, key=_CODE, max_chars=LONGEST_PASTE, autocomplete="off")
        st.text_input(
            "Your name (a personal code knows it)",
            value=known.name if known else "",
            key=_NAME,
            max_chars=NAME_LENGTH,
            autocomplete="name",
        )
        st.form_submit_button("Join", type="primary", on_click=_join, args=(known is not None,))


def _draw_offer(code: str, name: str, class_title: str) -> None:
    st.markdown(f"This code is for **{escaped(name)}** in **{escaped(class_title)}**.")
    with st.container(horizontal=True):
        st.button(f"I am {escaped(name)}", key="confirm", type="primary", on_click=partial(_confirm, code))
        st.button("That is not me", key="decline", on_click=_decline)


def _join(is_known: bool) -> None:
    code = code_as_meant(request.field_text(_CODE))
    name = request.field_text(_NAME)
    if not code:
        request.flash(request.Flash("Write the code first.", "trouble"))
    elif len(code) == _PERSONAL_LENGTH:
        device = request.this_device() or ""
        offer = request.call_grader(lambda grader: grader.memberships.offer(device, code))
        if offer is not None:
            st.session_state[_OFFER] = (code, offer.name, offer.class_title)
    elif is_known:
        # The same person stays, and so does their id: other tabs go on.
        device = request.this_device() or ""
        _go_to(request.call_grader(lambda grader: grader.memberships.join_by_class_code(device, code, name)))
    else:
        _enter(lambda grader, device, fresh: grader.memberships.join_by_class_code(device, code, name, fresh))


def _confirm(code: str) -> None:
    st.session_state.pop(_OFFER, None)
    _enter(lambda grader, device, fresh: grader.memberships.join_by_personal_code(device, code, fresh))


def _decline() -> None:
    st.session_state.pop(_OFFER, None)
    request.flash(request.Flash("Ask your instructor for the card with your own name."))


def _enter(join: Callable[[Grader, str, str], str]) -> None:
    _go_to(request.renew_device(join))


def _go_to(classroom: str | None) -> None:
    if classroom is not None:
        request.redirect(CLASS_SCREEN, **{"class": classroom})
