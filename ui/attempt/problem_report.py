"""Reporting a problem that seems wrong: one click opens a field that may stay empty, a second one sends."""

from __future__ import annotations

import streamlit as st

from grader.rules.problem_report import LONGEST_REPORT
from ui import request
from ui.widgets.notice import draw_flash
from ui.widgets.text import muted

# The problems that this session reported, and the one whose report was refused.
_SENT, _REFUSED = "reported-problems", "refused-report"


def draw_problem_report(attempt: str, position: int) -> None:
    """The way to report the problem at a position of the learner's own attempt, or that it was reported."""
    key = f"{attempt}-{position}"
    if key in st.session_state.get(_SENT, ()):
        muted("Reported. Thank you: its authors see what you wrote and answered, without your name.")
        return
    was_refused = st.session_state.get(_REFUSED) == key
    with st.expander("Something is wrong with this problem", expanded=was_refused):
        if was_refused:
            draw_flash()
            del st.session_state[_REFUSED]
        with st.form(f"report-{key}", border=False):
            st.text_area(
                "What is wrong? (may stay empty)",
                key=f"report-text-{key}",
                max_chars=LONGEST_REPORT,
                height=90,
            )
            muted("Its authors get this with your answers to the problem, and not your name.")
            st.form_submit_button("Send the report", on_click=_send, args=(attempt, position))


def _send(attempt: str, position: int) -> None:
    key, learner = f"{attempt}-{position}", request.learner()
    text = str(st.session_state.get(f"report-text-{key}", ""))
    if learner is None:
        return
    sent = request.call_grader(
        lambda grader: grader.problem_reports.report(learner.id, attempt, position, text)
    )
    if sent is None:
        st.session_state[_REFUSED] = key
    else:
        st.session_state[_SENT] = {*st.session_state.get(_SENT, ()), key}
