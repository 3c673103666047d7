"""The classes of an instructor, and the form that makes one."""

from __future__ import annotations

from datetime import date, datetime, time
from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from grader.rules.modes import MODES
from ui import format as fmt
from ui import request
from ui.widgets.notice import draw_flash
from ui.widgets.text import heading, muted, title

if TYPE_CHECKING:
    from grader.rules.classroom import Instructor
    from grader.service.classes.classrooms import ClassSummary

BOARD_SCREEN = "screens/board.py"
STATES = {"planned": "Not begun", "running": "Running", "paused": "Paused", "ended": "Ended"}
_TITLE, _PARTS, _PROBLEMS = "plan-title", "plan-parts", "plan-problems"
_MINUTES, _DATE, _TIME = "plan-minutes", "plan-date", "plan-time"
_IN_ORDER, _AT_END, _OPEN = "plan-in-order", "plan-at-end", "plan-open"


# Streamlit's own input of a time has targets too small for a finger.
_TIMES = [time(hour, minute) for hour in range(24) for minute in (0, 15, 30, 45)]


def draw_classes(instructor: Instructor) -> None:
    """The list, newest first, and below it the form for another class."""
    title("Classes")
    with st.container(horizontal=True, vertical_alignment="center"):
        muted(f"Signed in as {instructor.name}, {instructor.role}.")
        st.button("Sign out", key="sign-out", type="tertiary", on_click=_sign_out)
    draw_flash()
    summaries = request.grader().classrooms.all(instructor.id)
    for one in summaries:
        _draw_class(instructor, one)
    if not summaries:
        muted("You have no class yet.")
    if instructor.role == "instructor":
        _draw_form(instructor, expanded=not summaries)


def _draw_class(instructor: Instructor, one: ClassSummary) -> None:
    found, zone = one.classroom, request.time_zone()
    when = found.opened_at or found.starts_at
    facts = [STATES[found.state], f"{one.joined} of {one.members} in", f"code {found.code}"]
    if when is not None:
        facts.insert(1, fmt.day_and_time(when, zone))
    if found.deleted_at is not None:
        facts = ["Personal data deleted", fmt.day_and_time(found.deleted_at, zone)]
    with st.container(border=True, key=f"card-{found.id}"):
        with st.container(key=f"summary-{found.id}", gap="small"):
            heading(found.title)
            muted(", ".join(facts))
        open_board = partial(request.redirect, BOARD_SCREEN, **{"class": found.id})
        st.button("Open", key=f"open-{found.id}", type="primary", on_click=open_board)
        if instructor.role == "instructor":
            st.button("Copy", key=f"copy-{found.id}", on_click=partial(_copy, instructor.id, found.id))


def _draw_form(instructor: Instructor, *, expanded: bool) -> None:
    names = {mode: policy.text.heading for mode, policy in MODES.items() if policy.assembly != "due"}
    with st.expander("Make a class", expanded=expanded), st.form("plan", border=False):
        st.text_input("Title", key=_TITLE, max_chars=80)
        st.multiselect("What is in it, in this order", list(names), format_func=names.__getitem__, key=_PARTS)
        st.text_input(
            "Problems of your choice, by id with commas between (empty: drawn as the mode draws them)",
            key=_PROBLEMS,
        )
        st.number_input("How long, in minutes", 1, 600, 60, key=_MINUTES)
        with st.container(horizontal=True):
            st.date_input("Day (may be empty)", value=None, key=_DATE)
            st.selectbox("Time", _TIMES, _TIMES.index(time(9)), format_func=_as_clock, key=_TIME)
        st.checkbox("One part after the other", value=True, key=_IN_ORDER)
        st.checkbox("Say how answers did only when I release it", key=_AT_END)
        st.checkbox("Open to everybody who has the class code", value=True, key=_OPEN)
        st.form_submit_button("Make the class", type="primary", on_click=_make, args=(instructor.id,))


def _make(instructor: str) -> None:
    from grader.service.classes.classrooms import ClassPlan, PartPlan  # noqa: PLC0415 - learners' pages need none

    state = st.session_state
    problems = tuple(name.strip() for name in str(state[_PROBLEMS]).split(",") if name.strip())
    plan = ClassPlan(
        title=str(state[_TITLE]),
        parts=tuple(PartPlan(mode, problems) for mode in state[_PARTS]),
        minutes=int(state[_MINUTES]),
        starts_at=_instant(state[_DATE], state[_TIME]),
        in_order=bool(state[_IN_ORDER]),
        feedback_at_end=bool(state[_AT_END]),
        open_to_all=bool(state[_OPEN]),
    )
    made = request.call_grader(lambda grader: grader.classrooms.make(instructor, plan))
    if made is not None:
        request.redirect(BOARD_SCREEN, **{"class": made})


def _instant(day: date | None, at: time | None) -> datetime | None:
    """A day and a time of the reader's zone."""
    return datetime.combine(day, at or time(9), request.time_zone()) if day is not None else None


def _as_clock(at: time) -> str:
    return at.isoformat("minutes")


def _copy(instructor: str, classroom: str) -> None:
    made = request.call_grader(lambda grader: grader.classrooms.copy(instructor, classroom))
    if made is not None:
        request.redirect(BOARD_SCREEN, **{"class": made})


def _sign_out() -> None:
    request.call_grader(lambda _: request.sign_out())
