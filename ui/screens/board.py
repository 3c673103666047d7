"""A class as its staff sees it: the board, its people, its results, and what the projector shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from grader.errors import NotFound
from ui import request
from ui.instructor.board import close_member, draw_board, draw_projector, opened_member
from ui.instructor.people import draw_member, draw_people
from ui.instructor.preflight import draw_preflight
from ui.instructor.results import draw_results
from ui.instructor.sign_in import require_instructor
from ui.widgets.notice import draw_notice
from ui.widgets.text import muted, title

if TYPE_CHECKING:
    from grader.rules.classroom import Classroom, Instructor

_VIEWS = ("Board", "People", "Preflight", "Results", "Projector")


def draw(instructor: Instructor, classroom: Classroom) -> None:
    title(classroom.title)
    with st.container(horizontal=True, vertical_alignment="center"):
        muted(f"Class code {classroom.code}")
        st.page_link("screens/classes.py", label="All classes")
    chosen = st.segmented_control(
        "View", _VIEWS, default="Board", key="class-view", label_visibility="collapsed"
    )
    member = opened_member()
    if chosen == "People":
        draw_people(instructor, classroom.id)
    elif chosen == "Preflight":
        draw_preflight(instructor, classroom)
    elif chosen == "Results":
        draw_results(instructor, classroom)
    elif chosen == "Projector":
        draw_projector(instructor, classroom.id)
    elif member is not None:
        st.button("Back to the board", key="back", on_click=close_member)
        draw_member(instructor, classroom.id, member)
    else:
        draw_board(instructor, classroom.id)


instructor = require_instructor()
try:
    draw(instructor, request.grader().classrooms.look(instructor.id, st.query_params.get("class", "")))
except NotFound as refused:
    title("This class is not here")
    draw_notice(str(refused))
    st.page_link("screens/classes.py", label="All classes")
