"""What an instructor does to a running class: for those who are ticked, or for all."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from ui import format as fmt
from ui import request
from ui.widgets.text import escaped, muted

if TYPE_CHECKING:
    from grader.rules.classroom import Instructor
    from grader.service import Grader
    from grader.views.classroom import BoardView

_NOTE, _KIND, _SURE_END, _SURE_RELEASE = "act-note", "act-kind", "act-sure-end", "act-sure-release"
_UNDO = "act-undo"
_MINUTES = (5, 10)


def draw_start(instructor: Instructor, view: BoardView) -> None:
    """The button that opens a class."""
    st.button(
        "Open the class",
        key="open-class",
        type="primary",
        on_click=partial(_run, "open", instructor.id, view.id),
    )
    muted("Its clock starts now; whoever is in may begin, and others may still join.")


def draw_acts(instructor: Instructor, view: BoardView, chosen: tuple[str, ...]) -> None:
    """More time, pause, the next part, a note; and what cannot be taken back, to be confirmed."""
    names = {row.member: row.name for row in view.rows}
    for_whom = fmt.join([names[one] for one in chosen]) if chosen else "everybody"
    muted(f"For {for_whom}. Tick rows to choose people.")
    _draw_undo(instructor, view)
    with st.container(key="acts", horizontal=True):
        for minutes in _MINUTES:
            more = partial(_add_time, instructor.id, view.id, minutes, chosen)
            st.button(f"{minutes} more minutes", key=f"more-{minutes}", on_click=more)
        name, act = ("Pause all", "pause") if view.state == "running" else ("Go on", "resume")
        st.button(name, key=act, type="primary", on_click=partial(_run, act, instructor.id, view.id))
        if view.next_part is not None:
            opens = partial(_run, "open_next_part", instructor.id, view.id)
            st.button(f"Open “{escaped(view.next_part)}”", key="next-part", on_click=opens)
        if not view.solutions_locked:
            lock = partial(_run, "lock_solutions", instructor.id, view.id)
            st.button("Lock solutions", key="lock", on_click=lock)
    with st.form("note", border=False, clear_on_submit=True):
        st.text_input(f"Write to {escaped(for_whom)}", key=_NOTE, max_chars=300)
        st.radio("As a", ["note", "hint"], horizontal=True, key=_KIND)
        st.form_submit_button("Send", on_click=_send, args=(instructor.id, view.id, chosen))
    if view.solutions_locked:
        draw_release(instructor, view)
    if view.role == "instructor":
        st.checkbox("End the class: hand in everybody's work. There is no way back.", key=_SURE_END)
        end = partial(_run, "end", instructor.id, view.id)
        st.button("End it now", key="end", disabled=not st.session_state.get(_SURE_END), on_click=end)


def draw_release(instructor: Instructor, view: BoardView) -> None:
    """Solutions that are shown cannot be hidden again."""
    st.checkbox("Release solutions and results to everybody. There is no way back.", key=_SURE_RELEASE)
    release = partial(_run, "release_solutions", instructor.id, view.id)
    st.button(
        "Release them now", key="release", disabled=not st.session_state.get(_SURE_RELEASE), on_click=release
    )


def _draw_undo(instructor: Instructor, view: BoardView) -> None:
    undo: tuple[str, str, tuple[str, ...], int] | None = st.session_state.get(_UNDO)
    if undo is None or undo[1] != view.id:
        return
    with st.container(key="undo", horizontal=True, vertical_alignment="center"):
        st.markdown(undo[0])
        st.button("Take it back", key="take-back", on_click=partial(_take_back, instructor.id))


def _run(act: str, instructor: str, classroom: str) -> None:
    st.session_state.pop(_UNDO, None)
    request.call_grader(lambda grader: getattr(grader.classrooms, act)(instructor, classroom))


def _add_time(instructor: str, classroom: str, minutes: int, chosen: tuple[str, ...]) -> None:
    by = timedelta(minutes=minutes)
    done = request.call_grader(lambda grader: grader.classrooms.add_time(instructor, classroom, by, chosen))
    if done is not None:
        whom = fmt.count(len(chosen), "person has", "people have") if chosen else "Everybody has"
        st.session_state[_UNDO] = (f"{whom} {minutes} more minutes.", classroom, chosen, minutes)


def _send(instructor: str, classroom: str, chosen: tuple[str, ...]) -> None:
    text, kind = (
        str(st.session_state.get(_NOTE, "")),
        "hint" if st.session_state.get(_KIND) == "hint" else "note",
    )
    sent = request.call_grader(
        lambda grader: grader.classrooms.send(
            instructor, classroom, text, chosen, kind="hint" if kind == "hint" else "note"
        )
    )
    if sent is not None:
        st.session_state[_UNDO] = (f"The {kind} is sent.", classroom, sent, 0)


def _take_back(instructor: str) -> None:
    """What was given is taken, what was written is deleted."""
    undo: tuple[str, str, tuple[str, ...], int] | None = st.session_state.pop(_UNDO, None)
    if undo is None:
        return
    _, classroom, ids, minutes = undo
    if minutes:
        by = timedelta(minutes=-minutes)
        request.call_grader(lambda grader: grader.classrooms.add_time(instructor, classroom, by, ids))
        return
    for note in ids:
        request.call_grader(partial(_take_back_note, instructor, classroom, note))


def _take_back_note(instructor: str, classroom: str, note: str, grader: Grader) -> None:
    grader.classrooms.take_back_note(instructor, classroom, note)
