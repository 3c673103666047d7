"""A class as one of its learners sees it: its parts, what the instructor wrote, and the call for help."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from grader.errors import NotFound
from ui import format as fmt
from ui import request
from ui.classroom.bar import draw_call, draw_notes, draw_state, times_of
from ui.components.class_changes import hear_changes
from ui.navigation import HOME_SCREEN, go_on, see_result
from ui.widgets.notice import draw_flash, draw_notice
from ui.widgets.sign_in import require_learner
from ui.widgets.text import heading, muted, title

if TYPE_CHECKING:
    from grader.views.classroom import ClassForLearner, PartForLearner
    from grader.views.learners import LearnerView


def draw(learner: LearnerView, own: ClassForLearner) -> None:
    title(own.title)
    muted(f"You are {own.name} here. {times_of(own)}")
    draw_flash()
    draw_state(own)
    draw_notes(own)
    for part in own.parts:
        _draw_part(learner, own, part)
    draw_call(learner, own)
    hear_changes(own.id, own.revision, key=f"changes-{own.id}")


def _draw_part(learner: LearnerView, own: ClassForLearner, part: PartForLearner) -> None:
    with st.container(border=True, key=f"card-{part.id}"):
        with st.container(key=f"summary-{part.id}", gap="small"):
            heading(part.title)
            muted(part.reason or fmt.count(part.problems, "problem"))
        if part.state == "ready":
            begin = partial(_begin, learner.id, own.id, part)
            st.button("Begin", key=f"begin-{part.id}", type="primary", on_click=begin)
        elif part.state == "open" and part.attempt:
            resume = partial(go_on, part.mode, part.attempt)
            st.button("Continue", key=f"continue-{part.id}", type="primary", on_click=resume)
        elif part.state == "done" and part.attempt and own.solutions_shown:
            show = partial(see_result, part.attempt)
            st.button("See the result", key=f"result-{part.id}", on_click=show)
        elif part.state == "done":
            muted("Handed in. Your instructor releases the results.")


def _begin(learner: str, classroom: str, part: PartForLearner) -> None:
    attempt = request.call_grader(lambda grader: grader.memberships.begin(learner, classroom, part.id))
    if attempt is not None:
        go_on(part.mode, attempt)


learner = require_learner()
try:
    draw(learner, request.grader().memberships.look(learner.id, st.query_params.get("class", "")))
except NotFound:
    title("This class is not here")
    draw_notice("You are not in it with this browser, or its data was deleted.")
    st.page_link("screens/join.py", label="Join a class")
    st.page_link(HOME_SCREEN, label="Home")
