"""The welcome of a first visitor: whom it is for, the switch as a picture, what is proven, the ways in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from grader.views.learners import LONGEST_NAME
from ui import request
from ui.app_context import app_context
from ui.charts.switch import switch_picture
from ui.components.picture import picture
from ui.widgets.notice import draw_flash
from ui.widgets.text import escaped, heading, muted, title

if TYPE_CHECKING:
    from problems.proofs.evidence_count import EvidenceCount

NAME_RULE = f"Up to {LONGEST_NAME} characters, in any script."
SAMPLE_SCREEN = "screens/sample.py"
_NAME, _CODE, _REFUSED = "join-name", "join-code", "join-refused"
# A code may be pasted with all that stood around it.
LONGEST_PASTE = 60
_NARROW = 340  # px, the column of a phone


def draw_welcome() -> None:
    """Everything that somebody needs who has given no name yet."""
    with st.container(key="welcome"):
        words, shown = st.columns(2, gap="large", vertical_alignment="center")
    with words:
        title("Become good at blue-green deployment")
        st.markdown(
            "For engineers who ship models: timed problems on moving every user to the next version, "
            "and labs in which your `kubectl` moves real traffic while every failed request is counted."
        )
        _draw_join()
        if not st.session_state.get(_REFUSED):
            draw_flash()
        st.button(
            "Try one problem first",
            key="sample",
            on_click=request.redirect,
            args=(SAMPLE_SCREEN,),
        )
        muted("Without a name and without a clock.")
    with shown:
        picture(switch_picture(width=_NARROW), key="switch", can_save=False)
    _draw_facts(app_context().evidence_count)
    _draw_other_ways_in()


def _draw_join() -> None:
    with st.form("join", border=False, enter_to_submit=True):
        st.text_input("Your name", key=_NAME, autocomplete="name")
        st.form_submit_button("Start learning", type="primary", on_click=_join)
    muted(f"{NAME_RULE} It is kept on this server only, so that you find your progress again.")


def _draw_facts(count: EvidenceCount) -> None:
    """Three facts, counted from what lies beside the bank; nothing without evidence."""
    facts = _facts(count)
    if not facts:
        return
    with st.container(key="facts"):
        for column, (number, words) in zip(st.columns(len(facts), gap="large"), facts, strict=True):
            with column:
                heading(number)
                st.markdown(escaped(words))


def _facts(count: EvidenceCount) -> list[tuple[str, str]]:
    facts = []
    if count.keys:
        versions = " and ".join(count.kubernetes)
        facts.append(
            (f"{count.keys} answers executed", f"What is called right here was run on Kubernetes {versions}.")
        )
    if count.wrong_answers:
        facts.append(
            (
                f"{count.wrong_answers} wrong answers, too",
                "Each was run too, and it failed. You see how.",
            )
        )
    if count.compared:
        facts.append(
            (
                f"{count.compared} answers with a source",
                "What no cluster can show was checked against it.",
            )
        )
    return facts


def _draw_other_ways_in() -> None:
    """The ways in for those who have been here before. What was refused is said where it was typed."""
    st.page_link("screens/join.py", label="I have a class code")
    was_refused = st.session_state.pop(_REFUSED, False)
    with (
        st.expander("You have learned here before?", expanded=was_refused),
        st.form("carry", border=False),
    ):
        st.markdown("Settings on your other device shows a code, and so does leaving a browser.")
        if was_refused:
            draw_flash()
        st.text_input("Code", key=_CODE, max_chars=LONGEST_PASTE, autocomplete="off")
        st.form_submit_button("Continue here", on_click=_redeem)


def _join() -> None:
    name = request.field_text(_NAME).strip()
    if not name:
        request.flash(request.Flash("Write a name first; any will do.", "trouble"))
    else:
        request.renew_device(lambda grader, device, fresh: grader.learners.join(device, name, fresh))


def _redeem() -> None:
    code = request.field_text(_CODE)
    done = request.renew_device(lambda grader, device, fresh: grader.learners.redeem(device, code, fresh))
    st.session_state[_REFUSED] = done is None
